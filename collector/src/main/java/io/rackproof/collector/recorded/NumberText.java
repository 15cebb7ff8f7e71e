package io.rackproof.collector.recorded;

import java.util.Locale;
import java.util.Set;

/** Values as recordings write them. */
final class NumberText {

  private static final Set<String> NONE =
      Set.of(
          "",
          "nan",
          "inf",
          "infinity",
          "+inf",
          "-inf",
          "+infinity",
          "-infinity",
          "null",
          "none",
          "na",
          "n/a");

  private NumberText() {}

  /**
   * Reads a decimal number; an empty text, NaN and the infinities are no value.
   *
   * @return NaN for no value
   * @throws IllegalArgumentException saying what is wrong and what to write
   */
  static double parse(String text) {
    String trimmed = text.strip();
    if (!trimmed.isEmpty() && isPlain(trimmed)) {
      try {
        double value = Double.parseDouble(trimmed);
        if (Double.isFinite(value)) {
          return value;
        }
        throw new IllegalArgumentException("'" + text + "' is too large for a number");
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(complaint(text), e);
      }
    }
    if (NONE.contains(trimmed.toLowerCase(Locale.ROOT))) {
      return Double.NaN;
    }
    throw new IllegalArgumentException(complaint(text));
  }

  /** Java reads {@code 1d} and {@code 0x1p3} as numbers; nobody who records samples means them. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+';
      if (!plain && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  private static String complaint(String text) {
    return text.matches("\\s*[-+]?\\d+,\\d+\\s*")
        ? "'" + text + "' is no number: write a point, not a comma: " + text.replace(',', '.')
        : "'" + text + "' is no number";
  }
}
