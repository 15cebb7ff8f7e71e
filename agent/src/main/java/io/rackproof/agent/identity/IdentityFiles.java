package io.rackproof.agent.identity;

import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where an agent's identity lies.
 *
 * @param certificate the agent's certificate chain, PEM
 * @param key the agent's private key, PKCS#8 PEM
 * @param authority certificates that may have signed the collector's, PEM
 */
public record IdentityFiles(Path certificate, Path key, Path authority) {

  /**
   * What the files hold.
   *
   * @param certificate the agent's own
   */
  public record Identity(KeyPair keys, X509Certificate certificate) {}

  /** Why an agent's certificate is not good at a time, in words with what to do. */
  public static Optional<String> objection(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return Optional.of(
          "this agent's certificate is good from "
              + from
              + " on, and this machine's clock says "
              + now
              + ": set the clock");
    }
    if (now.isAfter(until)) {
      return Optional.of(
          "this agent's certificate expired at "
              + until
              + ", and this machine's clock says "
              + now
              + ": set the clock if it is wrong; else get a token ('rackproof enroll' at the"
              + " collector) and run 'rackproof-agent enroll'");
    }
    return Optional.empty();
  }

  /**
   * Reads key and certificate.
   *
   * @throws IOException when a file is absent, holds no such thing, or the two do not belong
   *     together; with the file's name and what to do
   */
  public Identity read() throws IOException {
    X509Certificate own = Pem.certificates(certificate).get(0);
    KeyPair keys = new KeyPair(own.getPublicKey(), Pem.key(key));
    if (!KeyPairs.match(keys.getPrivate(), own.getPublicKey())) {
      throw new IOException(
          key
              + " is not the key of "
              + certificate
              + ": where an enrolment was interrupted, run 'rackproof-agent enroll' again");
    }
    return new Identity(keys, own);
  }

  /** Puts a certificate in the place of the one before, in one step. */
  public void writeCertificate(X509Certificate next) throws IOException {
    Pem.writeCertificates(certificate, List.of(next));
  }
}
