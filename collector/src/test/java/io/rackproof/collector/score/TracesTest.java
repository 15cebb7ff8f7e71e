package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is drawn of a signal. Times are seconds after the start; a sample holds for 10 s at most.
 */
class TracesTest {

  private static final int CAMPAIGNS = Integer.getInteger("rackproof.campaigns", 150);
  private static final long GAP = 10_000;
  private static final double NONE = Double.NaN;

  /** A campaign that runs. */
  private static final Timeline RUNS =
      new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());

  private static Plan plan(String criterion) {
    return Judging.plan("whole: {whole: true}", "phase: whole, " + criterion);
  }

  private static Scoring flow() {
    return scoring(
        plan("signal: " + FLOW + ", statistic: max, limit: <= 9 L/min"), series(FLOW, ""));
  }

  private static Scoring scoring(Plan plan, SeriesSamples... series) {
    return new Scoring(plan, START, Arrays.stream(series).map(SeriesSamples::series).toList());
  }

  /** The points up to a time, written {@code seconds, value}. */
  private static Trace.Point[] points(double... timesAndValues) {
    Trace.Point[] points = new Trace.Point[timesAndValues.length / 2];
    for (int i = 0; i < points.length; i++) {
      points[i] = new Trace.Point(at(timesAndValues[2 * i]), timesAndValues[2 * i + 1]);
    }
    return points;
  }

  /** The course of the only member of the only criterion. */
  private static List<Trace.Point> course(Scoring scoring, double seconds) {
    List<Trace> traces =
        Objects.requireNonNull(scoring.traces(RUNS, at(seconds)).get("C-1"), "criterion");
    assertThat(traces).hasSize(1);
    return traces.get(0).points();
  }

  private static List<Trace.Point> course(double seconds, double... timesAndValues) {
    Scoring scoring = flow();
    scoring.add(series(FLOW, "", timesAndValues), scoring.from(), at(seconds));
    return course(scoring, seconds);
  }

  @Test
  void courseBeginsWithTheFirstSampleAndEndsWhereTheLastIsNoLongerHeld() {
    assertThat(course(60, 5, 3, 12, 4)).containsExactly(points(5, 3, 12, 4, 22, NONE));
    assertThat(course(20, 5, 3, 12, 4)).containsExactly(points(5, 3, 12, 4, 20, NONE));
  }

  @Test
  void whatWasHeldBeforeTheStartIsDrawnFromTheStartOn() {
    assertThat(course(20, -8, 3, -5, 4, 12, 5))
        .containsExactly(points(0, 4, 5, NONE, 12, 5, 20, NONE));
    // The last before is forgotten right at the start.
    assertThat(course(20, -10, 3, 12, 5)).containsExactly(points(12, 5, 20, NONE));
  }

  @Test
  void nothingIsDrawnOfASignalThatHeldNothing() {
    assertThat(course(60)).isEmpty();
    assertThat(course(60, 5, NONE, 12, NONE)).isEmpty();
  }

  @Test
  void sampleThatFailedAndAValueThatIsFilteredOutAreGaps() {
    Trace.Point[] expected = points(0, 3, 5, NONE, 8, 4, 18, NONE);
    assertThat(course(30, 0, 3, 5, NONE, 8, 4)).containsExactly(expected);
    SeriesSamples flow = series(FLOW, "", 0, 3, 5, 1, 8, 4);
    Scoring filtered =
        scoring(plan("signal: " + FLOW + " > 2, statistic: max, limit: <= 9 L/min"), flow);
    filtered.add(flow, filtered.from(), at(30));
    assertThat(course(filtered, 30)).containsExactly(expected);
  }

  @Test
  void piecesThatFollowEachOtherHaveNoGap() {
    assertThat(course(25, 0, 3, 10, 3, 20, 3))
        .containsExactly(points(0, 3, 10, 3, 20, 3, 25, NONE));
  }

  /** A gap of 30 s in a week is not to look like one of hours. */
  @Test
  void ofTheGapsOfAStretchTheLongestIsDrawnWithItsEnd() {
    for (boolean folded : new boolean[] {false, true}) {
      TraceStretches stretches = new TraceStretches(START);
      // Stretches of 6553.6 s each, from the beginning on or only at the end.
      if (!folded) {
        stretches.add(at(600_000), 5);
      }
      for (double[] gap : new double[][] {{10, 20}, {70, 100}, {150, 180}, {200, 210}}) {
        stretches.add(at(gap[0] - 1), 5);
        stretches.gap(at(gap[0]), at(gap[1]), 5);
        stretches.add(at(gap[1]), 5);
      }
      stretches.add(at(600_000), 5);
      List<Trace.Point> points = new ArrayList<>();
      stretches.points(points);
      assertThat(points).containsExactly(points(9, 5, 70, NONE, 100, 5, 600_000, 5));
    }
  }

  /** Up to 128 d, with samples so that each stretch has many. */
  @ParameterizedTest
  @ValueSource(longs = {100, 1_000, 14_400, 604_800, 11_059_200})
  void spikeAndDipAndGapOfALongCampaignAreDrawnAtTheirTimes(long seconds) {
    long step = Math.max(50, seconds);
    int count = (int) (seconds * 1000 / step);
    TraceStretches stretches = new TraceStretches(START);
    long spike = START + count / 3 * step;
    long dip = START + (count / 3 + 1) * step;
    long gap = START + count / 2 * step;
    for (int i = 0; i < count; i++) {
      long time = START + i * step;
      if (time == gap) {
        continue;
      }
      if (time == gap + step) {
        stretches.gap(gap, time, 5);
      }
      stretches.add(time, time == spike ? 9 : time == dip ? 1 : 5);
    }
    List<Trace.Point> points = new ArrayList<>();
    stretches.points(points);
    assertThat(points).hasSizeBetween(64, 128 + 4);
    assertThat(points.get(0)).isEqualTo(new Trace.Point(START, 5));
    assertThat(points)
        .filteredOn(p -> p.value() != 5)
        .containsExactly(
            new Trace.Point(spike, 9), new Trace.Point(dip, 1), new Trace.Point(gap, NONE));
    assertThat(points).contains(new Trace.Point(gap + step, 5));
  }

  /** Of 100 ms each while they are enough for the campaign, then of twice that, and so on. */
  @ParameterizedTest
  @CsvSource({"12799, 128", "12800, 65", "25599, 128", "25600, 65", "51200, 65"})
  void stretchesGrowOnceThereAreTooFew(long millis, int drawn) {
    TraceStretches stretches = new TraceStretches(START);
    for (long t = 0; t <= millis; t += 100) {
      stretches.add(START + t, 5);
    }
    stretches.add(START + millis, 5);
    List<Trace.Point> points = new ArrayList<>();
    stretches.points(points);
    assertThat(points).hasSize(drawn);
  }

  @Test
  void courseHasTheExtremesAndGapsOfAllSamplesHoweverTheyCame() {
    int gaps = 0;
    int folded = 0;
    for (long seed = 0; seed < CAMPAIGNS; seed++) {
      Random random = new Random(seed);
      double length = random.nextInt(3) == 0 ? 12 + random.nextInt(8) : 100 + random.nextInt(900);
      SeriesSamples samples = random(random, length);
      Scoring scoring = flow();
      long from = scoring.from();
      double seconds = 0;
      while (seconds < length) {
        seconds = Math.min(length, seconds + 0.001 * random.nextInt((int) (length * 400)));
        scoring.add(samples, from, at(seconds));
        from = at(seconds);
        List<Trace.Point> expected = expected(samples, at(seconds));
        assertThat(course(scoring, seconds)).as("seed %d", seed).isEqualTo(expected);
        // What is drawn does not change what is taken over later.
        scoring.commit(RUNS, at(seconds));
        assertThat(course(scoring, seconds)).as("seed %d", seed).isEqualTo(expected);
        gaps += (int) expected.stream().filter(p -> Double.isNaN(p.value())).count() - 1;
        folded += seconds > 26 ? 1 : 0;
      }
    }
    assertThat(gaps).isGreaterThan(CAMPAIGNS);
    assertThat(folded).isGreaterThan(CAMPAIGNS);
  }

  /** Values of few digits, so that extremes come more than once; gaps of all lengths. */
  private static SeriesSamples random(Random random, double length) {
    SeriesSamples.Builder builder = SeriesSamples.builder(series(FLOW, "").series());
    long time = at(-12);
    boolean sparse = random.nextInt(4) == 0;
    while (time < at(length + 5)) {
      time += 20 + random.nextInt(sparse ? 9_000 : 900);
      time += random.nextInt(30) == 0 ? 9_000 + random.nextInt(20_000) : 0;
      boolean good = random.nextInt(25) > 0;
      int value = 10 + (int) Math.round(random.nextGaussian() * 2);
      builder.add(time, value, good ? Quality.GOOD : Quality.STALE, 1);
    }
    return builder.build();
  }

  /** What is held in [from, to). */
  private record Piece(long from, long to, double value) {}

  /** Of each stretch what the whole of its samples says. */
  private static List<Trace.Point> expected(SeriesSamples samples, long to) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < samples.size() && samples.timeMillis(i) < to; i++) {
      long time = samples.timeMillis(i);
      long next = i + 1 < samples.size() ? Math.min(samples.timeMillis(i + 1), to) : to;
      long end = Math.min(next, time + GAP);
      if (samples.isGood(i) && time >= START - GAP && end > START) {
        pieces.add(new Piece(Math.max(START, time), end, samples.value(i)));
      }
    }
    if (pieces.isEmpty()) {
      return List.of();
    }
    List<Piece> gaps = new ArrayList<>();
    for (int i = 1; i < pieces.size(); i++) {
      if (pieces.get(i - 1).to() < pieces.get(i).from()) {
        gaps.add(new Piece(pieces.get(i - 1).to(), pieces.get(i).from(), pieces.get(i).value()));
      }
    }
    Piece last = pieces.get(pieces.size() - 1);
    long length = 100;
    while (last.from() >= START + 128 * length) {
      length *= 2;
    }
    TreeMap<Long, Double> points = new TreeMap<>();
    for (long from = START; from < START + 128 * length; from += length) {
      long begin = from;
      long end = from + length;
      List<Piece> own = pieces.stream().filter(p -> p.from() >= begin && p.from() < end).toList();
      own.stream().findFirst().ifPresent(p -> points.put(p.from(), p.value()));
      // The earlier of two that are alike.
      own.stream()
          .reduce((a, b) -> b.value() < a.value() ? b : a)
          .ifPresent(p -> points.put(p.from(), p.value()));
      own.stream()
          .reduce((a, b) -> b.value() > a.value() ? b : a)
          .ifPresent(p -> points.put(p.from(), p.value()));
      gaps.stream()
          .filter(g -> g.from() >= begin && g.from() < end)
          .reduce((a, b) -> b.to() - b.from() > a.to() - a.from() ? b : a)
          .ifPresent(
              g -> {
                points.put(g.from(), NONE);
                points.put(g.to(), g.value());
              });
    }
    points.put(last.to(), NONE);
    List<Trace.Point> all = new ArrayList<>();
    points.forEach((time, value) -> all.add(new Trace.Point(time, value)));
    return all;
  }

  private static final String TWO_UNITS =
      """
      plan: units
      version: 1
      requires: {coverage: 90 %, max-gap: 10s}
      phases: {whole: {whole: true}}
      criteria:
        - {id: W, title: w, phase: whole, signal: psu_output_power_watts, statistic: max, limit: <= 9 W}
        - {id: W2, title: w, phase: whole, signal: psu_output_power_watts, statistic: min, limit: ">= 1 W"}
        - {id: KW, title: k, phase: whole, signal: psu_output_power_watts, statistic: max, limit: <= 9 kW}
        - {id: C, title: c, phase: whole, signal: cdu_supply_temperature_celsius, statistic: max, limit: <= 40 °C}
        - {id: S, title: s, phase: whole, signal: cdu_supply_temperature_celsius, statistic: stddev, limit: <= 3 K}
        - {id: N, title: n, phase: whole, signal: psu_output_power_watts, statistic: changes, limit: <= 9}
        - {id: M, title: m, manual: look at the labels}
        - {id: A, title: a, phase: whole, signal: psu_output_power_watts / on (device) pdu_input_power_watts, statistic: max, limit: <= 9}
      """;

  @Test
  void eachCriterionIsDrawnInTheUnitOfItsSignalsLimit() {
    SeriesSamples one = series("psu_output_power_watts", "device=d psu=1", 0, 2000, 1, 4000);
    SeriesSamples other = series("psu_output_power_watts", "device=d psu=2", 0, 500);
    SeriesSamples input = series("pdu_input_power_watts", "device=d", 0, 4000);
    SeriesSamples supply = series("cdu_supply_temperature_celsius", "device=d", 0, 20, 1, 30);
    Scoring scoring = scoring(Judging.parse(TWO_UNITS), one, other, input, supply);
    for (SeriesSamples samples : List.of(one, other, input, supply)) {
      scoring.add(samples, scoring.from(), at(4));
    }
    Map<String, List<Double>> first = new HashMap<>();
    Map<String, List<Trace>> traces = scoring.traces(RUNS, at(4));
    traces.forEach(
        (id, all) -> {
          if (!all.isEmpty()) {
            first.put(id, all.get(0).points().stream().map(Trace.Point::value).toList());
          }
        });
    assertThat(traces.keySet()).containsExactly("W", "W2", "KW", "C", "S", "N", "M", "A");
    assertThat(first)
        .containsOnlyKeys("W", "W2", "KW", "C", "S", "N")
        .containsEntry("W", List.of(2000.0, 4000.0, NONE))
        .containsEntry("W2", List.of(2000.0, 4000.0, NONE))
        .containsEntry("KW", List.of(2.0, 4.0, NONE))
        .containsEntry("C", List.of(20.0, 30.0, NONE))
        .containsEntry("S", List.of(20.0, 30.0, NONE))
        .containsEntry("N", List.of(2000.0, 4000.0, NONE));
    assertThat(traces.get("W")).hasSize(2);
    assertThat(Objects.requireNonNull(traces.get("W")).get(1).labels())
        .containsEntry("psu", "2")
        .doesNotContainKey("__name__");
    // One course, kept once, for all who ask for it in the same unit.
    assertThat(Objects.requireNonNull(traces.get("W2")).get(0))
        .isSameAs(Objects.requireNonNull(traces.get("W")).get(0));
  }

  @Test
  void scalesAreAlikeWhenTheyTellEachNumberAlike() {
    Series series = series(FLOW, "").series();
    Signals signals = new Signals(List.of(series));
    Member member = signals.members(Instruments.expression(FLOW)).get(0);
    TraceTrack track = new TraceTrack(member, value -> 2 * value + 1, START);
    assertThat(track.isScaledLike(value -> 1 + value * 2)).isTrue();
    assertThat(track.isScaledLike(value -> 2 * value)).isFalse();
    assertThat(track.isScaledLike(value -> 3 * value)).isFalse();
    assertThat(track.isScaledLike(value -> 3 * value + 1)).isFalse();
  }

  @Test
  void pointsOfATraceAreCopiedOnce() {
    List<Trace.Point> given = new ArrayList<>(List.of(points(0, 1, 1, NONE)));
    Trace trace = new Trace(Map.of("psu", "1"), given);
    given.clear();
    assertThat(trace.points()).containsExactly(points(0, 1, 1, NONE));
    assertThat(new Trace(Map.of(), trace.points()).points()).isSameAs(trace.points());
  }
}
