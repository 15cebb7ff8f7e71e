package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A campaign judged piece by piece has the verdicts of one judged as a whole. */
class ScoringTest {

  private static final int CAMPAIGNS = Integer.getInteger("rackproof.campaigns", 150);

  private static final Plan PLAN =
      Judging.parse(
          """
          plan: pieces
          version: 1
          requires: {coverage: 60 %, max-gap: 5s}
          signals:
            power: sum by (rack) (psu_output_power_watts)
          phases:
            all: {whole: true}
            first: {duration: 40s, settle: 3s}
            hand: {by-hand: true}
            load: {when: "power >= 60 W", for: 4s, settle: 1s}
          criteria:
            - {id: A1, title: a, phase: all, signal: power, statistic: mean, limit: <= 100 W}
            - {id: A2, title: a, phase: load, signal: power, statistic: max, limit: <= 100 W}
            - {id: A3, title: a, phase: load, signal: power, statistic: p90, limit: <= 100 W}
            - {id: A4, title: a, phase: all, signal: power, statistic: stddev, limit: <= 10 W}
            - {id: A5, title: a, phase: all, signal: power, statistic: integral, limit: <= 9 kJ}
            - {id: A6, title: a, phase: load, signal: power, statistic: last, limit: <= 90 W}
            - {id: A7, title: a, phase: all, signal: power, statistic: slope, limit: <= 1 W/s}
            - {id: A8, title: a, phase: hand, signal: psu_output_power_watts, statistic: changes, limit: <= 20}
            - {id: A9, title: a, phase: all, signal: power, statistic: time-outside, inside: <= 80 W, limit: <= 9 s}
            - {id: B1, title: b, phase: load, signal: power, statistic: longest-outside, inside: <= 80 W, limit: <= 2 s}
            - {id: B2, title: b, phase: all, signal: psu_output_power_watts, statistic: max, sustained: 3s, limit: <= 40 W}
            - {id: B3, title: b, phase: all, signal: power, statistic: mean, over: 7s, limit: <= 99 W}
            - {id: B4, title: b, phase: load, signal: power, statistic: p90, over: 9s, limit: <= 99 W}
            - {id: B5, title: b, phase: all, signal: power, statistic: max, over: 7s, limit: <= 99 W}
            - {id: B6, title: b, phase: first, signal: power, statistic: stddev, over: 7s, limit: <= 9 W}
            - {id: B7, title: b, phase: all, signal: psu_output_power_watts / on (rack) group_left power, statistic: p95, limit: <= 60 %}
            - {id: C1, title: c, phase: all, signal: switch_port_receive_errors_total, statistic: increase, limit: <= 400}
            - {id: C2, title: c, phase: load, signal: switch_port_receive_errors_total, statistic: rate, over: 8s, limit: <= 20 Hz}
            - {id: C3, title: c, phase: hand, signal: power > 50, statistic: min, limit: ">= 51 W"}
            - {id: C4, title: c, phase: all, signal: power, statistic: slope, over: 9s, limit: <= 9 W/s}
            - {id: C5, title: c, phase: all, signal: power, statistic: changes, over: 9s, limit: <= 99}
            - {id: C6, title: c, phase: all, signal: power, statistic: longest-outside, over: 9s, inside: <= 80 W, limit: <= 2 s}
            - {id: C7, title: c, phase: first, signal: power, statistic: integral, over: 9s, limit: <= 2 kJ}
            - {id: D1, title: d, phase: load, signal: power, statistic: mean, compare: {phase: first, as: difference}, limit: <= 50 W}
            - {id: D2, title: d, phase: all, signal: psu_output_power_watts, statistic: max, accuracy: {reading: 1 %}, limit: <= 60 W}
            - {id: D3, title: d, phase: all, signal: power, statistic: overshoot, step: {trigger: "switch_port_receive_errors_total <= 3", baseline: 3s}, limit: <= 50 W}
            - {id: D4, title: d, phase: all, signal: psu_output_power_watts, statistic: mean, compare: {group: [rack]}, limit: ">= 90 %"}
            - {id: E1, title: e, phase: all, signal: power, step: {trigger: "cdu_pump_running == 0", baseline: 9s, settles: within 20 % of baseline, hold: 2s, observe: 15s}, limit: <= 12 s}
            - {id: E2, title: e, phase: hand, signal: psu_output_power_watts, statistic: undershoot, step: {trigger: "cdu_pump_running == 0", baseline: 12s}, limit: <= 30 W}
          """);

