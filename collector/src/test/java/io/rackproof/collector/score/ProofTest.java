package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.ERRORS;
import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static io.rackproof.collector.score.Judging.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is proven whatever the unknown time holds, and what keeps a pass from being one. */
class ProofTest {

  /** Of 100 s, 10 s are known: 50 L/min. */
  @ParameterizedTest
  @CsvSource({
    "max, <= 40 L/min, FAIL",
    "max, >= 60 L/min, INCONCLUSIVE", // a higher value may hide
    "min, >= 60 L/min, FAIL",
    "min, <= 40 L/min, INCONCLUSIVE",
    "mean, <= 40 L/min, INCONCLUSIVE",
    "last, <= 40 L/min, INCONCLUSIVE",
    "stddev, <= 40 L/min, INCONCLUSIVE",
    "p95, <= 40 L/min, FAIL", // 10 % of the time is above: p95 is above
    "p80, <= 40 L/min, INCONCLUSIVE",
    "p5, >= 60 L/min, FAIL",
    "p20, >= 60 L/min, INCONCLUSIVE",
    "max, <= 60 L/min, INCONCLUSIVE",
  })
  void violationIsProvenOnlyWhenTheUnknownTimeCannotMendIt(
      String statistic, String limit, Verdict verdict) {
    CriterionResult result =
        whole(
            "signal: %s, statistic: %s, limit: \"%s\"".formatted(FLOW, statistic, limit),
            100,
            series(FLOW, "", 0, 50));
    assertThat(result.verdict()).as(result.reason()).isEqualTo(verdict);
  }

  @Test
  void timeOutsideAndIncreaseAreProvenByWhatWasSeen() {
    String outside = "signal: %s, statistic: %s, inside: <= 40 L/min, limit: <= 5 s";
    for (String statistic : List.of("time-outside", "longest-outside")) {
      assertThat(whole(outside.formatted(FLOW, statistic), 100, series(FLOW, "", 0, 50)).verdict())
          .isEqualTo(Verdict.FAIL);
    }
    assertThat(
            whole(
                    "signal: %s, statistic: increase, limit: == 0".formatted(ERRORS),
                    100,
                    series(ERRORS, "", 0, 1, 1, 2))
                .verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void oneWindowOverTheLimitFailsThoughItIsPoorlyCovered() {
    String criterion = "signal: %s, statistic: %s, over: 20s, limit: <= 40 L/min";
    assertThat(whole(criterion.formatted(FLOW, "max"), 100, series(FLOW, "", 50, 50)).verdict())
        .isEqualTo(Verdict.FAIL);
    assertThat(whole(criterion.formatted(FLOW, "mean"), 100, series(FLOW, "", 50, 50)).reason())
        .isEqualTo("INCONCLUSIVE: no window of 20s is covered well enough");
  }

  @Test
  void phaseShorterThanItsWindowIsUndecided() {
    CriterionResult result =
        whole(
            "signal: %s, statistic: mean, over: 20s, limit: <= 40 L/min".formatted(FLOW),
            10,
            series(FLOW, "", 0, 10, 5, 10));
    assertThat(result.reason()).isEqualTo("INCONCLUSIVE: no window of 20s fits in the judged time");
    assertThat(result.members().get(0).value()).isEmpty();
  }

  private static final String MEAN = "signal: " + FLOW + ", statistic: mean, limit: \"%s\"";

  private static Verdict with(String limit, Evidence.Lost lost, Evidence.ClockOffset... offsets) {
    Plan plan = Judging.plan("whole: {whole: true}", "phase: whole, " + MEAN.formatted(limit));
    Evidence evidence =
        new Evidence(
            List.of(series(FLOW, "", 0, 20, 9, 20)),
            List.of(lost),
            List.of(offsets),
            java.util.Map.of());
    return new Scorer(plan).score(Judging.ended(10), evidence, at(10)).criteria().get(0).verdict();
  }

  @Test
  void lossInTheJudgedTimeKeepsAPassFromBeingOne() {
    assertThat(with("<= 30 L/min", lost(at(2), at(3)))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(with("<= 30 L/min", lost(at(-9), at(0)))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(with("<= 30 L/min", lost(0, 0))).isEqualTo(Verdict.INCONCLUSIVE);
    // What was lost right before would have held into the judged time.
    assertThat(with("<= 30 L/min", lost(at(-9), at(-9)))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(with("<= 30 L/min", lost(at(-19), at(-10)))).isEqualTo(Verdict.PASS);
    assertThat(with("<= 30 L/min", lost(at(10), at(11)))).isEqualTo(Verdict.PASS);
    assertThat(with("<= 10 L/min", lost(at(2), at(3)))).isEqualTo(Verdict.FAIL);
  }

  private static Evidence.Lost lost(long first, long last) {
    return new Evidence.Lost(first, last, 12, "spool full");
  }

  @Test
  void clockThatWasOffInTheJudgedTimeKeepsAPassFromBeingOne() {
    Evidence.Lost elsewhere = lost(at(100), at(101));
    assertThat(with("<= 30 L/min", elsewhere, offset(3, -501))).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(with("<= 30 L/min", elsewhere, offset(3, 500))).isEqualTo(Verdict.PASS);
    // The last measurement before the judged time holds until the next.
    assertThat(with("<= 30 L/min", elsewhere, offset(-60, 700), offset(20, 0)))
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(with("<= 30 L/min", elsewhere, offset(-60, 700), offset(-1, 0)))
        .isEqualTo(Verdict.PASS);
    assertThat(with("<= 10 L/min", elsewhere, offset(3, 700))).isEqualTo(Verdict.FAIL);
  }

  private static Evidence.ClockOffset offset(double seconds, long offset) {
    return new Evidence.ClockOffset(at(seconds), offset);
  }

  @Test
  void criterionWithoutSeriesNamesTheMetricItWaitsFor() {
    CriterionResult result = whole(MEAN.formatted("<= 30 L/min"), 10);
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).isEqualTo("INCONCLUSIVE: no samples came of " + FLOW);
  }

  @Test
  void signalWhoseMembersCannotBePairedIsInconclusiveAndSaysWhatToWrite() {
    CriterionResult result =
        whole(
            "signal: cdu_fan_speed_rpm / on (device) cdu_fan_duty_ratio, statistic: max, limit: <="
                + " 1 rpm",
            10,
            series("cdu_fan_speed_rpm", "device=cdu-1 fan=1", 0, 5000),
            series("cdu_fan_speed_rpm", "device=cdu-1 fan=2", 0, 5000),
            series("cdu_fan_duty_ratio", "device=cdu-1", 0, 0.5));
    assertThat(result.reason()).contains("group_left").contains("fan=1").contains("fan=2");
  }
}
