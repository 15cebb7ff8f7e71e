package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.ERRORS;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The verdict on one member, and the sentence that tells why. Samples hold for 10 s, 90 % must be
 * covered; the campaign begins at 11:06:40Z.
 */
class MemberJudgeTest {

  private static final String POWER = "pdu_input_power_watts";

  private static MemberResult judge(
      String metric, String statistic, double seconds, SeriesSamples series) {
    return Judging.whole("signal: %s, statistic: %s".formatted(metric, statistic), seconds, series)
        .members()
        .get(0);
  }

  private static MemberResult power(String statistic, double seconds, double... samples) {
    return judge(POWER, statistic, seconds, series(POWER, "device=a", samples));
  }

  /** Errors counted over 20 s. */
  private static MemberResult counted(String statistic, double... samples) {
    return judge(ERRORS, statistic, 20, series(ERRORS, "device=a", samples));
  }

  @Test
  void marginalBandMayBeWrittenInAnotherUnitThanTheLimit() {
    String max = "max, limit: <= 2 kW, marginal: \"> 1500 W\"";
    MemberResult inside = power(max, 10, 0, 1600);
    assertThat(inside.verdict()).isEqualTo(Verdict.MARGINAL);
    assertThat(inside.reason())
        .isEqualTo("MARGINAL: highest 1.6 kW at 11:06:40Z, limit <= 2 kW, marginal > 1500 W");
    MemberResult below = power(max, 10, 0, 1400);
    assertThat(below.verdict()).isEqualTo(Verdict.PASS);
    assertThat(below.reason()).isEqualTo("PASS: highest 1.4 kW at 11:06:40Z, limit <= 2 kW");
    MemberResult above = power(max, 10, 0, 2100);
    assertThat(above.reason()).isEqualTo("FAIL: highest 2.1 kW at 11:06:40Z, limit <= 2 kW");
  }

  /** 100 W over 10 s are 1 kJ, of which each Wh takes 1.8 L of water. */
  @Test
  void factorMultipliesTheValueAndItsUncertaintyAndMeetsLimitAndBandAlike() {
    Plan plan =
        Judging.plan(
            "whole: {whole: true}",
            "phase: whole, signal: "
                + POWER
                + ", statistic: integral, factor: 1.8 L/kWh, limit: <= 0.6 mL, marginal: \"> 0.4 mL\"");
    SeriesSamples power = series(POWER, "device=a", 0, 100);
    MemberResult result =
        Instruments.judge(plan, 10, Map.of(power.series(), Instruments.standard(1)), power);
    assertThat(result.value().orElseThrow()).isCloseTo(1.8 / 3.6, within(1e-9));
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(2 * 0.01 * 0.5, within(1e-9));
    assertThat(result.verdict()).isEqualTo(Verdict.MARGINAL);
    assertThat(result.reason()).contains(", marginal > 0.4 mL");
  }

  @Test
  void valueThatIsNearTheLimitButNotInTheBandTellsNoBand() {
    Plan plan =
        Judging.plan(
            "whole: {whole: true}",
            "phase: whole, signal: "
                + POWER
                + ", statistic: max, limit: 90 .. 200 W, marginal: \"> 150 W\"");
    SeriesSamples power = series(POWER, "device=a", 0, 91);
    MemberResult result =
        Instruments.judge(plan, 10, Map.of(power.series(), Instruments.standard(1)), power);
    assertThat(result.verdict()).isEqualTo(Verdict.MARGINAL);
    assertThat(result.reason())
        .startsWith(
            "MARGINAL: highest 91 W at 11:06:40Z, limit 90 .. 200 W; inside by 1 W, less than the"
                + " uncertainty of 2 W");
  }

  @Test
  void coverageThatThePlanAsksForIsEnough() {
    assertThat(power("mean, limit: <= 9 W", 20, 2, 5, 12, 5).verdict()).isEqualTo(Verdict.PASS);
    MemberResult less = power("mean, limit: <= 9 W", 20, 2.5, 5, 12, 5);
    assertThat(less.reason())
        .isEqualTo(
            "INCONCLUSIVE: good samples cover 87.5 % of phase 'whole', the plan asks for 90 %;"
                + " none for 2s500ms from 11:06:40Z");
  }

  /** What was covered enough is not blamed for what a loss left open. */
  @Test
  void lossIsToldWithWhatWasMeasured() {
    Plan plan =
        Judging.plan(
            "whole: {whole: true}",
            "phase: whole, signal: " + POWER + ", statistic: mean, limit: <= 9 W");
    Evidence evidence =
        new Evidence(
            List.of(series(POWER, "device=a", 2, 5, 12, 5)),
            List.of(new Evidence.Lost(at(5), at(6), 3, "the spool was full")),
            List.of(),
            Map.of());
    CriterionResult result =
        new Scorer(plan).score(Judging.ended(20), evidence, at(20)).criteria().get(0);
    assertThat(result.members().get(0).reason())
        .isEqualTo(
            "INCONCLUSIVE: 3 samples were lost from 11:06:45Z to 11:06:46Z (the spool was full);"
                + " otherwise mean 5 W, worst at 11:06:42Z, limit <= 9 W");
  }