  @Test
  void howTheSamplesAreCutIntoPiecesChangesNothing() {
    int decided = 0;
    int uncertain = 0;
    for (long seed = 0; seed < CAMPAIGNS; seed++) {
      Random random = new Random(seed);
      List<SeriesSamples> series = randomSeries(random);
      Timeline timeline =
          new Timeline(
              "r-1",
              Judging.START,
              random.nextBoolean() ? OptionalLong.of(at(100)) : OptionalLong.empty(),
              List.of(
                  new Timeline.Mark(at(20), "hand", true),
                  new Timeline.Mark(at(45), "hand", false),
                  new Timeline.Mark(at(60), "hand", true)),
              List.of());
      Evidence evidence =
          new Evidence(series, List.of(), List.of(), instruments(series, random.nextInt(3)));
      Scorecard whole = new Scorer(PLAN).score(timeline, evidence, at(100));
      assertThat(inPieces(series, timeline, evidence, random)).as("seed %d", seed).isEqualTo(whole);
      uncertain +=
          (int)
              whole.criteria().stream()
                  .flatMap(c -> c.members().stream())
                  .filter(m -> m.uncertainty().orElse(0) > 0)
                  .count();
      decided += (int) whole.criteria().stream().filter(c -> c.verdict().isDecided()).count();
    }
    assertThat(decided).isGreaterThan(6 * CAMPAIGNS);
    assertThat(uncertain).isGreaterThan(6 * CAMPAIGNS);
  }

  /** Accuracies of some of the series, or of none. */
  private static Map<Series, Instrument> instruments(List<SeriesSamples> series, int known) {
    Map<Series, Instrument> instruments = new HashMap<>();
    for (int i = 0; i < series.size() && known > 0; i++) {
      instruments.put(
          series.get(i).series(), new Instrument(0.01 * (i % 3), 0.2, 0.1, known * 40, false));
    }
    return instruments;
  }

  private static Scorecard inPieces(
      List<SeriesSamples> series, Timeline timeline, Evidence evidence, Random random) {
    Scoring scoring =
        new Scoring(
            PLAN,
            Judging.START,
            series.stream().map(SeriesSamples::series).toList(),
            evidence.instruments());
    long from = scoring.from();
    while (from < at(100)) {
      long to = Math.min(at(100), from + 1 + random.nextInt(20_000));
      for (SeriesSamples samples : series) {
        scoring.add(samples, from, to);
      }
      switch (to > Judging.START ? random.nextInt(6) : 5) {
        case 0, 1 -> {
          scoring.commit(timeline, to);
          scoring.judge(timeline, evidence, to);
        }
        case 2, 3 -> scoring.judgeAndCommit(timeline, evidence, to, to);
        case 4 -> scoring = copy(scoring, series, timeline, to);
        default -> scoring.commit(timeline, to);
      }
      from = to;
    }
    return scoring.judge(timeline, evidence, at(100));
  }

  /** One of two that go on by themselves; the other is judged to the end. */
  private static Scoring copy(
      Scoring scoring, List<SeriesSamples> series, Timeline timeline, long from) {
    Scoring other = scoring.copy();
    for (SeriesSamples samples : series) {
      scoring.add(samples, from, at(100));
    }
    scoring.commit(timeline, at(100));
    return other;
  }

  @Test
  void whatWasTakenOverIsForgotten() {
    List<SeriesSamples> series = randomSeries(new Random(1));
    Scoring scoring =
        new Scoring(PLAN, Judging.START, series.stream().map(SeriesSamples::series).toList());
    series.forEach(s -> scoring.add(s, scoring.from(), at(100)));
    long all = scoring.samplesHeld();
    scoring.commit(Judging.ended(100), at(90));
    assertThat(scoring.samplesHeld()).isLessThan(all / 2);
    assertThat(scoring.add(series.get(0).series(), scoring.committedTo() - 1, 1, Quality.GOOD, 1))
        .isFalse();
    assertThat(scoring.add(series.get(0).series(), at(99.5), 1, Quality.GOOD, 1)).isTrue();
  }

