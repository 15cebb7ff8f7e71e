package io.rackproof.collector.reference;

import java.math.BigDecimal;
import java.math.MathContext;

/** A limit in numbers. Results are rounded to 12 significant digits before they meet it. */
record Bound(double low, boolean lowIn, double high, boolean highIn) {

  static final Bound NONE =
      new Bound(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

  static Bound atMost(double high) {
    return new Bound(Double.NEGATIVE_INFINITY, false, high, true);
  }

  static Bound atLeast(double low) {
    return new Bound(low, true, Double.POSITIVE_INFINITY, false);
  }

  static Bound within(double low, double high) {
    return new Bound(low, true, high, true);
  }

  static double rounded(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(12)).doubleValue()
        : value;
  }

  boolean holds(double value) {
    return !above(value) && !below(value);
  }

  boolean above(double value) {
    return highIn ? value > high : value >= high;
  }

  boolean below(double value) {
    return lowIn ? value < low : value <= low;
  }

  double margin(double value) {
    return Math.min(high - value, value - low);
  }
}
