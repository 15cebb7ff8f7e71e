package io.rackproof.collector.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** Certificates as the register keeps them. */
final class Certificates {

  private Certificates() {}

  /** Its serial number, lower-case hexadecimal digits. */
  static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  static byte[] encoded(X509Certificate certificate) throws IOException {
    try {
      return certificate.getEncoded();
    } catch (CertificateException e) {
      throw new IOException("a certificate without an encoding", e);
    }
  }

  static X509Certificate decode(byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IOException("the register holds a certificate that cannot be read", e);
    }
  }
}
