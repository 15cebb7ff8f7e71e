package io.rackproof.agent.identity;

import com.google.protobuf.ByteString;
import io.rackproof.wire.proto.IssuedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that was issued, and the authority that signed it; believed only once both were
 * checked.
 */
record Chain(X509Certificate certificate, X509Certificate authority) {

  /**
   * Reads an answer.
   *
   * @param key that the certificate must be for
   * @throws IOException when it is a refusal, for another key, or not signed by the authority
   */
  static Chain of(IssuedCertificate answer, PublicKey key) throws IOException {
    if (answer.getCertificatesCount() == 0) {
      throw new IOException(
          answer.getRefusal().isEmpty() ? "no reason given" : answer.getRefusal());
    }
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (ByteString der : answer.getCertificatesList()) {
        certificates.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der.toByteArray())));
      }
      X509Certificate own = certificates.get(0);
      X509Certificate authority = certificates.get(certificates.size() - 1);
      own.verify(authority.getPublicKey());
      if (!own.getPublicKey().equals(key)) {
        throw new IOException("the collector's answer is a certificate for another key");
      }
      return new Chain(own, authority);
    } catch (GeneralSecurityException e) {
      throw new IOException("the collector's answer is no certificate: " + e.getMessage(), e);
    }
  }
}
