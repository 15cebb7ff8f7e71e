package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came before an event is kept until it is known that there was none. */
class StepTrackTest {

  /**
   * The pump is polled each 8 s, and stops at 20 s and 52 s, known not to have at 12 s and 44 s.
   */
  private static final SeriesSamples PUMP =
      Judging.series(
          "cdu_pump_running", "", 4, 1, 12, 1, 20, 0, 28, 0, 36, 1, 44, 1, 52, 0, 60, 1, 68, 1);

  /** A flow that rises each second by 1 L/min. */
  private static SeriesSamples flow() {
    double[] all = new double[140];
    for (int t = 0; t < 70; t++) {
      all[2 * t] = t;
      all[2 * t + 1] = t;
    }
    return Judging.series(FLOW, "", all);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 70})
  void baselineIsTheSameHoweverSoonTheSignalIsTakenOver(int seconds) {
    Plan plan =
        Judging.plan(
            "p: {whole: true}",
            "phase: p, signal: %s, statistic: undershoot, step: {trigger: \"cdu_pump_running == 0\", baseline: 10s, observe: 10s, repeats: 2}, limit: <= 5 L/min"
                .formatted(FLOW));
    List<Series> known = List.of(PUMP.series(), flow().series());
    Scoring scoring = new Scoring(plan, START, known);
    Timeline timeline = Judging.ended(70);
    for (int to = seconds; to < 70 + seconds; to += seconds) {
      long from = to == seconds ? scoring.from() : at(to - seconds);
      scoring.add(PUMP, from, at(to));
      scoring.add(flow(), from, at(to));
      scoring.commit(timeline, at(Math.min(to, 70)));
    }
    Evidence none = Evidence.of(List.of());
    // From 2 s to 12 s it was 6.5 L/min in the mean, and never below that from 12 s on.
    assertThat(scoring.judge(timeline, none, at(70)).criteria().get(0).reason())
        .isEqualTo(
            "PASS: undershoot 0 L/min from 6.5 L/min after the event at 11:07:00Z,"
                + " limit <= 5 L/min (worst of 2 events)");
  }
}
