package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which instruments are behind a result. */
class InstrumentationTest {

  private static final String POWER = "psu_output_power_watts";

  private static Plan plan(String criterion) {
    return Judging.parse(
        """
        plan: test
        version: 1
        requires: {max-gap: 24h}
        phases: {whole: {whole: true}}
        criteria:
          - {id: C-1, title: a criterion, phase: whole, %s}
        """
            .formatted(criterion));
  }

  private static SeriesSamples[] supplies(int count) {
    SeriesSamples[] all = new SeriesSamples[count];
    for (int i = 0; i < count; i++) {
      all[i] = series(POWER, "psu=" + i, 0, 100, 5, 100);
    }
    return all;
  }

  /** Inside by 1 W, so that the sentence tells the uncertainty. */
  private static MemberResult sum(String statistic, int known, SeriesSamples... supplies) {
    Map<Series, Instrument> instruments = new HashMap<>();
    for (int i = 0; i < known; i++) {
      instruments.put(supplies[i].series(), Instruments.standard(1));
    }
    return Instruments.judge(
        plan("signal: sum(%s), statistic: %s".formatted(POWER, statistic)),
        10,
        instruments,
        supplies);
  }

  @ParameterizedTest
  @CsvSource({
    "1, (accuracy known of 1 of 3 series)",
    "2, (accuracy known of 2 of 3 series)",
    "3, ''",
    "0, ''"
  })
  void seriesWhoseAccuracyIsKnownAreCountedWhereItIsNotThatOfAll(int known, String told) {
    String reason = sum("max, limit: <= 301 W", known, supplies(3)).reason();
    assertThat(reason.contains("accuracy known")).isEqualTo(!told.isEmpty());
    assertThat(reason).endsWith(told);
  }

  @Test
  void levelOfManySeriesHasAnUncertaintyThatADifferenceOverTimeHasNot() {
    SeriesSamples[] supplies = supplies(17);
    assertThat(sum("mean, limit: <= 2 kW", 17, supplies).uncertainty().orElseThrow())
        .isCloseTo(2 * Math.sqrt(17) / 1000, within(1e-9));
    assertThat(sum("stddev, limit: <= 9 W", 17, supplies).uncertainty()).isEmpty();
    assertThat(sum("stddev, limit: <= 9 W", 16, supplies(16)).uncertainty()).isPresent();
  }

  @Test
  void calibrationThatThePlanGivesTheSignalEndsToo() {
    String max =
        "signal: %s, statistic: max, limit: <= 999 W, accuracy: {absolute: 1 W, until: %s}";
    SeriesSamples samples = series(POWER, "", 0, 100);
    MemberResult ended =
        Instruments.judge(plan(max.formatted(POWER, "2026-11-17")), 10, Map.of(), samples);
    assertThat(ended.reason())
        .startsWith("INCONCLUSIVE: the calibration of the signal ended on 2026-11-17; otherwise");
    assertThat(
            Instruments.judge(plan(max.formatted(POWER, "2026-11-18")), 10, Map.of(), samples)
                .verdict())
        .isEqualTo(Verdict.PASS);
  }

  /** Midnight is the first moment of the next day, and not judged when the time ends with it. */
  @ParameterizedTest
  @CsvSource({"0, PASS", "1, INCONCLUSIVE"})
  void calibrationCountsToTheEndOfItsLastDay(int after, Verdict verdict) {
    long midnight = Instant.parse("2026-11-19T00:00:00Z").toEpochMilli();
    SeriesSamples samples = series(POWER, "device=a", 0, 100);
    MemberResult result =
        Instruments.judge(
            plan("signal: " + POWER + ", statistic: max, limit: <= 999 W"),
            (midnight + after - START) / 1000.0,
            Map.of(samples.series(), Instruments.calibratedUntil(0.1, "2026-11-18")),
            samples);
    assertThat(result.verdict()).as(result.reason()).isEqualTo(verdict);
  }
}
