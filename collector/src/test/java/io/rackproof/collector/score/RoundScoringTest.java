package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds that go ahead of what is taken over for good. A sample each second. */
class RoundScoringTest {

  private static final Plan PLAN =
      Judging.plan(
          "whole: {whole: true}",
          "phase: whole, signal: " + FLOW + ", statistic: mean, limit: <= 9 L/min");

  private static final Series SERIES = Judging.series(FLOW, "").series();
  private static final Evidence NOTHING = Evidence.of(List.of());
  private static final Timeline RUNS =
      new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());

  private RoundScoring rounds = begun();

  private static RoundScoring begun() {
    RoundScoring rounds = new RoundScoring(new Scoring(PLAN, START, Set.of(SERIES)));
    for (int second = 0; second < 200; second++) {
      assertThat(add(rounds, second)).isTrue();
    }
    return rounds;
  }

  private static boolean add(RoundScoring rounds, int second) {
    return rounds.add(SERIES, at(second), second % 7, Quality.GOOD, 1);
  }

  @BeforeEach
  void begin() {
    rounds = begun();
  }

  private Scorecard judge(double seconds) {
    return rounds.judge(RUNS, NOTHING, at(seconds), at(seconds - 5));
  }

  @Test
  void roundGoesOnFromTheLastAndGivesWhatJudgingAllGives() {
    for (double seconds : new double[] {20, 40, 41, 80}) {
      assertThat(judge(seconds)).isEqualTo(begun().judge(RUNS, NOTHING, at(seconds), at(0)));
    }
    assertThat(rounds.copies()).isEqualTo(1);
  }

  @Test
  void earlierMomentIsJudgedAnew() {
    assertThat(judge(40).scoredToMillis()).isEqualTo(at(40));
    assertThat(judge(20)).isEqualTo(begun().judge(RUNS, NOTHING, at(20), at(0)));
    assertThat(rounds.copies()).isEqualTo(2);
  }

  @Test
  void copyIsMadeAnewOnceWhatIsTakenOverForGoodIsAMinuteFurther() {
    rounds.commit(RUNS, at(10));
    Scorecard first = judge(80);
    rounds.commit(RUNS, at(69));
    assertThat(judge(81)).isNotEqualTo(first);
    assertThat(rounds.copies()).isEqualTo(1);
    rounds.commit(RUNS, at(70));
    assertThat(judge(82)).isNotEqualTo(first);
    assertThat(rounds.copies()).isEqualTo(2);
  }

  @Test
  void copyThatWasMadeBeforeAnythingWasTakenOverIsMadeAnewToo() {
    Scorecard first = judge(100);
    rounds.commit(RUNS, at(90));
    assertThat(judge(101)).isNotEqualTo(first);
    assertThat(rounds.copies()).isEqualTo(2);
  }

  @Test
  void markBeforeWhatTheCopyTookOverMakesAnotherCopy() {
    Scorecard first = judge(40);
    Timeline marked =
        new Timeline(
            "r-1",
            START,
            OptionalLong.empty(),
            List.of(new Timeline.Mark(at(10), "whole", true)),
            List.of());
    assertThat(rounds.judge(marked, NOTHING, at(41), at(36))).isNotEqualTo(first);
    assertThat(rounds.copies()).isEqualTo(2);
  }

  @Test
  void sampleBeforeWhatIsTakenOverForGoodIsRefusedAndOneBeforeTheCopyIsNot() {
    Scorecard first = judge(40);
    assertThat(rounds.add(SERIES, at(30.5), 90, Quality.GOOD, 1)).isTrue();
    assertThat(judge(41)).isNotEqualTo(first);
    assertThat(rounds.copies()).isEqualTo(2);
    rounds.commit(RUNS, at(35));
    assertThat(rounds.committedTo()).isEqualTo(at(35));
    assertThat(add(rounds, 34)).isFalse();
    assertThat(add(rounds, 35)).isTrue();
  }

  @Test
  void samplesOfBothAreHeldUntilTheyAreTakenOver() {
    assertThat(rounds.samplesHeld()).isEqualTo(200);
    Scorecard first = judge(40);
    // The copy took over 35 s, and keeps the last sample before.
    assertThat(rounds.samplesHeld()).isEqualTo(200 + 165);
    rounds.commit(RUNS, at(100));
    assertThat(rounds.samplesHeld()).isEqualTo(100 + 165);
    assertThat(first.complete()).isFalse();
  }

  @Test
  void whatIsWantedWhereItBeginsAndItsCourseAreThoseOfTheScoring() {
    assertThat(rounds.isWanted(SERIES)).isTrue();
    assertThat(rounds.isWanted(Judging.series(Judging.ERRORS, "").series())).isFalse();
    assertThat(rounds.from()).isEqualTo(at(-10));
    assertThat(rounds.traces(RUNS, at(200))).containsOnlyKeys("C-1");
  }
}
