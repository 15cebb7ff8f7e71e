package io.rackproof.collector.identity;

import io.rackproof.collector.ingest.RefusedRequestException;
import io.rackproof.identity.KeyPairs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.HexFormat;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Requests for certificates, PKCS#10: all that counts in them is a key and the proof of it. */
final class CertificateRequests {

  private static final int LONGEST = 4_096;

  private CertificateRequests() {}

  /**
   * The public key that a request asks a certificate for.
   *
   * @param der at most 4,096 bytes
   * @throws RefusedRequestException when it is none, its sender does not hold the key, or the key
   *     is not on P-256
   */
  static PublicKey key(byte[] der) throws RefusedRequestException {
    if (der.length > LONGEST) {
      throw new RefusedRequestException("the request is longer than " + LONGEST + " bytes");
    }
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
      PublicKey key = request.getPublicKey();
      if (!KeyPairs.isP256(key)) {
        throw new RefusedRequestException("only keys on the curve P-256 get a certificate");
      }
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new RefusedRequestException("the request is not signed with the key it holds");
      }
      return key;
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException e) {
      throw new RefusedRequestException("this is no certificate request (PKCS#10, DER)");
    }
  }

  /** SHA-256 of a key's SubjectPublicKeyInfo, hexadecimal. */
  static String hash(PublicKey key) {
    return hash(key.getEncoded());
  }

  /** SHA-256 of a text, hexadecimal. */
  static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