  @Test
  void onlyWhatASignalReadsAndWhatWasThereAtTheBeginningIsTaken() {
    Series first = Series.of("psu_output_power_watts", Map.of("psu", "1", "rack", "r-1"));
    Series joined = Series.of("psu_output_power_watts", Map.of("psu", "2", "rack", "r-1"));
    Series other = Series.of("fan_speed_rpm", Map.of("rack", "r-1"));
    Scoring scoring = new Scoring(PLAN, Judging.START, List.of(first, other));
    assertThat(scoring.isWanted(first)).isTrue();
    assertThat(scoring.isWanted(joined)).isTrue();
    assertThat(scoring.isWanted(other)).isFalse();
    assertThat(scoring.isKnown(first)).isTrue();
    assertThat(scoring.isKnown(joined)).isFalse();
    assertThat(scoring.isKnown(other)).isFalse();
    // What is never looked at, or too early, is no reason to begin anew; a series that joined is.
    assertThat(scoring.add(other, at(1), 1, Quality.GOOD, 1)).isTrue();
    assertThat(scoring.add(first, scoring.from() - 1, 1, Quality.GOOD, 1)).isTrue();
    assertThat(scoring.add(joined, at(1), 1, Quality.GOOD, 1)).isFalse();
    assertThat(scoring.samplesHeld()).isZero();
    // Each connection brings objects of its own.
    for (int i = 0; i < 20; i++) {
      Series same = Series.of("psu_output_power_watts", Map.of("psu", "1", "rack", "r-1"));
      assertThat(scoring.add(same, at(i), 1, Quality.GOOD, 1)).isTrue();
    }
    assertThat(scoring.samplesHeld()).isEqualTo(20);
  }

  @Test
  void sampleAtTheTimeUpToWhichWasTakenOverStillCounts() {
    Series first = Series.of("psu_output_power_watts", Map.of("psu", "1", "rack", "r-1"));
    Scoring scoring = new Scoring(PLAN, Judging.START, List.of(first));
    scoring.add(first, at(1), 40, Quality.GOOD, 1);
    scoring.commit(Judging.ended(100), at(30));
    assertThat(scoring.takenTo()).isEqualTo(at(30));
    assertThat(scoring.add(first, at(30) - 1, 40, Quality.GOOD, 1)).isFalse();
    assertThat(scoring.add(first, at(30), 40, Quality.GOOD, 1)).isTrue();
  }

  @Test
  void timesOfMoreThanADayAreToldWithTheirDate() {
    Plan plan =
        Judging.plan(
            "p: {whole: true}",
            "phase: p, signal: psu_output_power_watts, statistic: max, limit: <= 5 W");
    Evidence evidence =
        Evidence.of(List.of(Judging.series("psu_output_power_watts", "", 1, 6, 2, 5)));
    Scorer scorer = new Scorer(plan);
    double day = 86_400;
    assertThat(scorer.score(Judging.ended(day), evidence, at(day)).criteria().get(0).reason())
        .contains(" at 11:06:41Z");
    assertThat(
            scorer
                .score(Judging.ended(day + 1), evidence, at(day + 0.001))
                .criteria()
                .get(0)
                .reason())
        .contains(" at 2026-11-18T11:06:41Z");
  }

  @Test
  void doubtOfThePhaseThatIsComparedWithIsOneToo() {
    Plan plan =
        Judging.plan(
            "p: {duration: 50s}, q: {duration: 50s}",
            "phase: q, signal: psu_output_power_watts, statistic: max, compare: {phase: p}, limit: <= 110 %");
    SeriesSamples power =
        Judging.series(
            "psu_output_power_watts",
            "",
            0,
            5,
            9,
            5,
            18,
            5,
            27,
            5,
            36,
            5,
            45,
            5,
            54,
            5,
            63,
            5,
            72,
            5,
            81,
            5,
            90,
            5,
            99,
            5);
    for (int second : new int[] {-30, 20, 80, 150}) {
      Evidence evidence =
          new Evidence(
              List.of(power),
              List.of(new Evidence.Lost(at(second), at(second + 1), 1, "")),
              List.of(),
              Map.of());
      boolean touched = second > 0 && second < 100;
      assertThat(new Scorer(plan).score(Judging.ended(100), evidence, at(100)).criteria().get(0))
          .extracting(CriterionResult::verdict)
          .isEqualTo(touched ? Verdict.INCONCLUSIVE : Verdict.PASS);
    }
  }

