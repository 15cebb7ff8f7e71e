package io.rackproof.collector.score;

import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.PlanUnits;
import io.rackproof.collector.score.statistic.Rounding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers, times and labels as the reasons of verdicts write them. */
final class Texts {

  private static final double LARGEST_WHOLE = 1e15;

  /** What is smaller is written with a power of ten. */
  private static final BigDecimal SMALL = new BigDecimal("0.0001");

  private Texts() {}

  /**
   * Four significant digits, whole numbers in full; more digits where rounding would take the value
   * over the limit.
   */
  static String number(double value, Limit limit) {
    if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
      return Long.toString((long) value);
    }
    for (int digits = 4; digits < 12; digits++) {
      BigDecimal rounded = Rounding.decimal(value, digits, RoundingMode.HALF_EVEN);
      if (limit.contains(rounded.doubleValue()) == limit.contains(value)) {
        return plain(rounded);
      }
    }
    return plain(Rounding.decimal(value, 12, RoundingMode.HALF_EVEN));
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean small = stripped.abs().compareTo(SMALL) < 0;
    return small ? stripped.toString() : stripped.toPlainString();
  }

  /** A value with the limit's unit. */
  static String quantity(double value, Limit limit) {
    String unit = limit.unitText();
    return number(value, limit) + (unit.isEmpty() ? "" : " " + unit);
  }

  /** The size of a difference, two significant digits, in the limit's unit: K for °C. */
  static String difference(double size, Limit limit) {
    BigDecimal rounded = Rounding.decimal(size, 2, RoundingMode.HALF_UP);
    String unit = limit.unit().equals(PlanUnits.CELSIUS) ? "K" : limit.unitText();
    return plain(rounded) + (unit.isEmpty() ? "" : " " + unit);
  }

  /** A share as percent, rounded down, so that what falls short never reads as enough. */
  static String percent(double share) {
    double percent = Rounding.of(share * 100);
    if (percent == 100) {
      return "100 %";
    }
    BigDecimal down = new BigDecimal(percent).setScale(1, RoundingMode.FLOOR);
    return down.stripTrailingZeros().toPlainString() + " %";
  }

  /** {@code 11:42:07Z}, with the date when {@code dated}. */
  static String time(long millis, boolean dated) {
    String text = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    return dated ? text : text.substring(text.indexOf('T') + 1);
  }

  /** The labels that tell a member apart: not those that say which rack and kind of device. */
  static String labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .filter(l -> !l.getKey().equals("rack") && !l.getKey().equals("role"))
        .map(l -> l.getKey() + "=" + l.getValue())
        .collect(Collectors.joining(" "));
  }
}
