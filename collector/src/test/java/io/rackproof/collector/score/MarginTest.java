package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.DecisionRule;
import io.rackproof.collector.plan.Limit;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Limits with a guard band, as JCGM 106 has the principle of: a result is accepted that lies inside
 * by the guard band at least. What is expected is computed here in another way than by the engine:
 * the density of the normal distribution is integrated by Simpson's rule.
 */
class MarginTest {

  private static final double FAR = 12;

  private static Margin margin(String limit, double value, double standard) {
    return new Margin(Limit.parse(limit), value, OptionalDouble.of(2 * standard));
  }

  /** The probability that a value with a standard uncertainty lies in truth from low to high. */
  private static double integrated(double value, double standard, double low, double high) {
    double from = Math.max(-FAR, (low - value) / standard);
    double to = Math.min(FAR, (high - value) / standard);
    if (from >= to) {
      return 0;
    }
    int pieces = 4_000;
    double step = (to - from) / pieces;
    double sum = density(from) + density(to);
    for (int i = 1; i < pieces; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * density(from + i * step);
    }
    return sum * step / 3;
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void integrationItselfIsRight() {
    double all = Double.POSITIVE_INFINITY;
    assertThat(integrated(0, 1, -all, all)).isCloseTo(1, within(1e-12));
    assertThat(integrated(0, 1, -all, 0)).isCloseTo(0.5, within(1e-12));
    // The rule of 68, 95 and 99.7 %.
    assertThat(integrated(0, 1, -1, 1)).isCloseTo(0.6827, within(5e-5));
    assertThat(integrated(0, 1, -2, 2)).isCloseTo(0.9545, within(5e-5));
    assertThat(integrated(0, 1, -3, 3)).isCloseTo(0.9973, within(5e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "<= 10 V, 9.1, 0.7",
    "<= 10 V, 10, 0.3",
    "<= 10 V, 10.9, 0.7",
    ">= 10 V, 11.3, 0.5",
    ">= 10 V, 9.9, 2.5",
    "-3 .. 4 V, 3.6, 0.8",
    "-3 .. 4 V, 0.5, 3.5",
    "-3 .. 4 V, 9, 1.5",
    "<= -5.40 V, -5.47, 0.05",
    "<= -5.40 V, -5.33, 0.05"
  })
  void probabilityOfConformanceIsTheIntegralOfTheDensity(
      String limit, double value, double standard) {
    Margin margin = margin(limit, value, standard);
    double expected = integrated(value, standard, margin.limit().low(), margin.limit().high());
    assertThat(margin.conformance()).isCloseTo(expected, within(1e-10));
  }

  /** With w = U = 2u what is accepted at one limit conforms as often as z ≤ 2. */
  @ParameterizedTest
  @CsvSource({"9.0, false", "9.01, true", "8.99, false", "10, true", "10.01, false"})
  void guardBandIsAsWideAsTheExpandedUncertainty(double value, boolean guarded) {
    Margin margin = margin("<= 10 V", value, 0.5);
    assertThat(margin.isGuarded(DecisionRule.GUARDED)).isEqualTo(guarded);
    assertThat(margin.isGuarded(DecisionRule.SIMPLE)).isFalse();
    boolean accepted = margin.limit().contains(value) && !guarded;
    double least = integrated(0, 1, Double.NEGATIVE_INFINITY, 2) - 1e-9;
    assertThat(accepted).isEqualTo(margin.conformance() >= least);
  }

  @ParameterizedTest
  @CsvSource({"20.5, false", "20.4, true", "24.4, false", "24.6, true", "22, false"})
  void bothEndsOfARangeAreGuarded(double value, boolean guarded) {
    assertThat(margin("20 .. 25 °C", value, 0.25).isGuarded(DecisionRule.GUARDED))
        .isEqualTo(guarded);
  }

  @Test
  void limitOfOneValueHasNoRoomForAGuardBand() {
    assertThat(margin("== 0", 0, 1).isGuarded(DecisionRule.GUARDED)).isFalse();
  }

  @Test
  void whatIsExactKeepsTheLimitForSureOrNotAtAll() {
    assertThat(margin("<= 10 V", 10, 0).conformance()).isEqualTo(1);
    assertThat(margin("<= 10 V", 10.01, 0).conformance()).isZero();
    Margin unknown = new Margin(Limit.parse("<= 10 V"), 9, OptionalDouble.empty());
    assertThat(unknown.conformance()).isEqualTo(1);
  }
}
