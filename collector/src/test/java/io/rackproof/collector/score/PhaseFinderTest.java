package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PhaseFinderTest {

  private static final double NONE = Double.NaN;

  private static Scorecard score(
      String phases, Timeline timeline, double to, SeriesSamples... series) {
    String name = phases.substring(0, phases.indexOf(':'));
    Plan plan =
        Judging.plan(
            phases,
            "phase: %s, signal: %s, statistic: mean, limit: <= 99 L/min".formatted(name, FLOW));
    return new Scorer(plan).score(timeline, Evidence.of(List.of(series)), at(to));
  }

  private static Timeline running(Timeline.Mark... marks) {
    return new Timeline("r-1", Judging.START, OptionalLong.empty(), List.of(marks), List.of());
  }

  private static PhaseSpan span(
      String phase, double start, double judged, double end, boolean finished) {
    return new PhaseSpan(phase, at(start), at(judged), at(end), finished);
  }

  /** A sample every second; the last holds on for max-gap. */
  private static SeriesSamples flow(double... values) {
    double[] all = new double[values.length * 2];
    for (int i = 0; i < values.length; i++) {
      all[2 * i] = i;
      all[2 * i + 1] = values[i];
    }
    return series(FLOW, "", all);
  }

  @Test
  void wholePhaseIsTheCampaign() {
    assertThat(score("all: {whole: true, settle: 2s}", running(), 9).phases())
        .containsExactly(span("all", 0, 2, 9, false));
    assertThat(score("all: {whole: true}", Judging.ended(9), 20).phases())
        .containsExactly(span("all", 0, 0, 9, true));
  }

  @Test
  void timedPhasesFollowOneAnother() {
    String phases = "a: {duration: 4s}, all: {whole: true}, b: {duration: 5s, settle: 1s}";
    assertThat(score(phases, running(), 7).phases())
        .containsExactly(
            span("a", 0, 0, 4, true), span("all", 0, 0, 7, false), span("b", 4, 5, 7, false));
    assertThat(score(phases, running(), 3).phases())
        .containsExactly(span("a", 0, 0, 3, false), span("all", 0, 0, 3, false));
  }

  @Test
  void marksEnterAndLeaveAPhaseByHandAgainAndAgain() {
    Timeline timeline =
        running(
            new Timeline.Mark(at(1), "f", true),
            new Timeline.Mark(at(3), "f", false),
            new Timeline.Mark(at(5), "f", true));
    assertThat(score("f: {by-hand: true, duration: 4s}", timeline, 20).phases())
        .containsExactly(span("f", 1, 1, 3, true), span("f", 5, 5, 9, true));
    assertThat(score("f: {by-hand: true}", timeline, 6).phases().get(1))
        .isEqualTo(span("f", 5, 5, 6, false));
  }

  @Test
  void spansComeByTheirStart() {
    Timeline timeline = running(new Timeline.Mark(at(5), "f", true));
    assertThat(score("f: {by-hand: true}, all: {whole: true}", timeline, 9).phases())
        .containsExactly(span("all", 0, 0, 9, false), span("f", 5, 5, 9, false));
  }

  @Test
  void whatComesAtTheTimeUpToWhichIsJudgedIsNotJudgedYet() {
    assertThat(score("all: {whole: true}", running(), 0).phases()).isEmpty();
    Timeline timeline =
        running(new Timeline.Mark(at(1), "f", true), new Timeline.Mark(at(6), "f", false));
    assertThat(score("f: {by-hand: true}", timeline, 1).phases()).isEmpty();
    assertThat(score("f: {by-hand: true}", timeline, 6).phases())
        .containsExactly(span("f", 1, 1, 6, false));
    assertThat(score("a: {duration: 4s}, b: {duration: 4s}", running(), 4).phases())
        .containsExactly(span("a", 0, 0, 4, true));
  }

  private static final String LOAD =
      "load: {when: \"" + FLOW + " >= 5 L/min\", for: 2s, settle: 1s}";

  @Test
  void conditionMustHoldForItsTimeToEnterAndFailForItToLeave() {
    // True from 1 s; a dip at 4 s is too short; fails from 6 s on.
    assertThat(score(LOAD, running(), 10, flow(0, 9, 9, 9, 0, 9, 0, 0, 0, 0)).phases())
        .containsExactly(span("load", 3, 4, 6, true));
    // A short peak at 1 s sets the clock back.
    assertThat(score(LOAD, running(), 6, flow(0, 9, 0, 9, 9, 9)).phases())
        .containsExactly(span("load", 5, 6, 6, false));
  }

  @Test
  void unknownTimeNeitherSatisfiesNorEndsAPhase() {
    assertThat(score(LOAD, running(), 7, flow(9, NONE, NONE, NONE, 9, 9, 9)).phases())
        .containsExactly(span("load", 5, 6, 7, false));
    assertThat(score(LOAD, running(), 9, flow(9, 9, 9, 0, NONE, NONE, 9, 9, 9)).phases())
        .containsExactly(span("load", 2, 3, 9, false));
    // Failing for 1 s before and 1 s after the unknown time makes 2 s: left where it began to fail.
    assertThat(score(LOAD, running(), 8, flow(9, 9, 9, 0, NONE, NONE, 0, 9)).phases())
        .containsExactly(span("load", 2, 3, 3, true));
  }

  @Test
  void phaseEnteredAgainIsJudgedOverBothSpans() {
    Scorecard card =
        score(LOAD, Judging.ended(14), 14, flow(9, 9, 9, 8, 8, 0, 0, 0, 7, 7, 7, 6, 6, 6));
    assertThat(card.phases())
        .containsExactly(span("load", 2, 3, 5, true), span("load", 10, 11, 14, true));
    // 8 for 2 s and 6 for 3 s.
    assertThat(card.criteria().get(0).members().get(0).value()).hasValue(6.8);
  }

  @Test
  void phaseThatLastedItsDurationBeginsAgainOnlyAfterItWasLeft() {
    String load = "load: {when: \"" + FLOW + " >= 5 L/min\", duration: 3s}";
    assertThat(score(load, running(), 10, flow(9, 9, 9, 9, 9, 9, 0, 9, 9, 9)).phases())
        .containsExactly(span("load", 0, 0, 3, true), span("load", 7, 7, 10, true));
  }

  @Test
  void phaseThatNeverBeganSaysWhatItWaitsFor() {
    assertThat(score(LOAD, running(), 5, flow(1, 1, 1)).criteria().get(0).reason())
        .isEqualTo(
            "INCONCLUSIVE: phase 'load' has not begun: "
                + FLOW
                + " >= 5 L/min has not held for 2s");
    assertThat(score(LOAD, running(), 3, flow(9, 9, 9)).criteria().get(0).reason())
        .isEqualTo("INCONCLUSIVE: phase 'load' is settling");
  }
}
