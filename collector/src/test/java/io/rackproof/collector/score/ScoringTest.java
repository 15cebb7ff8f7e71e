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
      scoring.commit(timeline, to);
      if (random.nextInt(3) == 0 && to > Judging.START) {
        scoring.judge(timeline, evidence, to);
      }
      from = to;
    }
    return scoring.judge(timeline, evidence, at(100));
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

  private static List<SeriesSamples> randomSeries(Random random) {
    List<SeriesSamples> all = new ArrayList<>();
    for (int psu = 1; psu <= 3; psu++) {
      all.add(
          random(random, "psu_output_power_watts", Map.of("rack", "r-1", "psu", "" + psu), false));
    }
    all.add(
        random(
            random, "switch_port_receive_errors_total", Map.of("rack", "r-1", "port", "1"), true));
    return all;
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