  @Test
  void worstMomentAndWindowsAreThoseOfTheLimitDividedByTheFactor() {
    // Twice 4.5 W is over the upper end, twice 3.5 W is inside by 1 W.
    String criterion = "signal: psu_output_power_watts, statistic: mean, factor: \"2\", limit: %s";
    SeriesSamples power =
        Judging.series("psu_output_power_watts", "", 0, 4, 5, 3.5, 10, 4, 15, 4.5);
    CriterionResult result = Judging.whole(criterion.formatted("6 .. 8.5 W"), 20, power);
    assertThat(result.members().get(0).value()).hasValue(8);
    assertThat(result.members().get(0).worstTimeMillis()).hasValue(at(15));
  }

  @Test
  void whatWasForgottenIsStillDrawn() {
    List<SeriesSamples> series = randomSeries(new Random(1));
    Timeline timeline = Judging.ended(100);
    List<Series> known = series.stream().map(SeriesSamples::series).toList();
    Scoring whole = new Scoring(PLAN, Judging.START, known);
    Scoring pieces = new Scoring(PLAN, Judging.START, known);
    series.forEach(s -> whole.add(s, whole.from(), at(100)));
    for (int to = 10; to <= 100; to += 10) {
      long from = to == 10 ? pieces.from() : at(to - 10);
      long until = at(to);
      series.forEach(s -> pieces.add(s, from, until));
      pieces.commit(timeline, until);
    }
    Map<String, List<Trace>> drawn = whole.traces(timeline, at(100));
    assertThat(drawn.get("A1")).isNotEmpty();
    assertThat(pieces.traces(timeline, at(100))).isEqualTo(drawn);
  }

  private static List<SeriesSamples> randomSeries(Random random) {
    List<SeriesSamples> all = new ArrayList<>();
    for (int psu = 1; psu <= 3; psu++) {
      all.add(
          random(random, "psu_output_power_watts", Map.of("rack", "r-1", "psu", "" + psu), false));
    }
    all.add(pump(random));
    all.add(
        random(
            random, "switch_port_receive_errors_total", Map.of("rack", "r-1", "port", "1"), true));
    return all;
  }

  /** A pump that runs and stops. */
  private static SeriesSamples pump(Random random) {
    SeriesSamples.Builder builder =
        SeriesSamples.builder(Series.of("cdu_pump_running", Map.of("rack", "r-1")));
    int running = 1;
    for (long time = at(-6); time < at(103); time += 400 + random.nextInt(1400)) {
      running = random.nextInt(8) == 0 ? 1 - running : running;
      builder.add(time, running, Quality.GOOD, 1);
    }
    return builder.build();
  }

  private static SeriesSamples random(
      Random random, String metric, Map<String, String> labels, boolean counter) {
    SeriesSamples.Builder builder = SeriesSamples.builder(Series.of(metric, labels));
    long time = at(-6);
    double value = 20;
    while (time < at(103)) {
      time += 300 + random.nextInt(1400) + (random.nextInt(40) == 0 ? 9_000 : 0);
      int dice = random.nextInt(60);
      if (counter) {
        value = dice == 0 ? random.nextInt(4) : value + random.nextInt(5);
      } else {
        value = Math.rint((value + random.nextGaussian() * 2) * 10) / 10;
      }
      Quality quality =
          dice == 1 ? Quality.NOT_AVAILABLE : dice == 2 ? Quality.COUNTER_RESET : Quality.GOOD;
      builder.add(time, value, quality, 1);
    }
    return builder.build();
  }
}
