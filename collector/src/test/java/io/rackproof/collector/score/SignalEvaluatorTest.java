package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signals over samples: PromQL's matching, and what holds when. max-gap is 10 s. */
class SignalEvaluatorTest {

  private static final String FAN = "cdu_fan_speed_rpm";
  private static final String DUTY = "cdu_fan_duty_ratio";

  /** {@code labels: [start, end) value …} of each member, times in seconds. */
  private static List<String> evaluate(String signal, SeriesSamples... series) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {max-gap: 10s}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: '%s', statistic: max, limit: == 0}
            """
                .formatted(signal));
    var expression = plan.criteria().get(0).signal().orElseThrow().expression();
    Held evaluator = new Held(List.of(series), plan.metrics(), at(0), at(30), 10_000);
    List<String> told = new ArrayList<>();
    for (Held.Of member : evaluator.evaluate(expression)) {
      StringBuilder text = new StringBuilder(member.labels().toString());
      for (int i = 0; i < member.held().size(); i++) {
        text.append(
            " [%s,%s) %s"
                .formatted(
                    seconds(member.held().start(i)),
                    seconds(member.held().end(i)),
                    Double.isNaN(member.held().value(i))
                        ? "none"
                        : number(member.held().value(i))));
      }
      told.add(text.toString());
    }
    return told;
  }

  private static String seconds(long millis) {
    return number((millis - Judging.START) / 1000.0);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  @Test
  void eachNewSampleOfAnOperandBeginsAPiece() {
    assertThat(
            evaluate(
                FAN + " / " + DUTY,
                series(FAN, "device=a", 0, 10, 4, 20),
                series(DUTY, "device=a", 1, 0.5, 5, 0.5)))
        .containsExactly("{device=a} [1,4) 20 [4,5) 40 [5,14) 40");
  }

  @Test
  void membersPairByAllLabelsUnlessToldOtherwise() {
    SeriesSamples[] all = {
      series(FAN, "device=a fan=1", 0, 10),
      series(FAN, "device=a fan=2", 0, 20),
      series(FAN, "device=b fan=1", 0, 30),
      series(DUTY, "device=a", 0, 0.5),
      series(DUTY, "device=c", 0, 0.5)
    };
    assertThat(evaluate(FAN + " / " + DUTY, all)).isEmpty();
    assertThat(evaluate(FAN + "{fan=\"1\"} / on (device) " + DUTY, all))
        .containsExactly("{device=a} [0,10) 20");
    assertThat(evaluate(FAN + "{fan=\"1\"} / ignoring (fan) " + DUTY, all))
        .containsExactly("{device=a} [0,10) 20");
    assertThat(evaluate(FAN + " / on (device) group_left () " + DUTY, all))
        .containsExactly("{device=a, fan=1} [0,10) 20", "{device=a, fan=2} [0,10) 40");
    assertThat(evaluate(DUTY + " * on (device) group_right " + FAN, all))
        .containsExactly("{device=a, fan=1} [0,10) 5", "{device=a, fan=2} [0,10) 10");
  }

  @Test
  void divisionByZeroHoldsNothing() {
    assertThat(evaluate(FAN + " / " + DUTY, series(FAN, "", 0, 10), series(DUTY, "", 0, 0, 3, 0.5)))
        .containsExactly("{} [3,10) 20");
  }

  @Test
  void sumHoldsNothingWhereOneMemberHoldsNothing() {
    assertThat(
            evaluate(
                "sum by (device) (" + FAN + ")",
                series(FAN, "device=a fan=1", 0, 1, 5, 2),
                series(FAN, "device=a fan=2", 2, 10, 6, Double.NaN, 8, 20),
                series(FAN, "device=b fan=1", 0, 7)))
        .containsExactly("{device=a} [2,5) 11 [5,6) 12 [8,15) 22", "{device=b} [0,10) 7");
  }

  @Test
  void memberThatNeverGaveAGoodSampleKeepsItsGroupUnknown() {
    assertThat(
            evaluate(
                "max without (fan) (" + FAN + ")",
                series(FAN, "device=a fan=1", 0, 1),
                series(FAN, "device=a fan=2", 0, Double.NaN)))
        .containsExactly("{device=a}");
  }

  @Test
  void aggregationsAreThoseOfPromQl() {
    SeriesSamples[] all = {
      series(FAN, "fan=1", 0, 1), series(FAN, "fan=2", 0, 2), series(FAN, "fan=3", 0, 6)
    };
    assertThat(evaluate("sum(" + FAN + ")", all)).containsExactly("{} [0,10) 9");
    assertThat(evaluate("avg(" + FAN + ")", all)).containsExactly("{} [0,10) 3");
    assertThat(evaluate("min(" + FAN + ")", all)).containsExactly("{} [0,10) 1");
    assertThat(evaluate("max(" + FAN + ")", all)).containsExactly("{} [0,10) 6");
    assertThat(evaluate("count(" + FAN + " > 1.5)", all)).containsExactly("{} [0,10) 2");
    assertThat(evaluate("sum(" + FAN + "{fan=~\"1|3\"})", all)).containsExactly("{} [0,10) 7");
    assertThat(evaluate("sum(" + FAN + "{fan!=\"1\"})", all)).containsExactly("{} [0,10) 8");
  }

  @Test
  void comparisonFiltersOrGivesZeroAndOne() {
    SeriesSamples fan = series(FAN, "", 0, 1, 2, 5);
    assertThat(evaluate(FAN + " > 3", fan)).containsExactly("{} [0,2) none [2,12) 5");
    assertThat(evaluate("3 < " + FAN, fan)).containsExactly("{} [0,2) none [2,12) 5");
    assertThat(evaluate(FAN + " > bool 3", fan)).containsExactly("{} [0,2) 0 [2,12) 1");
    assertThat(evaluate("count(" + FAN + " > 3)", fan)).containsExactly("{} [0,2) none [2,12) 1");
  }

  @Test
  void functionsNegationAndPrecedence() {
    SeriesSamples fan = series(FAN, "", 0, 4);
    assertThat(evaluate("abs(2 - " + FAN + " * 3)", fan)).containsExactly("{} [0,10) 10");
    assertThat(evaluate("-" + FAN, fan)).containsExactly("{} [0,10) -4");
    assertThat(evaluate("clamp_max(" + FAN + ", 3)", fan)).containsExactly("{} [0,10) 3");
    assertThat(evaluate("clamp_min(" + FAN + ", 5)", fan)).containsExactly("{} [0,10) 5");
    assertThat(evaluate("clamp(" + FAN + ", -1, 2)", fan)).containsExactly("{} [0,10) 2");
    assertThat(evaluate("(" + FAN + " + 2) * (1 + 1)", fan)).containsExactly("{} [0,10) 12");
  }

  @Test
  void comparisonWithAnEqualNumberIsExact() {
    SeriesSamples fan = series(FAN, "", 0, 3);
    assertThat(evaluate(FAN + " > bool 3", fan)).containsExactly("{} [0,10) 0");
    assertThat(evaluate(FAN + " >= bool 3", fan)).containsExactly("{} [0,10) 1");
    assertThat(evaluate(FAN + " < bool 3", fan)).containsExactly("{} [0,10) 0");
    assertThat(evaluate(FAN + " <= bool 3", fan)).containsExactly("{} [0,10) 1");
    assertThat(evaluate(FAN + " == bool 3", fan)).containsExactly("{} [0,10) 1");
    assertThat(evaluate(FAN + " != bool 3", fan)).containsExactly("{} [0,10) 0");
    assertThat(evaluate("-(-3) >= bool " + FAN, fan)).containsExactly("{} [0,10) 1");
    assertThat(evaluate("-3 >= bool " + FAN, fan)).containsExactly("{} [0,10) 0");
  }
}
