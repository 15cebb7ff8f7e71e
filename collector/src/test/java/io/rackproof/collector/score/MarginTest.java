package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.DecisionRule;
import io.rackproof.collector.plan.Limit;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits with a guard band: JCGM 106:2012, with its own numbers. */
class MarginTest {

  private static Margin margin(String limit, double value, double standard) {
    return new Margin(Limit.parse(limit), value, OptionalDouble.of(2 * standard));
  }

  /** 7.3: conformance probability and the distance to the limit in standard uncertainties. */
  @ParameterizedTest
  @CsvSource({"0.80, 0.84", "0.90, 1.28", "0.95, 1.64", "0.99, 2.33", "0.999, 3.09"})
  void distanceToOneLimitTellsTheProbability(double probability, double distance) {
    assertThat(margin("<= 10 V", 10 - distance, 1).conformance())
        .isCloseTo(probability, within(0.002));
    assertThat(margin(">= 10 V", 10 + distance, 1).conformance())
        .isCloseTo(probability, within(0.002));
  }

  /** 7.3: a breakdown voltage of −5.47 V, u = 0.05 V, at most −5.40 V: 92 %. */
  @ParameterizedTest
  @CsvSource({"-5.47, 0.05, 0.92", "-5.40, 0.05, 0.50", "-5.33, 0.05, 0.08"})
  void breakdownVoltageKeepsItsLimitWithTheProbability(double value, double u, double probability) {
    assertThat(margin("<= -5.40 V", value, u).conformance()).isCloseTo(probability, within(0.005));
  }

  /** 8.3.2: with w = U = 2u what is accepted conforms with at least 97.7 %. */
  @ParameterizedTest
  @CsvSource({"9.0, false", "9.01, true", "8.99, false", "10, true", "10.01, false"})
  void guardBandIsAsWideAsTheExpandedUncertainty(double value, boolean guarded) {
    Margin margin = margin("<= 10 V", value, 0.5);
    assertThat(margin.isGuarded(DecisionRule.GUARDED)).isEqualTo(guarded);
    assertThat(margin.isGuarded(DecisionRule.SIMPLE)).isFalse();
    boolean accepted = margin.limit().contains(value) && !guarded;
    assertThat(accepted).isEqualTo(margin.conformance() >= 0.9772);
  }

  @ParameterizedTest
  @CsvSource({"20.5, false", "20.4, true", "24.4, false", "24.6, true", "22, false"})
  void bothEndsOfARangeAreGuarded(double value, boolean guarded) {
    assertThat(margin("20 .. 25 °C", value, 0.25).isGuarded(DecisionRule.GUARDED))
        .isEqualTo(guarded);
  }

  @ParameterizedTest
  @CsvSource({"== 0, 0"})
  void limitOfOneValueHasNoRoomForAGuardBand(String limit, double value) {
    assertThat(margin(limit, value, 1).isGuarded(DecisionRule.GUARDED)).isFalse();
  }
}
