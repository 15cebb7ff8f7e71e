package io.rackproof.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
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
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
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

  /**
   * A private key on P-256 and the public half that follows from it.
   *
   * @throws IOException when it is on no such curve
   */
  public static KeyPair of(PrivateKey key) throws IOException {
    if (!(key instanceof ECPrivateKey ec)) {
      throw new IOException("not a key on the curve P-256, but " + key.getAlgorithm());
    }
    try {
      ECNamedCurveParameterSpec curve = ECNamedCurveTable.getParameterSpec("secp256r1");
      byte[] point = curve.getG().multiply(ec.getS()).getEncoded(false);
      SubjectPublicKeyInfo info =
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
              point);
      return new KeyPair(
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded())),
          key);
    } catch (GeneralSecurityException e) {
      throw new IOException("not a key on the curve P-256: " + e.getMessage(), e);
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
