package io.rackproof.collector.evidence;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/** The public half of an Ed25519 key (RFC 8032), by which a signature is checked. */
public final class SignerKey {

  static final String ALGORITHM = "Ed25519";
  private static final String LABEL = "PUBLIC KEY";

  private final PublicKey key;

  SignerKey(PublicKey key) {
    this.key = key;
  }

  /**
   * Reads a PEM block {@code PUBLIC KEY} (SubjectPublicKeyInfo, RFC 8410).
   *
   * @throws BadKeyException when it is no Ed25519 key
   */
  public static SignerKey parse(String pem) throws BadKeyException {
    byte[] der = Pem.read(pem, LABEL);
    try {
      return new SignerKey(
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      throw new BadKeyException("it is no Ed25519 public key: " + e.getMessage());
    }
  }

  /** As a PEM block. */
  public String pem() {
    return Pem.write(LABEL, key.getEncoded());
  }

  /** SHA-256 of its DER form, hexadecimal: what two people compare over another channel. */
  public String fingerprint() {
    return Sha256.of(key.getEncoded());
  }

  boolean isSignature(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // the bytes are no signature at all
    }
  }
}
