package io.rackproof.collector.plan;

import javax.measure.Unit;

/** The statistics that a criterion can ask for. */
public enum StatisticKind {
  MIN,
  MAX,
  MEAN,
  PERCENTILE,
  STDDEV,
  LAST,
  INCREASE,
  RATE,
  INTEGRAL,
  /** Least squares of value against time. */
  SLOPE,
  /** How often the value changed. */
  CHANGES,
  TIME_OUTSIDE,
  LONGEST_OUTSIDE;

  /** The unit of the statistic of a signal in a unit. */
  public Unit<?> unit(Unit<?> signal) {
    return switch (this) {
      case MIN, MAX, MEAN, PERCENTILE, LAST -> signal;
      case STDDEV, INCREASE -> PlanUnits.ofDifference(signal);
      case RATE, SLOPE -> PlanUnits.ofDifference(signal).divide(PlanUnits.SECOND);
      case INTEGRAL -> signal.multiply(PlanUnits.SECOND);
      case CHANGES -> PlanUnits.ONE;
      case TIME_OUTSIDE, LONGEST_OUTSIDE -> PlanUnits.SECOND;
    };
  }

  /** Whether it makes sense of a counter alone. */
  public boolean needsCounter() {
    return this == INCREASE || this == RATE;
  }

  /** Whether it measures time outside an interval that the criterion gives as {@code inside}. */
  public boolean needsInside() {
    return this == TIME_OUTSIDE || this == LONGEST_OUTSIDE;
  }
}
