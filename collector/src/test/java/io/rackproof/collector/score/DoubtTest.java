package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a pass from being one. 10 s from 11:06:40Z are judged; a sample holds for 10 s. */
class DoubtTest {

  private static final String FLOW = Judging.FLOW;

  private static String reason(List<Evidence.Lost> lost, List<Evidence.ClockOffset> offsets) {
    Plan plan =
        Judging.plan(
            "whole: {whole: true}",
            "phase: whole, signal: " + FLOW + ", statistic: max, limit: <= 9 L/min");
    SeriesSamples flow = series(FLOW, "", 0, 5);
    return new Scorer(plan)
        .score(Judging.ended(10), new Evidence(List.of(flow), lost, offsets, Map.of()), at(10))
        .criteria()
        .get(0)
        .reason();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | 3 | 7 | the spool was full | 7 samples were lost from 11:06:42Z to 11:06:43Z (the spool was full)
          2 | 3 | 0 |                    | samples were lost from 11:06:42Z to 11:06:43Z
          """)
  void lossIsToldWithWhatIsKnownOfIt(
      double first, double last, long samples, String why, String told) {
    Evidence.Lost lost = new Evidence.Lost(at(first), at(last), samples, why == null ? "" : why);
    assertThat(reason(List.of(lost), List.of()))
        .isEqualTo(
            "INCONCLUSIVE: " + told + "; otherwise highest 5 L/min at 11:06:40Z, limit <= 9 L/min");
  }

  @Test
  void lossOfUnknownTimeCountsAlways() {
    assertThat(reason(List.of(new Evidence.Lost(0, 0, 4, "")), List.of()))
        .startsWith("INCONCLUSIVE: 4 samples of unknown time were lost; otherwise");
    assertThat(reason(List.of(new Evidence.Lost(0, 0, 0, "a torn file")), List.of()))
        .startsWith("INCONCLUSIVE: samples of unknown time were lost (a torn file); otherwise");
  }

  /** What was lost right before would have held for 10 s. */
  @ParameterizedTest
  @CsvSource({
    "-20, -10, PASS",
    "-20, -9.999, INCONCLUSIVE",
    "9.999, 20, INCONCLUSIVE",
    "10, 20, PASS"
  })
  void lossCountsWhereItWouldHaveHeldIntoTheJudgedTime(double first, double last, String verdict) {
    Evidence.Lost lost = new Evidence.Lost(at(first), at(last), 1, "");
    assertThat(reason(List.of(lost), List.of())).startsWith(verdict + ": ");
  }

  /** Off by 501 ms at one second, by nothing from another. */
  @ParameterizedTest
  @CsvSource({
    "-9, 0, PASS",
    "-9, 0.001, INCONCLUSIVE",
    "9.999, 20, INCONCLUSIVE",
    "10, 20, PASS",
    "5, , INCONCLUSIVE",
    "-9, , INCONCLUSIVE"
  })
  void offsetCountsFromItsMeasurementToTheNext(double off, Double right, String verdict) {
    Evidence.ClockOffset wrong = new Evidence.ClockOffset(at(off), -501);
    List<Evidence.ClockOffset> offsets =
        right == null ? List.of(wrong) : List.of(wrong, new Evidence.ClockOffset(at(right), 500));
    assertThat(reason(List.of(), offsets)).startsWith(verdict + ": ");
  }

  @Test
  void judgedTimeHoldsItsFirstMillisecondAndNotTheOneAfterItsLast() {
    JudgedTime time = new JudgedTime(List.of(new JudgedTime.Span(START, START + 10)));
    assertThat(time.touches(START - 5, START)).isTrue();
    assertThat(time.touches(START - 5, START - 1)).isFalse();
    assertThat(time.touches(START + 9, START + 20)).isTrue();
    assertThat(time.touches(START + 10, START + 20)).isFalse();
  }
}
