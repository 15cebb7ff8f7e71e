package io.rackproof.doctor;

import io.rackproof.identity.KeyPairs;
import io.rackproof.identity.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Whether certificates can be read, are good now and for some time, and have their keys. */
public final class CertificateCheck {

  private static final Duration SOON = Duration.ofDays(14);

  private final Findings findings;
  private final Instant now;

  public CertificateCheck(Findings findings, Instant now) {
    this.findings = findings;
    this.now = now;
  }

  /**
   * Tells of the first certificate of a file.
   *
   * @param what for people: "this agent's certificate"
   * @param renew what to do when it ends
   * @return the certificate, when it can be read
   */
  public Optional<X509Certificate> certificate(String what, Path file, String renew) {
    X509Certificate certificate;
    try {
      certificate = Pem.certificates(file).get(0);
    } catch (IOException e) {
      findings.wrong("certificate", String.valueOf(e.getMessage()), renew);
      return Optional.empty();
    }
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String name = what + " " + file;
    if (now.isBefore(from)) {
      findings.wrong(
          "certificate",
          name + " is good from " + from + " on, and this machine's clock says " + now,
          "set the clock");
    } else if (now.isAfter(until)) {
      findings.wrong("certificate", name + " expired at " + until, renew);
    } else if (now.plus(SOON).isAfter(until) && now.isAfter(last(from, until))) {
      findings.warn("certificate", name + " expires at " + until, renew);
    } else {
      findings.good("certificate", name + " is good until " + until);
    }
    return Optional.of(certificate);
  }

  /** What renews itself does so by then; a short life is no news before. */
  private static Instant last(Instant from, Instant until) {
    Duration life = Duration.between(from, until);
    return until.minus(life.dividedBy(5));
  }

  /** Tells whether a key can be read, by its owner alone, and is that of the certificate. */
  public void key(Path file, X509Certificate certificate) {
    try {
      if (!KeyPairs.match(Pem.key(file), certificate.getPublicKey())) {
        findings.wrong(
            "certificate",
            file + " is not the key of the certificate beside it",
            "put the key and the certificate that belong together in their places");
        return;
      }
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(file);
        if (may.contains(PosixFilePermission.OTHERS_READ)
            || may.contains(PosixFilePermission.GROUP_WRITE)
            || may.contains(PosixFilePermission.OTHERS_WRITE)) {
          findings.warn("certificate", file + " can be read by others", "chmod 600 " + file);
        }
      }
    } catch (IOException e) {
      findings.wrong(
          "certificate",
          String.valueOf(e.getMessage()),
          "it must be readable by user " + System.getProperty("user.name", "?"));
    }
  }
}
