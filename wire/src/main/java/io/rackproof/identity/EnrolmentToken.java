package io.rackproof.identity;

import java.util.Base64;
import java.util.HexFormat;

/**
 * What an agent turns into its first certificate. It is written as {@code rpt1_} and 75 characters
 * of base64url (RFC 4648 section 5, no padding), which hold 56 bytes:
 *
 * <pre>
 *  0                              32        38                       56
 * +-------------------------------+---------+-------------------------+
 * | SHA-256 of the authority, DER | id      | secret                  |
 * +-------------------------------+---------+-------------------------+
 * </pre>
 *
 * The authority's fingerprint lets the agent prove the collector before it tells the secret.
 *
 * @param authority SHA-256 of the authority's certificate, 64 lower-case hexadecimal digits
 * @param id names the token, 12 hexadecimal digits; no secret
 * @param secret 144 bits, 36 hexadecimal digits
 */
public record EnrolmentToken(String authority, String id, String secret) {

  public static final int ID_BYTES = 6;
  public static final int SECRET_BYTES = 18;

  private static final String PREFIX = "rpt1_";
  private static final int AUTHORITY_BYTES = 32;
  private static final int BYTES = AUTHORITY_BYTES + ID_BYTES + SECRET_BYTES;

  public EnrolmentToken {
    requireHex("authority", authority, AUTHORITY_BYTES);
    requireHex("id", id, ID_BYTES);
    requireHex("secret", secret, SECRET_BYTES);
  }

  /**
   * Reads the text of a token; white space around it does no harm.
   *
   * @throws IllegalArgumentException when it is none, or not all of one; the message holds no part
   *     of it
   */
  public static EnrolmentToken parse(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith(PREFIX)) {
      throw new IllegalArgumentException("this is no token: one begins with " + PREFIX);
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(stripped.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the token is damaged: copy it again, as one line", e);
    }
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "the token is not whole: " + bytes.length + " of " + BYTES + " bytes; copy it again");
    }
    HexFormat hex = HexFormat.of();
    return new EnrolmentToken(
        hex.formatHex(bytes, 0, AUTHORITY_BYTES),
        hex.formatHex(bytes, AUTHORITY_BYTES, AUTHORITY_BYTES + ID_BYTES),
        hex.formatHex(bytes, AUTHORITY_BYTES + ID_BYTES, BYTES));
  }

  /** The token itself, secret included: for its user alone, never for a log. */
  public String text() {
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(HexFormat.of().parseHex(authority + id + secret));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "token " + id;
  }

  private static void requireHex(String what, String text, int bytes) {
    if (!text.matches("[0-9a-f]{" + 2 * bytes + "}")) {
      throw new IllegalArgumentException(what + " has " + 2 * bytes + " hexadecimal digits");
    }
  }
}
