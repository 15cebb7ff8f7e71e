package io.rackproof.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Keys on the curve P-256: Java's TLS takes Ed25519 too, but Netty reads no such key from PEM. */
public final class KeyPairs {

  public static final String SIGNATURE = "SHA256withECDSA";

  private static final int P256_BITS = 256;

  private KeyPairs() {}

  /** A new key. */
  public static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /** Whether a key is on the curve P-256. */
  public static boolean isP256(PublicKey key) {
    return key instanceof ECPublicKey ec
        && ec.getParams().getOrder().bitLength() == P256_BITS
        && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS;
  }

  /** Whether a key is the private half of a public one: what the one signs, the other verifies. */
  public static boolean match(PrivateKey key, PublicKey publicKey) {
    if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    String algorithm =
        key instanceof ECPrivateKey
            ? SIGNATURE
            : key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : key.getAlgorithm();
    byte[] probe = "rackproof".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * A request for a certificate, PKCS#10 in DER, which proves that its sender holds the key.
   *
   * @throws IOException when the key cannot sign it
   */
  public static byte[] request(KeyPair keys, String name) throws IOException {
    try {
      return new JcaPKCS10CertificationRequestBuilder(
              new X500Principal("CN=" + name), keys.getPublic())
          .build(new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IOException("this key signs no request: " + e.getMessage(), e);
    }
  }

  /** SHA-256 of a certificate's DER, as lower-case hexadecimal digits. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has its encoding", e);
    }
  }
}
