package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Signals;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a phase goes on, and what is waited for. Its name is p; 10 s were judged so far. */
class PhaseCourseTest {

  private static final String WHEN = "when: \"" + FLOW + " >= 5 L/min\"";

  private static PhaseCourse course(String phases, boolean complete, PhaseSpan... spans) {
    Plan plan =
        Judging.plan(
            phases, "phase: p, signal: %s, statistic: max, limit: <= 5 L/min".formatted(FLOW));
    return PhaseCourse.of(
        new Moment(
            plan,
            new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of()),
            new Signals(List.of()),
            List.of(spans),
            Evidence.of(List.of()),
            complete,
            false,
            at(50),
            Map.of()),
        "p");
  }

  private static PhaseSpan span(double start, double judged, double end, boolean finished) {
    return new PhaseSpan("p", at(start), at(judged), at(end), finished);
  }

  private static OptionalLong time(@Nullable Double seconds) {
    return seconds == null ? OptionalLong.empty() : OptionalLong.of(at(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "'p: {by-hand: true}', , , phase 'p' to be entered by hand",
    "'p: {by-hand: true, duration: 100s}', , , 'phase ''p'' to be entered by hand, then up to 1m40s'",
    "'p: {WHEN}', , , phase 'p' to begin: cdu_coolant_flow_liters_per_minute >= 5 L/min",
    "'p: {WHEN, for: 2s, settle: 1s, duration: 100s}', , , 'phase ''p'' to begin: cdu_coolant_flow_liters_per_minute >= 5 L/min for 2s, then up to 1m40s'",
    "'p: {duration: 100s, settle: 20s}', 20, 100, 'phase ''p'', which begins at 11:06:40Z and ends at 11:08:20Z'",
    // After the timed phases before it, and no others.
    "'a: {duration: 60s}, h: {by-hand: true, duration: 1h}, p: {duration: 100s, settle: 20s}, z: {duration: 7s}', 80, 160, 'phase ''p'', which begins at 11:07:40Z and ends at 11:09:20Z'",
    "'a: {duration: 60s}, p: {whole: true, settle: 20s}', 20, , 'phase ''p'', which begins at 11:06:40Z and ends with the campaign'",
  })
  void phaseAheadTellsWhenItBeginsOrWhatBeginsIt(
      String phases, @Nullable Double judgedFrom, @Nullable Double ends, String waitsFor) {
    PhaseCourse course = course(phases.replace("WHEN", WHEN), false);
    assertThat(course.stage()).isEqualTo(PhaseCourse.Stage.AHEAD);
    assertThat(course.again()).isEqualTo(judgedFrom == null);
    assertThat(course.judgedFrom()).isEqualTo(time(judgedFrom));
    assertThat(course.ends()).isEqualTo(time(ends));
    assertThat(course.total()).isZero();
    assertThat(course.waitsFor()).isEqualTo(waitsFor);
  }

  @ParameterizedTest
  @CsvSource({
    "'p: {by-hand: true, settle: 5s}', , 'phase ''p'' to be left by hand, or the end of the campaign'",
    "'p: {by-hand: true, settle: 5s, duration: 100s}', 135, the end of phase 'p' at 11:08:55Z",
    "'p: {WHEN, settle: 5s}', , 'the end of phase ''p'': cdu_coolant_flow_liters_per_minute no longer >= 5 L/min, or the end of the campaign'",
    "'p: {WHEN, settle: 5s, for: 2s}', , 'the end of phase ''p'': cdu_coolant_flow_liters_per_minute no longer >= 5 L/min for 2s, or the end of the campaign'",
    "'p: {WHEN, settle: 5s, for: 2s, until: \"cdu_pump_running == 0\"}', , 'the end of phase ''p'': cdu_pump_running == 0 for 2s, or the end of the campaign'",
    "'p: {WHEN, settle: 5s, duration: 100s}', 135, the end of phase 'p' at 11:08:55Z",
    "'p: {whole: true, settle: 5s}', , the end of the campaign",
  })
  void phaseThatIsOnTellsItsEndOrWhatEndsIt(String phases, @Nullable Double ends, String waitsFor) {
    PhaseCourse course = course(phases.replace("WHEN", WHEN), false, span(35, 40, 50, false));
    assertThat(course.stage()).isEqualTo(PhaseCourse.Stage.ON);
    assertThat(course.again()).isEqualTo(!phases.contains("whole"));
    assertThat(course.judgedFrom()).hasValue(at(40));
    assertThat(course.ends()).isEqualTo(time(ends));
    assertThat(course.total()).isEqualTo(10_000);
    assertThat(course.waitsFor()).isEqualTo(waitsFor);
    // 85 s are left at 50 s, and 95 s from when judging begins.
    assertThat(course.left(at(50))).isEqualTo(ends == null ? 0 : 85_000);
    assertThat(course.left(at(36))).isEqualTo(ends == null ? 0 : 95_000);
    assertThat(course.left(at(200))).isZero();
    assertThat(course.whole(at(50)))
        .isEqualTo(ends == null ? OptionalLong.empty() : OptionalLong.of(95_000));
  }

  @Test
  void phaseThatWasLeftMayBeEnteredAgainUnlessItIsTimed() {
    PhaseSpan was = span(10, 20, 30, true);
    PhaseCourse byHand = course("p: {by-hand: true}", false, was);
    assertThat(byHand.stage()).isEqualTo(PhaseCourse.Stage.BETWEEN);
    assertThat(byHand.waitsFor()).isEqualTo("phase 'p' to be entered by hand again");
    assertThat(byHand.again()).isTrue();
    PhaseCourse timed = course("p: {duration: 20s}", false, was);
    assertThat(timed.stage()).isEqualTo(PhaseCourse.Stage.OVER);
    assertThat(timed.again()).isFalse();
    assertThat(timed.waitsFor()).isEmpty();
    assertThat(course("p: {by-hand: true}", true, was).stage()).isEqualTo(PhaseCourse.Stage.OVER);
    // Entered again: by the last span.
    PhaseCourse again = course("p: {by-hand: true}", false, was, span(40, 40, 50, false));
    assertThat(again.stage()).isEqualTo(PhaseCourse.Stage.ON);
    assertThat(again.total()).isEqualTo(20_000);
  }
}
