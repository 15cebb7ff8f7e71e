package io.rackproof.collector.score.statistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.PlanUnits;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitScaleTest {

  private static UnitScale between(String from, String to) {
    return UnitScale.between(PlanUnits.parse(from), PlanUnits.parse(to));
  }

  /** Factors as numerator and denominator, so that the expected number has one rounding. */
  @ParameterizedTest
  @CsvSource({
    "W, kW, 1, 1000",
    "kW, W, 1000, 1",
    "kWh, J, 3600000, 1",
    "J, kWh, 1, 3600000",
    "%, 1, 1, 100",
    "L/min, m3/s, 1, 60000",
    "min, h, 1, 60",
    "h, s, 3600, 1",
    "min, d, 1, 1440",
    "h, min, 60, 1",
  })
  void numberInAnotherUnitIsTheNearestThereIs(
      String from, String to, BigDecimal times, BigDecimal by) {
    UnitScale scale = between(from, to);
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      double value = (random.nextDouble() - 0.3) * Math.pow(10, random.nextInt(9) - 3);
      double expected =
          new BigDecimal(value).multiply(times).divide(by, new MathContext(400)).doubleValue();
      assertThat(scale.apply(value)).isEqualTo(expected);
    }
    assertThat(scale.apply(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(scale.apply(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(scale.apply(Double.NaN)).isNaN();
  }

  @Test
  void temperaturesHaveAnotherZeroAndInfinitiesNone() {
    UnitScale toKelvin = between("°C", "K");
    assertThat(toKelvin.apply(25)).isCloseTo(298.15, within(1e-12));
    assertThat(between("K", "°C").apply(0)).isCloseTo(-273.15, within(1e-12));
    assertThat(toKelvin.apply(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(toKelvin.apply(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(toKelvin.apply(Double.NaN)).isNaN();
  }

  @Test
  void oneUnitUnderTwoNamesLeavesNumbersAsTheyAre() {
    assertThat(between("psi", "Pa").apply(10)).isCloseTo(68947.57293168, within(1e-9));
    assertThat(between("W", "W")).isSameAs(UnitScale.SAME);
    assertThat(between("hPa", "mbar").apply(0.1)).isEqualTo(0.1);
  }

  @Test
  void zeroWithoutAUnitIsALimitOfAnyUnit() {
    Limit zero = Limit.parse("== 0");
    assertThat(UnitScale.toLimit(PlanUnits.parse("kW"), zero)).isSameAs(UnitScale.SAME);
    assertThat(UnitScale.fromLimit(zero, PlanUnits.parse("kW"))).isSameAs(UnitScale.SAME);
    Limit kilowatts = Limit.parse("<= 3 kW");
    assertThat(UnitScale.toLimit(PlanUnits.parse("W"), kilowatts).apply(1500)).isEqualTo(1.5);
    assertThat(UnitScale.fromLimit(kilowatts, PlanUnits.parse("W")).apply(3)).isEqualTo(3000);
  }

  @Test
  void unitsOfOtherDimensionsAreRefused() {
    assertThatThrownBy(() -> between("W", "K")).isInstanceOf(IllegalArgumentException.class);
  }
}
