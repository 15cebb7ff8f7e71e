package io.rackproof.collector.score.statistic;

import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.StatisticKind;

/** The gathering for what a criterion asks. */
public final class Gatherings {

  private Gatherings() {}

  /**
   * The increase of a counter.
   *
   * @param modulus the value at which it starts again from 0; 0 when not known
   */
  public static Gathering increase(double modulus) {
    return new Growth(false, modulus);
  }

  /** The integral over the covered time, in the signal's unit times seconds. */
  public static Gathering integral() {
    return new Mean(true, Bounds.NONE);
  }

  /** The highest value. */
  public static Gathering highest() {
    return new Extreme(true);
  }

  /** The lowest value. */
  public static Gathering lowest() {
    return new Extreme(false);
  }

  /**
   * @param limit of the statistic, in its unit
   * @param signal what {@code inside} says, in the signal's unit, or the limit
   * @param leastCoverage share of a window that must be covered for it to count
   * @param modulus the value at which a counter starts again from 0; 0 when not known
   */
  public static Gathering of(
      Method.Statistical method,
      Bounds limit,
      Bounds signal,
      double leastCoverage,
      double modulus) {
    if (method.over().isPresent()) {
      return new Rolling(
          method.statistic(), limit, signal, method.over().get(), leastCoverage, modulus);
    }
    StatisticKind kind = method.statistic().kind();
    if (method.sustained().isPresent()) {
      return new Sustained(kind == StatisticKind.MAX, method.sustained().get().toMillis(), limit);
    }
    return switch (kind) {
      case MIN -> new Extreme(false);
      case MAX -> new Extreme(true);
      case MEAN -> new Mean(false, signal);
      case INTEGRAL -> new Mean(true, signal);
      case PERCENTILE -> new Percentile(method.statistic().share(), signal);
      case STDDEV -> new Deviation();
      case LAST -> new Last();
      case INCREASE -> new Growth(false, modulus);
      case RATE -> new Growth(true, modulus);
      case TIME_OUTSIDE -> new Outside(false, signal);
      case LONGEST_OUTSIDE -> new Outside(true, signal);
      case SLOPE -> new Slope(signal);
      case CHANGES -> new Changes();
    };
  }
}
