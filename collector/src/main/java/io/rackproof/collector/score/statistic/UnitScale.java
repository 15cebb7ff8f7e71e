package io.rackproof.collector.score.statistic;

import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.PlanUnits;
import javax.measure.Unit;
import javax.measure.UnitConverter;

/** Tells a number of one unit in another; infinities stay what they are. */
public interface UnitScale {

  /** Leaves numbers as they are. */
  UnitScale SAME = value -> value;

  double apply(double value);

  /** From a unit to that of a limit; a limit of zero without a unit takes any unit. */
  static UnitScale toLimit(Unit<?> from, Limit limit) {
    return limit.isZero() && limit.unitText().isEmpty() ? SAME : between(from, limit.unit());
  }

  /** From the unit of a limit to another; a limit of zero without a unit takes any unit. */
  static UnitScale fromLimit(Limit limit, Unit<?> to) {
    return limit.isZero() && limit.unitText().isEmpty() ? SAME : between(limit.unit(), to);
  }

  /**
   * From one unit to another of the same dimension.
   *
   * @throws IllegalArgumentException when the dimensions differ, which a parsed plan rules out
   */
  static UnitScale between(Unit<?> from, Unit<?> to) {
    if (from.equals(to)) {
      return SAME;
    }
    UnitConverter converter = PlanUnits.converter(from, to);
    if (converter.isIdentity()) {
      return SAME;
    }
    if (converter.isLinear()) {
      double factor = converter.convert(1.0);
      double divisor = converter.inverse().convert(1.0);
      // The converter's arithmetic is exact, and so is one rounding of an exact number.
      if (isWhole(factor)) {
        return value -> value * factor;
      }
      if (isWhole(divisor)) {
        return value -> value / divisor;
      }
    }
    return value -> Double.isFinite(value) ? converter.convert(value) : value;
  }

  private static boolean isWhole(double factor) {
    return factor == Math.rint(factor) && Math.abs(factor) >= 1 && Math.abs(factor) <= 1e15;
  }
}
