package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.ERRORS;
import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static io.rackproof.collector.score.Judging.value;
import static io.rackproof.collector.score.Judging.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every definition of a statistic, with numbers worked out by hand. */
class StatisticsTest {

  /** 10 for 4 s, 20 for 4 s, 30 for 2 s, 40 for 2 s: 12 s in all. */
  private static final SeriesSamples STEPS = series(FLOW, "", 0, 10, 4, 20, 8, 30, 10, 40);

  @ParameterizedTest
  @CsvSource({
    "min, 10",
    "max, 40",
    "mean, 21.6666666667", // (10·4 + 20·4 + 30·2 + 40·2) / 12
    "p33, 10", // 3.96 s are wanted, 4 s are at 10 or less
    "p34, 20", // 4.08 s are wanted
    "p50, 20",
    "p95, 40",
    "last, 40",
    "stddev, 10.6718737290", // square root of 1366.67 / 12
  })
  void valueIsWhatAHandComputes(String statistic, double expected) {
    assertThat(value(statistic, "<= 100 L/min", 12, STEPS)).isCloseTo(expected, within(1e-9));
  }

  @Test
  void integralIsInUnitTimesSeconds() {
    // 260 L/min·s are 4.333 L.
    assertThat(value("integral", "<= 100 L", 12, STEPS)).isCloseTo(260 / 60.0, within(1e-9));
  }

  @Test
  void timeOutsideAddsUpAndLongestOutsideTakesTheLongest() {
    String inside = "inside: 15 .. 35 L/min";
    CriterionResult time = outside("time-outside", inside, 12, STEPS);
    CriterionResult longest = outside("longest-outside", inside, 12, STEPS);
    assertThat(time.members().get(0).value()).hasValue(6);
    assertThat(longest.members().get(0).value()).hasValue(4);
    assertThat(longest.reason())
        .isEqualTo("FAIL: longest outside 15 .. 35 L/min is 4 s from 11:06:40Z, limit <= 1 s");
  }

  @Test
  void longestOutsideRunsOnThroughUnknownTimeWithoutItsLength() {
    // Outside for 3 s, unknown for 4 s, outside for 5 s, inside for 8 s.
    SeriesSamples flow = series(FLOW, "", 0, 50, 3, Double.NaN, 7, 50, 12, 20);
    assertThat(outside("longest-outside", "inside: <= 40 L/min", 20, flow).members().get(0).value())
        .hasValue(8);
  }

  private static CriterionResult outside(
      String statistic, String inside, double seconds, SeriesSamples flow) {
    return whole(
        "signal: %s, statistic: %s, %s, limit: <= 1 s".formatted(FLOW, statistic, inside),
        seconds,
        flow);
  }

  @Test
  void sampleBeforeThePhaseIsCarriedIn() {
    SeriesSamples flow = series(FLOW, "", -3, 7, 2, 10);
    assertThat(value("mean", "<= 100 L/min", 4, flow)).isEqualTo(8.5);
    assertThat(value("min", "<= 100 L/min", 4, flow)).isEqualTo(7);
    assertThat(coverage(4, flow)).isEqualTo(1);
  }

  @Test
  void sampleOlderThanMaxGapIsNotCarriedIn() {
    assertThat(coverage(4, series(FLOW, "", -11, 7, 2, 10))).isEqualTo(0.5);
  }

  @Test
  void sampleHoldsNoLongerThanMaxGap() {
    assertThat(coverage(20, series(FLOW, "", 0, 1, 15, 2))).isEqualTo(0.75);
  }

  @Test
  void sampleThatIsNotGoodEndsTheHoldAndHoldsNothing() {
    assertThat(coverage(10, series(FLOW, "", 0, 1, 4, Double.NaN, 5, 2))).isEqualTo(0.9);
  }

  private static double coverage(double seconds, SeriesSamples flow) {
    return whole("signal: %s, statistic: mean, limit: <= 100 L/min".formatted(FLOW), seconds, flow)
        .members()
        .get(0)
        .coverage();
  }

