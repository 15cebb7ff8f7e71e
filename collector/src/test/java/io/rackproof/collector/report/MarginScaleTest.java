package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Verdict;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MarginScaleTest {

  private static final Pattern DOT = Pattern.compile("<circle cx=\"([0-9.]+)\"");
  private static final Pattern BOUND =
      Pattern.compile("<line x1=\"([0-9.]+)\" y1=\"1\" x2=\"\\1\"");
  private static final Pattern STROKE =
      Pattern.compile("<line x1=\"([0-9.]+)\" y1=\"8\" x2=\"([0-9.]+)\"");

  private static MemberResult member(double value, OptionalDouble uncertainty) {
    return new MemberResult(
        Map.of(),
        Verdict.PASS,
        OptionalDouble.of(value),
        OptionalDouble.empty(),
        uncertainty,
        1,
        1,
        OptionalLong.empty(),
        "");
  }

  private static String draw(String limit, double value, OptionalDouble uncertainty) {
    return MarginScale.draw(Limit.parse(limit), member(value, uncertainty), "a < b").orElseThrow();
  }

  private static List<Double> all(Pattern what, String svg) {
    return what.matcher(svg).results().map((MatchResult r) -> Double.valueOf(r.group(1))).toList();
  }

  private static double dot(String svg) {
    return all(DOT, svg).get(0);
  }

  @Test
  void valueBeyondItsLimitLiesBeyondTheLine() {
    String svg = draw("<= 132 kW", 133, OptionalDouble.empty());
    assertThat(dot(svg)).isGreaterThan(all(BOUND, svg).get(0)).isLessThan(96);
    String kept = draw(">= 132 kW", 133, OptionalDouble.empty());
    assertThat(dot(kept)).isGreaterThan(all(BOUND, kept).get(0));
    String within = draw("<= 132 kW", 120, OptionalDouble.empty());
    assertThat(dot(within)).isLessThan(all(BOUND, within).get(0)).isPositive();
  }

  @Test
  void bothEndsOfARangeAreDrawn() {
    String svg = draw("18 .. 32 °C", 30.2, OptionalDouble.empty());
    assertThat(all(BOUND, svg)).hasSize(2);
    assertThat(dot(svg)).isBetween(all(BOUND, svg).get(0), all(BOUND, svg).get(1));
  }

  @Test
  void uncertaintyIsAStrokeThroughTheValue() {
    String svg = draw("<= 100 kPa", 98, OptionalDouble.of(4));
    MatchResult stroke = STROKE.matcher(svg).results().findFirst().orElseThrow();
    assertThat(Double.parseDouble(stroke.group(1))).isLessThan(dot(svg));
    assertThat(Double.parseDouble(stroke.group(2))).isGreaterThan(all(BOUND, svg).get(0));
    assertThat(STROKE.matcher(draw("<= 100 kPa", 98, OptionalDouble.empty())).find()).isFalse();
  }

  @Test
  void zeroAsWantedIsDrawnToo() {
    assertThat(dot(draw("== 0", 0, OptionalDouble.empty()))).isBetween(1.0, 95.0);
  }

  @Test
  void itSaysWhatItShows() {
    assertThat(draw("== 0", 3, OptionalDouble.empty()))
        .contains("role=\"img\" aria-label=\"a &lt; b\"")
        .contains("<title>a &lt; b</title>");
  }

  @Test
  void whatHasNoValueIsNotDrawn() {
    MemberResult none = member(Double.NaN, OptionalDouble.empty());
    assertThat(MarginScale.draw(Limit.parse("<= 3 W"), none, "")).isEmpty();
  }
}
