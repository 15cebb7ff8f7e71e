package io.rackproof.collector.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/** The signs that people type or paste, turned into the ones that the plan's grammar knows. */
final class Signs {

  private static final Pattern GROUPED =
      Pattern.compile("(?<=\\d)[\\u2009\\u202F](?=\\d{3}(?!\\d))");
  private static final Pattern SPACE = Pattern.compile("[\\u00A0\\u2000-\\u200A\\u202F\\u205F]");
  private static final Pattern EQUALS = Pattern.compile("^\\s*=(?!=)");

  private Signs() {}

  /**
   * {@code ≤ 132 kW} is {@code <= 132 kW}, {@code = 0} is {@code == 0}; thin and fixed spaces are
   * spaces, and between groups of three digits they are nothing.
   */
  static String plain(String text) {
    String ascii =
        SPACE
            .matcher(GROUPED.matcher(text).replaceAll(""))
            .replaceAll(" ")
            .replace("≤", "<=")
            .replace("≥", ">=")
            .replace('−', '-')
            .replace("…", "..")
            .replace("+/-", "±")
            .strip();
    return unit(EQUALS.matcher(ascii).replaceFirst("=="));
  }

  /** The signs that units are written with. */
  static String unit(String text) {
    return text.replace('μ', 'µ')
        .replace("℃", "°C")
        .replace("º", "°")
        .replace('·', '*')
        .replace('⋅', '*')
        .replace('×', '*')
        .replace("³", "3");
  }

  /** A word of the plan: {@code Time_outside} and {@code time outside} are {@code time-outside}. */
  static String word(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replaceAll("[_\\s]+", "-");
  }
}
