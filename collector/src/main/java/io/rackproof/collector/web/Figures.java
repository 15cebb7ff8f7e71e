package io.rackproof.collector.web;

import io.rackproof.document.Durations;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers and times for people. */
final class Figures {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  private Figures() {}

  /** Four significant digits, all digits before the point: {@code 1.324}, {@code 130212}. */
  static String format(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 1e9 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded =
        size >= 1000 ? exact.setScale(0, RoundingMode.HALF_EVEN) : exact.round(FOUR_DIGITS);
    String text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    return text.replace('-', '−');
  }

  /** A value with its unit, or a dash. */
  static String format(OptionalDouble value, String unit) {
    if (value.isEmpty() || Double.isNaN(value.getAsDouble())) {
      return "–";
    }
    String number = format(value.getAsDouble());
    return unit.isEmpty() || unit.equals("1") ? number : number + " " + unit;
  }

  /** A share rounded down, so that 99.96 % is not shown as all of it. */
  static String percent(double share) {
    double percent = Math.floor(share * 1000 + 1e-9) / 10;
    return (percent == Math.rint(percent)
            ? Long.toString(Math.round(percent))
            : String.format(Locale.ROOT, "%.1f", percent))
        + " %";
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static String dateTime(long millis) {
    return DATE_TIME.format(Instant.ofEpochMilli(millis)) + " UTC";
  }

  /** Whole seconds: {@code 1m30s}. */
  static String duration(long millis) {
    return Durations.format(Duration.ofSeconds(Math.max(0, millis) / 1000));
  }
}
