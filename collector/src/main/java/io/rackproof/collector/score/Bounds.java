package io.rackproof.collector.score;

import io.rackproof.collector.plan.Limit;

/** A limit told in the unit of what is measured. */
record Bounds(double low, boolean lowInclusive, double high, boolean highInclusive) {

  /** The bounds of a limit for values that {@code scale} takes to the limit's unit. */
  static Bounds of(Limit limit, UnitScale toMeasured) {
    return new Bounds(
        toMeasured.apply(limit.low()),
        limit.lowInclusive(),
        toMeasured.apply(limit.high()),
        limit.highInclusive());
  }

  boolean isBelow(double value) {
    return lowInclusive ? value < low : value <= low;
  }

  boolean isAbove(double value) {
    return highInclusive ? value > high : value >= high;
  }

  boolean isOutside(double value) {
    return isBelow(value) || isAbove(value);
  }

  /** How far inside; negative outside. */
  double margin(double value) {
    return Math.min(high - value, value - low);
  }
}
