package io.rackproof.agent.identity;

import io.rackproof.identity.EnrolmentToken;
import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Turns a token into an identity on disk, so that it can be killed at any moment and run again:
 *
 * <ol>
 *   <li>{@code agent.key.new} is written; a run after a kill finds and uses it, and gets the
 *       certificate that was issued for it;
 *   <li>the certificate is written as {@code agent.pem.new}, the authority as it is to be;
 *   <li>the key takes its place, then the certificate: a run that finds {@code agent.pem.new}
 *       finishes without asking anybody.
 * </ol>
 *
 * Until then an identity of before stays as it is.
 */
public final class Enrolment {

  private final IdentityFiles files;
  private final Clock clock;

  public Enrolment(IdentityFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** The identity that is there and good, if any; one that a kill left unfinished is finished. */
  public Optional<X509Certificate> present() throws IOException {
    if (Files.exists(next(files.certificate()))) {
      finish();
    }
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
      return Optional.empty();
    }
    X509Certificate certificate = Pem.certificates(files.certificate()).get(0);
    boolean good =
        KeyPairs.match(Pem.key(files.key()), certificate.getPublicKey())
            && !clock.instant().isAfter(certificate.getNotAfter().toInstant());
    return good ? Optional.of(certificate) : Optional.empty();
  }

  /**
   * Asks the collector and writes the three files.
   *
   * @param software what this agent calls itself
   * @return the agent's certificate
   * @throws IOException in words for people; what was there before is still there
   */
  public X509Certificate enrol(String host, int port, EnrolmentToken token, String software)
      throws IOException {
    Path keyFile = next(files.key());
    KeyPair keys;
    if (Files.exists(keyFile)) {
      keys = KeyPairs.of(Pem.key(keyFile));
    } else {
      keys = KeyPairs.generate();
      Pem.writeKey(keyFile, keys.getPrivate());
    }
    Chain chain = new EnrolmentClient(host, port, clock).enrol(token, keys, software);
    Pem.writeCertificates(files.authority(), List.of(chain.authority()));
    Pem.writeCertificates(next(files.certificate()), List.of(chain.certificate()));
    finish();
    return chain.certificate();
  }

  private void finish() throws IOException {
    if (Files.exists(next(files.key()))) {
      Files.move(next(files.key()), files.key(), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(next(files.certificate()), files.certificate(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }
}