  @Test
  void valueExactlyAtTheLimitIsInside() {
    // 0.1 + 0.2 is more than 0.3 in binary arithmetic.
    CriterionResult result =
        whole(
            "signal: cdu_fan_duty_ratio + cdu_pump_duty_ratio, statistic: max, limit: <= 30 %",
            5, series("cdu_fan_duty_ratio", "", 0, 0.1), series("cdu_pump_duty_ratio", "", 0, 0.2));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.members().get(0).margin()).hasValue(0);
  }

  @Test
  void increaseCountsFromTheCarriedSampleOn() {
    assertThat(growth("increase", 10, series(ERRORS, "", -2, 10, 3, 12, 8, 15)).value())
        .hasValue(5);
  }

  @Test
  void whatStandsAfterAResetCountsAsIncreaseAndTheResetIsTold() {
    MemberResult member =
        growth("increase", 20, series(ERRORS, "", 0, 100, 5, 130, 10, 20, 15, 50));
    assertThat(member.value()).hasValue(80); // 30 + 20 + 30
    assertThat(member.reason()).contains("counter restarted before 11:06:50Z");
    assertThat(growth("rate", 20, series(ERRORS, "", 0, 100, 5, 130, 10, 20, 15, 50)).value())
        .hasValue(4);
  }

  @Test
  void resetThatTheAgentMarkedCountsThoughNoFallIsSeen() {
    SeriesSamples errors =
        SeriesSamples.builder(Series.of(ERRORS, Map.of()))
            .add(at(0), 5, Quality.GOOD, 1)
            .add(at(3), 1, Quality.COUNTER_RESET, 2)
            .add(at(4), 6, Quality.GOOD, 3)
            .build();
    MemberResult member = growth("increase", 10, errors);
    assertThat(member.value()).hasValue(6);
    assertThat(member.reason()).contains("counter restarted");
  }

  private static MemberResult growth(String statistic, double seconds, SeriesSamples errors) {
    String unit = statistic.equals("rate") ? " Hz" : "";
    return whole(
            "signal: %s, statistic: %s, limit: <= 1000%s".formatted(ERRORS, statistic, unit),
            seconds,
            errors)
        .members()
        .get(0);
  }

  @Test
  void resetInAZeroErrorsWindowIsInconclusiveButErrorsAfterItFail() {
    String criterion = "signal: %s, statistic: increase, limit: == 0".formatted(ERRORS);
    assertThat(whole(criterion, 10, series(ERRORS, "", 0, 7, 5, 0)).reason())
        .startsWith("INCONCLUSIVE: the counter restarted before 11:06:45Z");
    assertThat(whole(criterion, 10, series(ERRORS, "", 0, 7, 5, 2)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(whole(criterion, 10, series(ERRORS, "", 0, 7, 5, 7)).verdict())
        .isEqualTo(Verdict.PASS);
  }

  @ParameterizedTest
  @CsvSource({
    // Windows of 4 s end at 4, 8, 10 and 12 s.
    "mean, <= 50 L/min, 35, 12", // 30 for 2 s, 40 for 2 s
    "mean, >= 1 L/min, 10, 4",
    "max, <= 50 L/min, 40, 10", // the sample at 10 s belongs to the window that ends there
    "min, >= 1 L/min, 10, 4",
    "last, <= 50 L/min, 40, 10",
  })
  void worstRollingWindowCountsAndItsEndIsTold(
      String statistic, String limit, double expected, double end) {
    CriterionResult result =
        Judging.whole(
            "signal: %s, statistic: %s, over: 4s, limit: \"%s\"".formatted(FLOW, statistic, limit),
            12,
            STEPS);
    assertThat(result.members().get(0).value()).hasValue(expected);
    assertThat(result.members().get(0).worstTimeMillis()).hasValue(at(end));
  }

  @Test
  void percentileOfAWindowIsThatOfItsTime() {
    // Windows of 11 s end at 11 s (10 for 4 s, 20 for 4 s, 30 for 2 s, 40 for 1 s) and at 15 s.
    SeriesSamples flow = series(FLOW, "", 0, 10, 4, 20, 8, 30, 10, 40, 11, 41);
    String criterion = "signal: %s, statistic: %s, over: 11s, limit: <= 50 L/min";
    assertThat(whole(criterion.formatted(FLOW, "p90"), 11.5, flow).members().get(0).value())
        .hasValue(30);
    assertThat(whole(criterion.formatted(FLOW, "p91"), 11.5, flow).members().get(0).value())
        .hasValue(40);
  }

  @Test
  void windowOfGrowthCountsFromTheSampleHeldAtItsStart() {
    // Windows of 5 s end at 5, 6, 10, 11…: from 2 (held at 5 s) to 9 is the most.
    CriterionResult result =
        whole(
            "signal: %s, statistic: increase, over: 5s, limit: <= 100".formatted(ERRORS),
            15,
            series(ERRORS, "", 0, 0, 1, 1, 5, 2, 10, 9, 11, 9));
    assertThat(result.members().get(0).value()).hasValue(7);
    assertThat(result.members().get(0).worstTimeMillis()).hasValue(at(10));
  }

  @ParameterizedTest
  @CsvSource({"2, PASS", "3, FAIL"})
  void sustainedLimitFailsByALongEnoughStretchOnly(double dip, Verdict verdict) {
    SeriesSamples flow = series(FLOW, "", 0, 5, 5, 1, 5 + dip, 5, 12, 5);
    CriterionResult result = sustained(20, flow);
    assertThat(result.verdict()).isEqualTo(verdict);
  }

  @Test
  void unknownTimeNeitherResetsNorFeedsASustainedClock() {
    assertThat(sustained(17, series(FLOW, "", 0, 5, 5, 1, 7, Double.NaN, 8, 1, 9, 5)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(sustained(17, series(FLOW, "", 0, 5, 5, 1, 6, Double.NaN, 7, 1, 8, 5)).verdict())
        .isEqualTo(Verdict.PASS);
  }

  private static CriterionResult sustained(double seconds, SeriesSamples flow) {
    return whole(
        "signal: %s, statistic: min, sustained: 3s, limit: \">= 2 L/min\"".formatted(FLOW),
        seconds,
        flow);
  }

  @Test
  void marginalBandLiesInsideTheLimit() {
    String criterion = "signal: %s, statistic: max, limit: <= 50 L/min, marginal: \"> 35 L/min\"";
    assertThat(whole(criterion.formatted(FLOW), 12, STEPS).verdict()).isEqualTo(Verdict.MARGINAL);
  }

  @Test
  void membersComeWorstFirstAndTheWorstOneDecides() {
    CriterionResult result =
        whole(
            "signal: %s, statistic: max, limit: <= 50 L/min".formatted(FLOW),
            5,
            series(FLOW, "device=b", 0, 60),
            series(FLOW, "device=a", 0, 10),
            series(FLOW, "device=c", 0, Double.NaN));
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.members().stream().map(m -> m.labels().get("device")).toList())
        .isEqualTo(List.of("b", "c", "a"));
    assertThat(result.reason())
        .isEqualTo(
            "FAIL: device=b: highest 60 L/min at 11:06:40Z, limit <= 50 L/min (1 of 3 members"
                + " FAIL)");
  }
}
