package io.rackproof.collector.access;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as Argon2id (RFC 9106), version 1.3, in the usual text {@code
 * $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}. The parameters stand in it, so that they may grow: 19
 * MiB, two passes, one lane is what OWASP's Password Storage Cheat Sheet asks for at least.
 */
final class Passwords {

  /** NIST SP 800-63B-4, for a password that nothing else stands beside. */
  static final int LEAST = 15;

  static final int MOST = 256;

  private static final int KIBIBYTES = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /** What the password of an unknown user is compared with, so that it takes as long. */
  static final String OF_NOBODY = hash(Secrets.next());

  private Passwords() {}

  /**
   * Looks at a new password.
   *
   * @throws IllegalArgumentException when it is too short or too long, in words
   */
  static void check(String password) {
    int length = password.codePointCount(0, password.length());
    if (length < LEAST || length > MOST) {
      throw new IllegalArgumentException(
          "a password has "
              + LEAST
              + " to "
              + MOST
              + " characters, such as a few words that do not belong together; this has "
              + length);
    }
  }

  static String hash(String password) {
    byte[] salt = Secrets.bytes(SALT_BYTES);
    byte[] hash = argon(password, salt, KIBIBYTES, PASSES, LANES, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + KIBIBYTES
        + ",t="
        + PASSES
        + ",p="
        + LANES
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  /**
   * Whether a password is the one that was hashed.
   *
   * @throws IllegalArgumentException when the hash is none
   */
  static boolean matches(String password, String encoded) {
    Matcher parts = FORM.matcher(encoded);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an Argon2id hash");
    }
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] hash =
        argon(
            password,
            Base64.getDecoder().decode(parts.group(4)),
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            expected.length);
    return java.security.MessageDigest.isEqual(hash, expected);
  }

  private static byte[] argon(
      String password, byte[] salt, int kibibytes, int passes, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(kibibytes)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    // One password, however a keyboard composes its letters.
    String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
    generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