  /** Half a phase is covered, so that only what is proven fails. */
  @ParameterizedTest
  @CsvSource({
    "max, < 10 W, 10, FAIL",
    "max, <= 10 W, 10, INCONCLUSIVE",
    "max, <= 10 W, 10.1, FAIL",
    "min, > 10 W, 10, FAIL",
    "min, >= 10 W, 10, INCONCLUSIVE",
    "min, >= 10 W, 9.9, FAIL",
    "min, 5 .. 10 W, 10.1, INCONCLUSIVE",
    "max, 5 .. 10 W, 4.9, INCONCLUSIVE"
  })
  void limitIsBrokenForSureByWhatItExcludesItself(
      String statistic, String limit, double value, Verdict verdict) {
    String written = "%s, limit: \"%s\"".formatted(statistic, limit);
    assertThat(power(written, 20, 0, value).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    // Of 5 errors seen more may have been, since the counter restarted.
    "'>= 6', INCONCLUSIVE",
    "'> 5', INCONCLUSIVE",
    "'>= 5', PASS",
    "'<= 5', PASS",
    "'<= 4', FAIL",
    "'6 .. 9', INCONCLUSIVE"
  })
  void restartLeavesALowerBoundOpen(String limit, Verdict verdict) {
    String increase = "increase, limit: \"" + limit + "\"";
    assertThat(counted(increase, 0, 10, 5, 12, 10, 3, 15, 3).verdict()).isEqualTo(verdict);
  }

  @Test
  void withoutARestartALowerBoundThatIsNotReachedFails() {
    for (String limit : List.of(">= 6", "> 5")) {
      MemberResult result =
          counted("increase, limit: \"" + limit + "\"", 0, 10, 5, 12, 10, 15, 15, 15);
      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(result.reason()).isEqualTo("FAIL: increase 5, worst at 11:06:50Z, limit " + limit);
    }
  }

  @Test
  void restartIsToldWhereItDecidesNothing() {
    MemberResult restarted = counted("increase, limit: <= 9", 0, 10, 5, 12, 10, 3, 15, 3);
    assertThat(restarted.reason())
        .isEqualTo("PASS: increase 5, counter restarted before 11:06:50Z, limit <= 9");
    MemberResult steady = counted("increase, limit: <= 9", 0, 10, 5, 12, 10, 15, 15, 15);
    assertThat(steady.reason()).isEqualTo("PASS: increase 5, limit <= 9");
  }

  @Test
  void restartLeavesItOpenWhetherThereWasNone() {
    SeriesSamples.Builder counter = SeriesSamples.builder(Series.of(ERRORS, Map.of("device", "a")));
    counter.add(at(0), 0, Quality.GOOD, 1);
    counter.add(at(10), 0, Quality.COUNTER_RESET, 1);
    counter.add(at(11), 0, Quality.GOOD, 1);
    assertThat(judge(ERRORS, "increase, limit: == 0", 20, counter.build()).reason())
        .isEqualTo(
            "INCONCLUSIVE: the counter restarted before 11:06:51Z, what it counted last is lost;"
                + " otherwise increase 0, worst at 11:06:40Z, counter restarted before 11:06:51Z,"
                + " limit == 0");
  }

  /** 4 W, but 6 W from 5 s to 8 s, and 4 W to the end at 10 s. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max, limit: <= 9 W                       | PASS: highest 6 W at 11:06:45Z, limit <= 9 W
          min, limit: ">= 5 W"                     | FAIL: lowest 4 W at 11:06:40Z, limit >= 5 W
          last, limit: <= 9 W                      | PASS: last 4 W at 11:06:48Z, limit <= 9 W
          mean, limit: <= 9 W                      | PASS: mean 4.6 W, limit <= 9 W
          mean, limit: <= 4 W                      | FAIL: mean 4.6 W, worst at 11:06:45Z, limit <= 4 W
          stddev, limit: <= 9 W                    | PASS: standard deviation 0.9165 W, limit <= 9 W
          stddev, limit: <= 0.5 W                  | FAIL: standard deviation 0.9165 W, worst at 11:06:45Z, limit <= 0.5 W
          max, sustained: 2s, limit: <= 9 W        | PASS: highest for 2s or longer 6 W at 11:06:45Z, limit <= 9 W
          max, sustained: 3s, limit: <= 5 W        | FAIL: highest for 3s or longer 6 W at 11:06:45Z, limit <= 5 W
          changes, limit: <= 2                     | PASS: 2 changes, limit <= 2
          changes, limit: == 1                     | FAIL: 2 changes, worst at 11:06:45Z, limit == 1
          time-outside, inside: <= 5 W, limit: <= 1 s    | FAIL: outside <= 5 W for 3 s from 11:06:45Z, limit <= 1 s
          time-outside, inside: <= 9 W, limit: <= 1 s    | PASS: outside <= 9 W for 0 s, limit <= 1 s
          longest-outside, inside: <= 5 W, limit: <= 4 s | PASS: longest outside <= 5 W is 3 s from 11:06:45Z, limit <= 4 s
          mean, over: 5s, limit: <= 5 W            | FAIL: worst mean over 5s is 5.2 W, up to 11:06:48Z, limit <= 5 W
          """)
  void reasonTellsTheFactInTheWordsOfItsStatistic(String statistic, String reason) {
    assertThat(power(statistic, 10, 0, 4, 5, 6, 8, 4).reason()).isEqualTo(reason);
  }

  @Test
  void oneChangeIsOneAndNoneHasNoMoment() {
    assertThat(power("changes, limit: \">= 2\"", 10, 0, 4, 5, 6).reason())
        .isEqualTo("FAIL: 1 change, worst at 11:06:45Z, limit >= 2");
    assertThat(power("changes, limit: \">= 2\"", 10, 0, 4, 5, 4).reason())
        .isEqualTo("FAIL: 0 changes, limit >= 2");
  }
}
