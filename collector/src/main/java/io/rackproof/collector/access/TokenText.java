package io.rackproof.collector.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token as programs show it: {@code rackproof_ID_SECRET}, so that scanners for leaked secrets
 * know it by its beginning.
 *
 * @param id 12 hexadecimal digits
 * @param secret 43 characters of base64url
 */
record TokenText(String id, String secret) {

  private static final Pattern FORM =
      Pattern.compile("rackproof_([0-9a-f]{12})_([A-Za-z0-9_-]{43})");

  static String of(String id, String secret) {
    return "rackproof_" + id + "_" + secret;
  }

  static Optional<TokenText> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new TokenText(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
