package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a signal has recovered: each end of a band is inside. */
class StepBandTest {

  private static final String CELSIUS = "cdu_supply_temperature_celsius";

  private static StepBand band(String signal, String step, String statistic, String limit) {
    Plan plan =
        Judging.plan(
            "p: {whole: true}",
            "phase: p, signal: %s, statistic: %s, step: {trigger: \"cdu_pump_running == 0\"%s}, limit: \"%s\""
                .formatted(signal, statistic, step, limit));
    Method.StepResponse method = (Method.StepResponse) plan.criteria().get(0).method();
    return StepBand.of(method.settles(), method.of().unit());
  }

  @ParameterizedTest
  @CsvSource({
    "within 10 % of baseline, 100, 90, 110, 89.9, 110.1",
    // Of the size of a baseline below zero.
    "within 10 % of baseline, -100, -90, -110, -89.9, -110.1",
    // 0.33 − 0.3 is above 0.03 only by how numbers are kept.
    "within 10 % of baseline, 0.3, 0.33, 0.27, 0.331, 0.269",
    "within 2 L/min of baseline, 100, 98, 102, 97.9, 102.1",
    // In another unit than that of the signal.
    "within 120 L/h of baseline, 100, 98, 102, 97.9, 102.1",
    "within 0.03 L/min of baseline, 0.3, 0.33, 0.27, 0.331, 0.269",
    ">= 90 % of baseline, 100, 90, 200, 89.9, 0",
    "<= 110 % of baseline, 100, 110, 0, 110.1, 200",
    // A limit keeps to itself, whatever the baseline was.
    ">= 5.4 m³/h, 200, 90, 300, 89.9, 0",
    "80 .. 120 L/min, 0, 80, 120, 79.9, 120.1",
  })
  void endsOfABandAreInside(
      String settles, double baseline, double one, double other, double below, double above) {
    StepBand band =
        band(Judging.FLOW, ", settles: \"" + settles + "\"", "time-to-recover", "<= 10 s");
    assertThat(band.contains(one, baseline)).isTrue();
    assertThat(band.contains(other, baseline)).isTrue();
    assertThat(band.contains(below, baseline)).isFalse();
    assertThat(band.contains(above, baseline)).isFalse();
  }

  @Test
  void distanceOfATemperatureIsADifference() {
    StepBand band =
        band(CELSIUS, ", settles: within 2 °C of baseline", "time-to-recover", "<= 10 s");
    assertThat(band.contains(32, 30)).isTrue();
    assertThat(band.contains(28, 30)).isTrue();
    assertThat(band.contains(32.1, 30)).isFalse();
    assertThat(band.contains(27.9, 30)).isFalse();
  }

  @Test
  void withoutABandEveryValueHasRecovered() {
    StepBand band = band(CELSIUS, "", "overshoot", "<= 2 K");
    assertThat(band.contains(0, 30)).isTrue();
    assertThat(band.contains(1000, 30)).isTrue();
  }
}
