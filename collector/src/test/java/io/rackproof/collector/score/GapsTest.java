package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.ERRORS;
import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Quality;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The longest time without a sample, and counters that restart where no sample tells it. */
class GapsTest {

  private static final String CRITERION =
      "phase: p, signal: " + FLOW + ", statistic: mean, limit: <= 9 L/min";

  /** Entered by hand from 0 to 50 s, 100 to 150 s and 200 to 250 s of a campaign of 300 s. */
  private static Timeline threeTimes() {
    List<Timeline.Mark> marks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      marks.add(new Timeline.Mark(at(100 * i), "p", true));
      marks.add(new Timeline.Mark(at(100 * i + 50), "p", false));
    }
    return new Timeline("r-1", START, OptionalLong.of(at(300)), marks, List.of());
  }

  private static CriterionResult judge(Plan plan, SeriesSamples samples) {
    return new Scorer(plan)
        .score(threeTimes(), Evidence.of(List.of(samples)), at(300))
        .criteria()
        .get(0);
  }

  /** A sample at each of some seconds; each holds for 10 s. The phase began at 11:06:40Z. */
  @ParameterizedTest
  @CsvSource({
    "0 100 110 120 130 140 200 210 220 230 240, 40s from 11:06:50Z",
    "20 100 110 120 130 140 200 210 220 230 240, 20s from 11:06:40Z",
    "0 10 20 30 40 110 120 200 210 220 230 240, 20s from 11:08:50Z",
    "0 10 20 30 40 200 210 220 230 240, 50s from 11:08:20Z",
    "0 10 20 30 40 100 110 120 130 140, 50s from 11:10:00Z",
    "100 110 120 130 140 200 210, 50s from 11:06:40Z",
    "0 10 20 30 40 100 110 120 130 140 200 210, 30s from 11:10:20Z",
    // Of two that are as long the first is told.
    "0 30 40 110 120 130 200 210 220 230 240, 20s from 11:06:50Z",
    // A sample from before the phase is held into it.
    "5 15 25 35 45 95 125 135 145 195 205 215 225 235, 20s from 11:08:25Z"
  })
  void longestGapOfThePhaseIsToldWithItsTime(String seconds, String gap) {
    SeriesSamples.Builder builder = SeriesSamples.builder(series(FLOW, "").series());
    for (String second : seconds.split(" ", -1)) {
      builder.add(at(Integer.parseInt(second)), 5, Quality.GOOD, 1);
    }
    CriterionResult result = judge(Judging.plan("p: {by-hand: true}", CRITERION), builder.build());
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).endsWith("; none for " + gap);
  }

  /** The counter stands still at 0 but for one sample that tells that it restarted. */
  @ParameterizedTest
  @CsvSource({
    "-1, PASS",
    "0, INCONCLUSIVE",
    "20, INCONCLUSIVE",
    "49, INCONCLUSIVE",
    "50, PASS",
    "75, PASS",
    "99, PASS",
    "100, INCONCLUSIVE",
    "149, INCONCLUSIVE",
    "150, PASS",
    "200, INCONCLUSIVE",
    "249, INCONCLUSIVE",
    "250, PASS",
    "299, PASS"
  })
  void counterThatRestartsInThePhaseIsNoZeroWhereverItDoes(int restart, Verdict verdict) {
    Plan plan =
        Judging.plan(
            "p: {by-hand: true}",
            "phase: p, signal: " + ERRORS + ", statistic: increase, limit: == 0");
    SeriesSamples.Builder builder = SeriesSamples.builder(series(ERRORS, "").series());
    for (int second = -3; second < 300; second++) {
      boolean restarts = second == restart;
      builder.add(at(second), 0, restarts ? Quality.COUNTER_RESET : Quality.GOOD, 1);
    }
    CriterionResult result = judge(plan, builder.build());
    assertThat(result.verdict()).as(result.reason()).isEqualTo(verdict);
  }

  @Test
  void counterThatRestartsWhileNothingIsHeldIsNoZeroEither() {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {coverage: 50 %, max-gap: 10s}
            phases: {p: {by-hand: true}}
            criteria:
              - {id: C, title: c, phase: p, signal: switch_port_receive_errors_total, statistic: increase, limit: == 0}
            """);
    for (int restart : new int[] {0, 40, 49, 50, 99, 100, 120, 149, 150, 200, 230, 249, 250}) {
      boolean inside = restart % 100 < 50;
      for (int silent = 0; silent < 3; silent++) {
        SeriesSamples.Builder builder = SeriesSamples.builder(series(ERRORS, "").series());
        for (int second = 0; second < 300; second++) {
          if (second == restart) {
            builder.add(at(second), 0, Quality.COUNTER_RESET, 1);
          } else if (second / 100 != silent) {
            builder.add(at(second), 0, Quality.GOOD, 1);
          }
        }
        CriterionResult result = judge(plan, builder.build());
        assertThat(result.verdict())
            .as("restart at %d, silent from %d: %s", restart, silent * 100, result.reason())
            .isEqualTo(inside ? Verdict.INCONCLUSIVE : Verdict.PASS);
      }
    }
  }

  private static CriterionResult judge(String requires, int seconds, SeriesSamples... samples) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {coverage: 90 %%, max-gap: 10s%s}
            phases: {p: {whole: true}}
            criteria:
              - {id: C, title: c, %s}
            """
                .formatted(requires, CRITERION));
    return new Scorer(plan)
        .score(Judging.ended(seconds), Evidence.of(List.of(samples)), at(seconds))
        .criteria()
        .get(0);
  }

  /** Of 100 s at one a second 90 % are 90. */
  @ParameterizedTest
  @CsvSource({"91, PASS", "90, PASS", "89, INCONCLUSIVE"})
  void asManySamplesAsThePlanAsksForAreEnough(int count, Verdict verdict) {
    SeriesSamples.Builder builder = SeriesSamples.builder(series(FLOW, "").series());
    for (int i = 0; i < count; i++) {
      builder.add(at(i * 100.0 / count), 5, Quality.GOOD, 1);
    }
    CriterionResult result = judge(", interval: 1s", 100, builder.build());
    assertThat(result.verdict()).as(result.reason()).isEqualTo(verdict);
  }

  @Test
  void seriesThatWasLastSeenLongBeforeIsNoMember() {
    SeriesSamples good = series(FLOW, "device=a", 0, 5, 9, 5, 18, 5);
    SeriesSamples gone = series(FLOW, "device=b", -11, 5);
    assertThat(judge("", 20, good, gone).members()).hasSize(1);
    assertThat(judge("", 20, gone).reason()).contains("no samples came of " + FLOW);
    SeriesSamples silent = series(FLOW, "device=b", -10, 5);
    assertThat(judge("", 20, good, silent).members()).hasSize(2);
  }
}
