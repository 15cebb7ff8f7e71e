package io.rackproof.collector.score;

import io.rackproof.collector.plan.DecisionRule;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.score.statistic.Rounding;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A value, its limit and its uncertainty, all in the limit's unit: the decision rule with a guard
 * band of the expanded uncertainty (JCGM 106:2012, 8.3.2).
 *
 * @param value that was measured
 * @param uncertainty expanded (k = 2); empty when not known
 */
record Margin(Limit limit, double value, OptionalDouble uncertainty) {

  /** Standard uncertainties in an expanded one. */
  static final double COVERAGE_FACTOR = 2;

  /** How far inside; negative outside. */
  double distance() {
    return Rounding.of(limit.margin(value));
  }

  /** Whether it is inside by less than the uncertainty, where the rule guards the limit. */
  boolean isGuarded(DecisionRule rule) {
    return rule == DecisionRule.GUARDED && limit.contains(value) && isNear();
  }

  /**
   * Whether the limit is nearer than the uncertainty. A limit that only one value keeps, such as
   * {@code == 0}, has no room for a guard band.
   */
  boolean isNear() {
    return limit.low() < limit.high() && Math.abs(distance()) < Rounding.of(uncertainty.orElse(0));
  }

  /**
   * The probability that the true value keeps the limit (JCGM 106:2012, 7): the errors are taken to
   * add up to a normal distribution.
   */
  double conformance() {
    double standard = uncertainty.orElse(0) / COVERAGE_FACTOR;
    if (standard == 0) {
      return limit.contains(value) ? 1 : 0;
    }
    return NormalDistribution.of(value, standard).probability(limit.low(), limit.high());
  }

  /** {@code inside by 0.4 K, less than the uncertainty of 0.5 K}; what is near the limit. */
  String text() {
    boolean inside = limit.contains(value);
    return (inside ? "inside by " : "outside by ")
        + difference(Math.abs(distance()))
        + (inside ? ", less than the uncertainty of " : ", within the uncertainty of ")
        + difference(uncertainty.orElse(0))
        + ": it keeps the limit with a probability of "
        + Texts.percent(conformance());
  }

  /** {@code uncertainty 0.5 K}. */
  String told() {
    return "uncertainty " + difference(uncertainty.orElse(0));
  }

  private String difference(double size) {
    return Texts.difference(size, limit);
  }
}
