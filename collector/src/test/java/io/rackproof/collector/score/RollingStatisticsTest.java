package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Expression;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.PlanUnits;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.plan.Statistic;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Bounds;
import io.rackproof.collector.score.statistic.Gatherings;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.wire.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows that move are worth what each is worth when it is looked at alone. */
class RollingStatisticsTest {

  private static final long WINDOW = 10_000;
  private static final Bounds INSIDE = new Bounds(30, true, 70, true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "min",
        "max",
        "mean",
        "p1",
        "p50",
        "p95",
        "stddev",
        "integral",
        "time-outside",
        "longest-outside",
        "increase",
        "rate",
        "last",
        "slope",
        "changes"
      })
  void worstWindowIsTheOneFoundByLookingAtEach(String text) {
    Statistic statistic = Statistic.parse(text);
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      StepFunction held = randomPieces(random);
      JudgedTime time =
          new JudgedTime(
              List.of(new JudgedTime.Span(3_000, 60_000), new JudgedTime.Span(70_500, 140_000)));
      Bounds limit = new Bounds(Double.NEGATIVE_INFINITY, false, 1e12, true);
      Measured measured =
          gather(held, time, statistic, Optional.of(Duration.ofMillis(WINDOW)), limit)
              .measured()
              .orElseThrow();
      double worst = alone(held, time, statistic);
      assertThat(measured.value()).as("seed %d", seed).isCloseTo(worst, within(1e-9));
    }
  }

  private static StepFunction randomPieces(Random random) {
    StepFunction.Builder builder = new StepFunction.Builder(0);
    long time = 0;
    while (time < 150_000) {
      long length = 200L + random.nextInt(1500);
      if (random.nextInt(8) > 0) {
        builder.add(time, time + length, random.nextInt(100));
      }
      time += length;
    }
    return builder.build(new long[0]);
  }

  /** The largest value of all windows, each computed from its own pieces. */
  private static double alone(StepFunction held, JudgedTime time, Statistic statistic) {
    double worst = Double.NEGATIVE_INFINITY;
    for (JudgedTime.Span span : time.spans()) {
      TreeSet<Long> ends = new TreeSet<>();
      for (int i = 0; i < held.size(); i++) {
        if (held.start(i) >= span.from() && held.start(i) < span.to()) {
          ends.add(held.start(i));
          ends.add(held.start(i) + WINDOW);
        }
      }
      for (long end : ends) {
        if (end - WINDOW < span.from() || end > span.to()) {
          continue;
        }
        JudgedTime window = new JudgedTime(List.of(new JudgedTime.Span(end - WINDOW, end)));
        long covered = gather(held, window, statistic, Optional.empty(), INSIDE).covered();
        if (covered >= 0.6 * WINDOW) {
          // A sample at the very end of the phase is not in the phase any more.
          boolean lastIn = end < span.to();
          worst = Math.max(worst, ofWindow(held, window, covered, statistic, end, lastIn));
        }
      }
    }
    return worst;
  }

  private static double ofWindow(
      StepFunction held,
      JudgedTime window,
      long covered,
      Statistic statistic,
      long end,
      boolean lastIn) {
    List<Double> samples = new ArrayList<>();
    for (int i = 0; i < held.size(); i++) {
      if (held.end(i) > end - WINDOW && held.start(i) < end) {
        samples.add(held.value(i));
      }
    }
    // The window is closed at its end: a sample there belongs to it.
    for (int i = 0; i < held.size() && lastIn; i++) {
      if (held.start(i) == end) {
        samples.add(held.value(i));
      }
    }
    double growth = 0;
    for (int i = 1; i < samples.size(); i++) {
      double change = samples.get(i) - samples.get(i - 1);
      growth += change < 0 ? samples.get(i) : change;
    }
    StatisticKind kind = statistic.kind();
    return switch (kind) {
      case MIN -> samples.stream().min(Double::compare).orElseThrow();
      case MAX -> samples.stream().max(Double::compare).orElseThrow();
      case LAST -> samples.get(samples.size() - 1);
      case INCREASE -> growth;
      case RATE -> growth / (covered / 1000.0);
      case CHANGES -> {
        double changes = 0;
        for (int i = 1; i < samples.size(); i++) {
          changes += samples.get(i).equals(samples.get(i - 1)) ? 0 : 1;
        }
        yield changes;
      }
      default ->
          gather(held, window, statistic, Optional.empty(), INSIDE)
              .measured()
              .orElseThrow()
              .value();
    };
  }

  /** Of what one member held, over the judged time as a whole or in a rolling window. */
  private static Track.Gathered gather(
      StepFunction held,
      JudgedTime time,
      Statistic statistic,
      Optional<Duration> over,
      Bounds limit) {
    Series series = Series.of(Judging.FLOW, Map.of());
    Signals signals = new Signals(List.of(series));
    Method.Statistical method =
        new Method.Statistical(
            new SignalOf(
                series.metric(),
                new Expression.Selector(series.metric(), List.of()),
                PlanUnits.ONE),
            statistic,
            over,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Track(
            signals.members(method.of().expression()).get(0),
            Gatherings.of(method, limit, INSIDE, 0.6, 0))
        .measure(new Window(number -> held), time);
  }
}
