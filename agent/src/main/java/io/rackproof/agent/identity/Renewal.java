package io.rackproof.agent.identity;

import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import io.rackproof.identity.RackNames;
import io.rackproof.wire.proto.IssuedCertificate;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When a certificate is to be renewed, what to ask, and what to do with the answer. The key stays,
 * so that one file changes, in one step: a kill leaves the old certificate or the new one, and
 * either goes with the key. For one thread.
 */
public final class Renewal {

  /** A hundred agents that were enrolled in one hour do not ask in one. */
  private static final double EARLIEST = 0.62;

  private static final double LATEST = 0.72;

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** Of the time that is left, the share after which a failure is tried again. */
  private static final int TRIES_LEFT = 20;

  private final IdentityFiles files;
  private IdentityFiles.Identity identity;
  private Instant due;

  /**
   * @param random from 0 to 1: when in its time it is renewed
   */
  public Renewal(IdentityFiles files, IdentityFiles.Identity identity, double random) {
    this.files = files;
    this.identity = identity;
    this.due = due(identity.certificate(), random);
  }

  private static Instant due(X509Certificate certificate, double random) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    double share = EARLIEST + (LATEST - EARLIEST) * random;
    return from.plusMillis(Math.round(life.toMillis() * share));
  }

  public boolean isDue(Instant now) {
    return !now.isBefore(due);
  }

  /** The certificate of now. */
  public X509Certificate certificate() {
    return identity.certificate();
  }

  /**
   * What to ask the collector, PKCS#10 in DER. No other attempt is due for a while, so that one
   * without an answer is repeated.
   */
  public byte[] request(Instant now) throws IOException {
    Instant end = identity.certificate().getNotAfter().toInstant();
    Duration wait = Duration.between(now, end).dividedBy(TRIES_LEFT);
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      wait = SHORTEST_WAIT;
    } else if (wait.compareTo(LONGEST_WAIT) > 0) {
      wait = LONGEST_WAIT;
    }
    due = now.plus(wait);
    return KeyPairs.request(identity.keys(), RackNames.commonName(identity.certificate()));
  }

  /**
   * Takes the answer and has it on disk when it returns.
   *
   * @throws IOException when it is a refusal, cannot be believed, or cannot be written; the
   *     certificate of before stays in force
   */
  public void take(IssuedCertificate answer, double random) throws IOException {
    Chain chain = Chain.of(answer, identity.keys().getPublic());
    boolean known =
        Pem.certificates(files.authority()).stream().anyMatch(chain.authority()::equals);
    if (!known) {
      throw new IOException("the new certificate is signed by an authority that is not trusted");
    }
    files.writeCertificate(chain.certificate());
    identity = new IdentityFiles.Identity(identity.keys(), chain.certificate());
    due = due(chain.certificate(), random);
  }
}
