package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.score.statistic.Gathering;
import io.rackproof.collector.score.statistic.Gatherings;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.Piece;
import io.rackproof.wire.Instrument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Falls of a counter that are wraps, and falls that are resets. */
class CounterWrapTest {

  /** Once a second; the modulus is 1000. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no fall, '0 10 20', 1000, 20, 0, 0",
    "wrap, '970 980 990 5', 1000, 35, 1, 0",
    "wrap onto 0, '980 990 0', 1000, 20, 1, 0",
    "two wraps, '600 900 100 400 700 950 50', 1000, 1450, 2, 0",
    "width not known, '970 980 990 5', 0, 25, 0, 1",
    "ten times as fast as before, '960 970 70', 1000, 110, 1, 0",
    "faster than that is a reset, '960 970 71', 1000, 81, 0, 1",
    "more than half the width is a reset, '100 500 400', 1000, 800, 0, 1",
    "growth was never seen, '990 5', 1000, 5, 0, 1",
    "counter stood still, '990 990 5', 1000, 5, 0, 1",
    "restart far from the end, '300 310 5', 1000, 15, 0, 1",
    "restart of what ran over, '980 990 5 15 3', 1000, 38, 1, 1",
    "value beyond the width, '1200 1210 5', 1000, 15, 0, 1"
  })
  void fallsAreToldApart(
      String name, String values, double modulus, double growth, int wraps, int resets) {
    Measured measured = increase(values, modulus, -1).measure(0);
    assertThat(measured.value()).as(name).isEqualTo(growth);
    assertThat(measured.wraps()).isEqualTo(wraps);
    assertThat(measured.resets()).isEqualTo(resets);
    assertThat(measured.most()).isEqualTo(resets > 0 ? Double.POSITIVE_INFINITY : growth);
  }

  @Test
  void whatTheAgentMarkedAsARestartIsNoWrap() {
    Measured measured = increase("970 980 990 5", 1000, 3).measure(0);
    assertThat(measured.wraps()).isZero();
    assertThat(measured.resets()).isEqualTo(1);
  }

  private static Gathering increase(String values, double modulus, int restarted) {
    Gathering gathering = Gatherings.increase(modulus);
    gathering.enter(0);
    String[] each = values.split(" ", -1);
    for (int i = 0; i < each.length; i++) {
      gathering.add(
          new Piece()
              .set(
                  i * 1000L, i * 1000L + 1000, Double.parseDouble(each[i]), false, i == restarted));
    }
    return gathering;
  }

  @Test
  void loneCounterTimesANumberWrapsAndTheReasonTellsIt() {
    Instrument counter = new Instrument(0, 0, 0, 1000, false);
    String errors = Judging.ERRORS;
    for (String over : new String[] {"", ", over: 4s"}) {
      MemberResult result =
          Instruments.judge(
              "signal: 2 * %s, statistic: increase%s, limit: <= 100".formatted(errors, over),
              4.5,
              counter,
              series(errors, "port=1", 0, 970, 1, 980, 2, 990, 3, 5, 4, 6));
      assertThat(result.value()).hasValue(72);
      assertThat(result.verdict()).isEqualTo(Verdict.PASS);
      assertThat(result.reason()).contains(", counter wrapped once");
    }
  }

  /** The end of a counter that reads 1 % too much comes 1 % late: 35 ± 1 % and no more. */
  @Test
  void errorOfTheScaleIsOneOfTheWidthToo() {
    Instrument counter = new Instrument(0.01, 0, 0, 1000, false);
    MemberResult result =
        Instruments.judge(
            "signal: %s, statistic: increase, limit: <= 100".formatted(Judging.ERRORS),
            4,
            counter,
            series(Judging.ERRORS, "port=1", 0, 970, 1, 980, 2, 990, 3, 5));
    assertThat(result.uncertainty().orElseThrow())
        .isCloseTo(2 * 0.35 / Math.sqrt(3), org.assertj.core.api.Assertions.within(1e-9));
  }
}
