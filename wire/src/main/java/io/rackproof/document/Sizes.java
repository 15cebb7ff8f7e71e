package io.rackproof.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of data as people write them: {@code 512 MiB}, {@code 1 GB}. */
public final class Sizes {

  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kKMGT])(i?)B");

  private Sizes() {}

  /**
   * Bytes.
   *
   * @throws IllegalArgumentException when the text is no size
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a size such as 512 MiB or 1 GB, not '" + text + "'");
    }
    double base = matcher.group(3).isEmpty() ? 1000 : 1024;
    int power =
        switch (matcher.group(2)) {
          case "M" -> 2;
          case "G" -> 3;
          case "T" -> 4;
          default -> 1;
        };
    return Math.round(Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
  }
}
