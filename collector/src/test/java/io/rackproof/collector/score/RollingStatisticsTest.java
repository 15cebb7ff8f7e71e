package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Statistic;
import io.rackproof.collector.plan.StatisticKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        "last"
      })
  void worstWindowIsTheOneFoundByLookingAtEach(String text) {
    Statistic statistic = Statistic.parse(text);
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      StepFunction held = randomPieces(random);
      JudgedTime time =
          new JudgedTime(
              List.of(new JudgedTime.Span(3_000, 60_000), new JudgedTime.Span(70_500, 140_000)));
      HeldValues values = new HeldValues(held, time);
      Bounds limit = new Bounds(Double.NEGATIVE_INFINITY, false, 1e12, true);
      Measured measured =
          new RollingStatistics(values, statistic, limit, INSIDE, Duration.ofMillis(WINDOW), 0.6)
              .measure();
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
        HeldValues values = new HeldValues(held, window);
        if (values.covered() >= 0.6 * WINDOW) {
          // A sample at the very end of the phase is not in the phase any more.
          boolean lastIn = end < span.to();
          worst = Math.max(worst, ofWindow(held, values, statistic, end, lastIn));
        }
      }
    }
    return worst;
  }

  private static double ofWindow(
      StepFunction held, HeldValues values, Statistic statistic, long end, boolean lastIn) {
    List<Double> samples = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      samples.add(values.value(i));
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
      case RATE -> growth / (values.covered() / 1000.0);
      default -> new PhaseStatistics(values, statistic, INSIDE, values.covered()).measure().value();
    };
  }
}
