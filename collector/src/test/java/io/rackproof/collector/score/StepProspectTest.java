package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a criterion about events lacks. 100 s are judged, of which 90 % must be known. */
class StepProspectTest {

  private static final JudgedTime TIME =
      new JudgedTime(List.of(new JudgedTime.Span(at(0), at(100))));

  /** With an event seen each 10 s; the last is looked at up to a time. */
  private static Prospect prospect(
      int repeats,
      int events,
      double baselineCoverage,
      double observedTo,
      MemberResult result,
      long known,
      String doubt) {
    Plan plan =
        Judging.plan(
            "p: {whole: true}",
            "phase: p, signal: %s, step: {trigger: \"cdu_pump_running == 0\", settles: \">= 1 L/min\", repeats: %d}, limit: <= 5 s"
                .formatted(FLOW, repeats));
    Method.StepResponse step = (Method.StepResponse) plan.criteria().get(0).method();
    List<StepEvent> all =
        java.util.stream.IntStream.rangeClosed(1, events)
            .mapToObj(
                i ->
                    new StepEvent(
                        at(10 * i - 1),
                        at(10 * i),
                        50,
                        baselineCoverage,
                        (value, baseline) -> true,
                        0,
                        i == events ? at(observedTo) : at(10 * i + 9)))
            .toList();
    return new StepProspect(plan, step, TIME, at(100)).of(all, result, known, doubt);
  }

  private static MemberResult result(Verdict verdict, double worst) {
    return new MemberResult(
        Map.of(),
        verdict,
        OptionalDouble.of(3),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        1,
        50,
        OptionalLong.of(at(worst)),
        verdict + ": back 2 to 6 s: later than it may");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 1 of 1 event:",
    "3, 0, 3 of 3 events:",
    "3, 1, 2 more of 3 events:",
    "3, 2, 1 more of 3 events:",
    "3, 3, ''",
    "1, 2, ''",
  })
  void missingEventsAreCountedAndPromisedByNoTime(int repeats, int events, String lacks) {
    Prospect prospect =
        prospect(repeats, events, 1, 200, result(Verdict.PASS, 10), 100_000, "lost");
    assertThat(prospect.lacks())
        .isEqualTo(lacks.isEmpty() ? "" : lacks + " cdu_pump_running == 0 must begin to hold");
    assertThat(prospect.more())
        .isEqualTo(lacks.isEmpty() ? OptionalLong.of(0) : OptionalLong.empty());
    assertThat(prospect.barred()).isEqualTo("lost");
    assertThat(prospect.covered()).hasValue(100_000);
  }

  private static final String NEVER = "back 2 to 6 s: later than it may";

  @ParameterizedTest
  @CsvSource({
    // The last event, seen at 20 s, is the worst one and looked at beyond 100 s.
    "INCONCLUSIVE, 20, 100.001, 1,   100000, '',   waits",
    "INCONCLUSIVE, 20, 100.001, 0.9, 100000, '',   waits",
    // What is looked at of it has ended.
    "INCONCLUSIVE, 20, 100,     1,   100000, '',   never",
    "INCONCLUSIVE, 20, 50,      1,   100000, '',   never",
    // No sample to come is of its baseline.
    "INCONCLUSIVE, 20, 100.001, 0.8, 100000, '',   never",
    // An event before it is the worst.
    "INCONCLUSIVE, 10, 100.001, 1,   100000, '',   never",
    // The triggers may come to be known for long enough, and then it is another event.
    "INCONCLUSIVE, 10, 100.001, 1,   90000,  '',   never",
    "INCONCLUSIVE, 10, 100.001, 1,   89999,  '',   open",
    "INCONCLUSIVE, 10, 100.001, 1,   100000, lost, open",
    "PASS,         10, 100.001, 1,   100000, '',   open",
    "MARGINAL,     10, 100.001, 1,   100000, '',   open",
    "FAIL,         10, 100.001, 1,   100000, '',   open",
  })
  void eventWhoseAnswerIsUnclearIsWaitedForWhileItIsLookedAt(
      Verdict verdict,
      double worst,
      double observedTo,
      double baselineCoverage,
      long known,
      String doubt,
      String expected) {
    Prospect prospect =
        prospect(2, 2, baselineCoverage, observedTo, result(verdict, worst), known, doubt);
    boolean waits = expected.equals("waits");
    assertThat(prospect.lacks()).isEqualTo(waits ? "the answer to the last event" : "");
    assertThat(prospect.more()).isEqualTo(waits ? OptionalLong.empty() : OptionalLong.of(0));
    assertThat(prospect.barred()).isEqualTo(expected.equals("never") ? NEVER : doubt);
    assertThat(prospect.failed()).isFalse();
  }
}
