package io.rackproof.collector.identity;

import io.rackproof.collector.ingest.RefusedRequestException;
import io.rackproof.identity.EnrolmentToken;
import io.rackproof.identity.KeyPairs;
import io.rackproof.wire.RackIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Tokens, certificates and the authority that signs them, on disk. The running collector and the
 * commands of people open it at the same time; what one changes the other sees. Thread safe.
 */
public final class AgentRegister implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What an unknown token is compared with, so that it takes as long as a known one. */
  private static final String NO_HASH = "0".repeat(64);

  private final Authority authority;
  private final RegisterTables tables;
  private final Clock clock;

  private AgentRegister(Authority authority, RegisterTables tables, Clock clock) {
    this.authority = authority;
    this.tables = tables;
    this.clock = clock;
  }

  /**
   * Opens it; the first time, makes the authority.
   *
   * @throws IOException when the directory cannot be written or holds what does not belong together
   */
  public static AgentRegister open(Path directory, Clock clock) throws IOException {
    Authority authority = Authority.open(directory, clock.instant());
    return new AgentRegister(
        authority, RegisterTables.open(directory.resolve("register.sqlite")), clock);
  }

  Authority authority() {
    return authority;
  }

  /** SHA-256 of the authority's certificate, hexadecimal. */
  public String fingerprint() {
    return KeyPairs.fingerprint(authority.certificate());
  }

  long dataVersion() throws IOException {
    return tables.dataVersion();
  }

  /**
   * Makes a token, which is kept only as a hash.
   *
   * @param name that the agent will have: formed as a rack's id
   * @param racks at least one, that it may speak for
   * @throws IllegalArgumentException for a name or rack that is none
   */
  public EnrolmentToken createToken(String name, Set<String> racks, Duration valid)
      throws IOException {
    RackIdentity.of(name);
    racks.forEach(RackIdentity::of);
    if (racks.isEmpty()) {
      throw new IllegalArgumentException("an agent speaks for at least one rack");
    }
    EnrolmentToken token =
        new EnrolmentToken(
            fingerprint(), random(EnrolmentToken.ID_BYTES), random(EnrolmentToken.SECRET_BYTES));
    long now = clock.millis();
    tables.transaction(
        () -> {
          tables.addToken(
              new Token(
                  token.id(),
                  name,
                  racks,
                  now,
                  now + valid.toMillis(),
                  OptionalLong.empty(),
                  OptionalLong.empty()),
              CertificateRequests.hash(token.secret()));
          return true;
        });
    return token;
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** All tokens, the newest last. */
  public List<Token> tokens() throws IOException {
    return tables.transaction(() -> tables.tokens(null));
  }

  /**
   * Takes back a token that is neither used nor expired.
   *
   * @return false when there is none of this id
   */
  public boolean revokeToken(String id) throws IOException {
    return tables.transaction(() -> tables.revokeTokens("id", id, clock.millis())) > 0;
  }

  /** All certificates of agents that have not expired yet, by name, the newest of each last. */
  public List<Issued> certificates() throws IOException {
    return certificates(clock.millis());
  }

  /** Those that expire after a time, or have not yet. */
  public List<Issued> certificates(long afterMillis) throws IOException {
    return tables.transaction(() -> tables.certificates(afterMillis));
  }

  /**
   * Revokes all certificates of an agent, and its open tokens.
   *
   * @param reason that the agent is told
   * @return how many certificates were good until now
   */
  public int revoke(String name, String reason) throws IOException {
    long now = clock.millis();
    return tables.transaction(
        () -> {
          tables.revokeTokens("name", name, now);
          return tables.revokeCertificates(name, now, reason);
        });
  }

  /**
   * Turns a token into a certificate, once. Asked again with the same key, as by an agent that was
   * killed before it had the answer on disk, it gives the same certificate.
   */
  Answer.Granted enrol(String id, String secret, byte[] request, Duration life)
      throws IOException, RefusedRequestException {
    PublicKey key = CertificateRequests.key(request);
    String keyHash = CertificateRequests.hash(key);
    Instant now = clock.instant();
    Answer answer =
        tables.<Answer>transaction(
            () -> {
              String expected = tables.secretHash(id).orElse(NO_HASH);
              boolean same = sameHash(expected, CertificateRequests.hash(secret));
              Optional<Token> known = tables.tokens(id).stream().findFirst();
              if (!same || known.isEmpty()) {
                return new Answer.Refused(
                    "this collector knows no such token; ask for one: rackproof enroll --rack ID");
              }
              Token token = known.get();
              String state = token.state(now.toEpochMilli());
              Optional<byte[]> before =
                  state.equals("used") ? tables.issuedFor(id, keyHash) : Optional.empty();
              if (before.isPresent() && now.toEpochMilli() < token.expiresMillis()) {
                return Answer.Granted.of(before.get(), true);
              }
              if (!state.equals("open")) {
                return new Answer.Refused(closed(token, state));
              }
              tables.revokeCertificates(
                  token.name(), now.toEpochMilli(), "the agent was enrolled anew");
              X509Certificate certificate =
                  authority.forAgent(key, token.name(), token.racks(), now, life);
              tables.addCertificate(
                  issued(certificate, token.name(), token.racks(), now),
                  id,
                  keyHash,
                  Certificates.encoded(certificate));
              tables.useToken(id, now.toEpochMilli());
              return Answer.Granted.of(Certificates.encoded(certificate), false);
            });
    return answer.granted();
  }

  private static String closed(Token token, String state) {
    long at =
        state.equals("expired")
            ? token.expiresMillis()
            : token.used().orElse(token.revoked().orElse(0));
    String was = state.equals("expired") ? "expired" : "was " + state;
    return "this token "
        + was
        + " at "
        + Instant.ofEpochMilli(at)
        + "; ask for another: rackproof enroll --rack ID";
  }

  /** A successor with the same name and racks, whose key may be another. */
  Answer.Granted renew(X509Certificate presented, byte[] request, Duration life)
      throws IOException, RefusedRequestException {
    PublicKey key = CertificateRequests.key(request);
    Instant now = clock.instant();
    String serial = Certificates.serial(presented);
    Answer answer =
        tables.<Answer>transaction(
            () -> {
              Optional<Issued> known =
                  tables.certificates(now.toEpochMilli()).stream()
                      .filter(issued -> issued.serial().equals(serial))
                      .findFirst();
              if (known.isEmpty() || known.get().revocation().isPresent()) {
                return new Answer.Refused("certificate " + serial + " is good no more");
              }
              Issued old = known.get();
              if (now.toEpochMilli() < (old.issuedMillis() + old.notAfterMillis()) / 2) {
                return new Answer.Refused(
                    "a certificate is renewed in the second half of its life");
              }
              X509Certificate next = authority.forAgent(key, old.name(), old.racks(), now, life);
              tables.addCertificate(
                  issued(next, old.name(), old.racks(), now),
                  null,
                  CertificateRequests.hash(key),
                  Certificates.encoded(next));
              return Answer.Granted.of(Certificates.encoded(next), false);
            });
    return answer.granted();
  }

  private static Issued issued(
      X509Certificate certificate, String name, Set<String> racks, Instant now) {
    return new Issued(
        Certificates.serial(certificate),
        name,
        racks,
        now.toEpochMilli(),
        certificate.getNotAfter().toInstant().toEpochMilli(),
        Optional.empty());
  }

  private static boolean sameHash(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    tables.close();
  }
}
