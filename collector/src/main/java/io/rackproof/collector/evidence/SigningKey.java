package io.rackproof.collector.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * An Ed25519 key (RFC 8032) that signs. Its file is that of {@code openssl genpkey -algorithm
 * ed25519}: a PEM block {@code PRIVATE KEY} (PKCS #8, RFC 8410).
 */
public final class SigningKey {

  private static final String LABEL = "PRIVATE KEY";
  private static final String PROBE = "rackproof";

  private final PrivateKey secret;
  private final SignerKey signer;

  private SigningKey(PrivateKey secret, SignerKey signer) {
    this.secret = secret;
    this.signer = signer;
  }

  /**
   * Makes a new key in a new file that only its owner may read.
   *
   * @throws FileAlreadyExistsException when the file exists: a key is never overwritten
   */
  public static SigningKey create(Path file) throws IOException {
    KeyPair pair;
    try {
      pair = KeyPairGenerator.getInstance(SignerKey.ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
    }
    FileAttribute<?>[] owner =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(file, owner);
    Files.writeString(
        file,
        Pem.write(LABEL, pair.getPrivate().getEncoded()),
        StandardCharsets.US_ASCII,
        StandardOpenOption.SYNC);
    return new SigningKey(pair.getPrivate(), new SignerKey(pair.getPublic()));
  }

  /**
   * Reads a key.
   *
   * @throws BadKeyException when the file holds no Ed25519 key
   */
  public static SigningKey read(Path file) throws IOException, BadKeyException {
    byte[] der = Pem.read(Files.readString(file, StandardCharsets.ISO_8859_1), LABEL);
    try {
      PrivateKey secret =
          KeyFactory.getInstance(SignerKey.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(der));
      SigningKey key = new SigningKey(secret, publicHalf(secret));
      byte[] probe = PROBE.getBytes(StandardCharsets.US_ASCII);
      if (!key.signer.isSignature(probe, key.sign(probe))) {
        throw new BadKeyException("its public half does not fit it");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new BadKeyException(
          "it is no Ed25519 key ("
              + e.getMessage()
              + "); make one with"
              + " 'openssl genpkey -algorithm ed25519'");
    }
  }

  /** PKCS #8 holds the seed alone; the same seed always makes the same pair. */
  private static SignerKey publicHalf(PrivateKey secret)
      throws GeneralSecurityException, BadKeyException {
    byte[] seed =
        ((EdECPrivateKey) secret)
            .getBytes()
            .orElseThrow(() -> new BadKeyException("the key does not tell its seed"));
    KeyPairGenerator generator = KeyPairGenerator.getInstance(SignerKey.ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
    return new SignerKey(generator.generateKeyPair().getPublic());
  }

  /** Hands out the seed in place of chance. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    Fixed(byte[] seed) {
      super(null, null);
      this.seed = Arrays.copyOf(seed, seed.length);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }

  /** Its public half. */
  public SignerKey signer() {
    return signer;
  }

  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(SignerKey.ALGORITHM);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was read can sign", e);
    }
  }
}
