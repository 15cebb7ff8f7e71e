package io.rackproof.collector.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as text (RFC 7468). */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

  private Pem() {}

  static String write(String label, byte[] der) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, newline).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /**
   * The first block of a label.
   *
   * @throws BadKeyException when there is none
   */
  static byte[] read(String text, String label) throws BadKeyException {
    Matcher matcher = BLOCK.matcher(text);
    String other = "";
    while (matcher.find()) {
      if (matcher.group(1).equals(label)) {
        try {
          return Base64.getMimeDecoder().decode(matcher.group(2));
        } catch (IllegalArgumentException e) {
          throw new BadKeyException("the block '" + label + "' is no base64");
        }
      }
      other = matcher.group(1);
    }
    throw new BadKeyException(
        other.isEmpty()
            ? "there is no block '-----BEGIN " + label + "-----'"
            : "there is a block '" + other + "', but none of '" + label + "'");
  }
}
