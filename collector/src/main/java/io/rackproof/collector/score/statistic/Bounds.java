package io.rackproof.collector.score.statistic;

import io.rackproof.collector.plan.Limit;

/** A limit told in the unit of what is measured. */
public record Bounds(double low, boolean lowInclusive, double high, boolean highInclusive) {

  /** No limit at all. */
  public static final Bounds NONE =
      new Bounds(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

  /** The bounds of a limit for values that {@code scale} takes to the limit's unit. */
  public static Bounds of(Limit limit, UnitScale toMeasured) {
    return new Bounds(
        toMeasured.apply(limit.low()),
        limit.lowInclusive(),
        toMeasured.apply(limit.high()),
        limit.highInclusive());
  }

  public boolean isBelow(double value) {
    return lowInclusive ? value < low : value <= low;
  }

  public boolean isAbove(double value) {
    return highInclusive ? value > high : value >= high;
  }

  public boolean isOutside(double value) {
    return isBelow(value) || isAbove(value);
  }

  /** How far inside; negative outside. */
  public double margin(double value) {
    return Math.min(high - value, value - low);
  }
}
