package io.rackproof.collector.score;

import io.rackproof.collector.plan.Statistic;
import io.rackproof.collector.plan.StatisticKind;
import java.util.Arrays;

/**
 * The statistics of what a member held in all the judged time. Needs at least one piece. Durations
 * are milliseconds inside, seconds in results.
 */
final class PhaseStatistics {

  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final double ANY = Double.POSITIVE_INFINITY;

  private final HeldValues held;
  private final Statistic statistic;

  /** Of the signal: the limit, or what {@code inside} says. */
  private final Bounds bounds;

  private final long uncovered;

  /**
   * @param bounds that the values of the signal are compared with, in the signal's unit
   * @param total judged time in milliseconds
   */
  PhaseStatistics(HeldValues held, Statistic statistic, Bounds bounds, long total) {
    this.held = held;
    this.statistic = statistic;
    this.bounds = bounds;
    this.uncovered = total - held.covered();
  }

  Measured measure() {
    return switch (statistic.kind()) {
      case MIN -> extreme(false);
      case MAX -> extreme(true);
      case MEAN -> unbounded(mean(), furthest());
      case PERCENTILE -> percentile();
      case STDDEV -> unbounded(deviation(), furthestFrom(mean()));
      case LAST -> last();
      case INCREASE, RATE -> increase();
      case INTEGRAL -> unbounded(integral(), furthest());
      case SLOPE, CHANGES -> throw new IllegalStateException("not judged yet");
      case TIME_OUTSIDE -> timeOutside();
      case LONGEST_OUTSIDE -> longestOutside();
    };
  }

  /** A statistic of which uncovered time may make anything. */
  private Measured unbounded(double value, long worst) {
    return uncovered == 0
        ? Measured.of(value, value, value, worst)
        : Measured.of(value, NONE, ANY, worst);
  }

  private Measured extreme(boolean highest) {
    int found = 0;
    for (int i = 1; i < held.size(); i++) {
      double value = held.value(i);
      if (highest ? value > held.value(found) : value < held.value(found)) {
        found = i;
      }
    }
    double value = held.value(found);
    return Measured.of(
        value,
        highest || uncovered == 0 ? value : NONE,
        highest && uncovered > 0 ? ANY : value,
        held.start(found));
  }

  /**
   * The lowest (highest) value such that the signal was at it or beyond it for a stretch of covered
   * length; where no stretch is that long, the mildest value there was.
   */
  Measured sustained(long length) {
    boolean highest = statistic.kind() == StatisticKind.MAX;
    double[] values = held.sortedValues();
    int low = 0;
    int high = values.length - 1;
    while (low < high) {
      int middle = highest ? (low + high + 1) >>> 1 : (low + high) >>> 1;
      double limit = values[middle];
      Bounds beyond =
          highest ? new Bounds(NONE, true, limit, false) : new Bounds(limit, false, ANY, true);
      boolean lasted = longestStretch(beyond)[0] >= length;
      if (highest) {
        low = lasted ? middle : low;
        high = lasted ? high : middle - 1;
      } else {
        high = lasted ? middle : high;
        low = lasted ? low : middle + 1;
      }
    }
    double value = values[low];
    return Measured.of(
        value,
        highest || uncovered == 0 ? value : NONE,
        highest && uncovered > 0 ? ANY : value,
        extreme(highest).worstTimeMillis());
  }

  /** Relative to the first value, so that what stays the same has exactly its own mean. */
  private double mean() {
    double reference = held.value(0);
    double sum = 0;
    for (int i = 0; i < held.size(); i++) {
      sum += (held.value(i) - reference) * held.length(i);
    }
    return reference + sum / held.covered();
  }

  private double integral() {
    return mean() * held.covered() / 1000.0;
  }

  private double deviation() {
    double mean = mean();
    double sum = 0;
    for (int i = 0; i < held.size(); i++) {
      double distance = held.value(i) - mean;
      sum += distance * distance * held.length(i);
    }
    return Math.sqrt(sum / held.covered());
  }

  private Measured percentile() {
    double[] values = held.sortedValues();
    long[] times = new long[values.length];
    for (int i = 0; i < held.size(); i++) {
      times[Arrays.binarySearch(values, held.value(i))] += held.length(i);
    }
    return Measured.of(
        percentile(values, times, 0, held.covered()),
        percentile(values, times, uncovered, held.covered() + uncovered),
        percentile(values, times, 0, held.covered() + uncovered),
        furthest());
  }

  /** The smallest value such that the time at or below it is a share of the whole. */
  private double percentile(double[] values, long[] times, long below, long whole) {
    double wanted = statistic.share() * whole * (1 - 1e-12);
    long time = below;
    if (below > 0 && time >= wanted) {
      return NONE;
    }
    for (int i = 0; i < values.length; i++) {
      time += times[i];
      if (times[i] > 0 && time >= wanted) {
        return values[i];
      }
    }
    return ANY;
  }

  private Measured last() {
    int found = held.size() - 1;
    double value = held.value(found);
    boolean untilTheEnd = held.end(found) == held.span(held.spanCount() - 1).to();
    return Measured.of(
        value, untilTheEnd ? value : NONE, untilTheEnd ? value : ANY, held.start(found));
  }

  private Measured increase() {
    Increments increments = Increments.of(held);
    double total = 0;
    int largest = 0;
    for (int i = 0; i < held.size(); i++) {
      total += increments.into(i);
      largest = increments.into(i) > increments.into(largest) ? i : largest;
    }
    boolean mayHideMore = uncovered > 0 || increments.resets() > 0;
    Measured measured;
    if (statistic.kind() == StatisticKind.RATE) {
      double rate = total / (held.covered() / 1000.0);
      measured =
          Measured.of(
              rate, uncovered > 0 ? NONE : rate, mayHideMore ? ANY : rate, held.start(largest));
    } else {
      measured = Measured.of(total, total, mayHideMore ? ANY : total, held.start(largest));
    }
    return measured.withResets(increments.resets(), increments.firstReset());
  }

  private Measured timeOutside() {
    long time = 0;
    for (int i = 0; i < held.size(); i++) {
      time += bounds.isOutside(held.value(i)) ? held.length(i) : 0;
    }
    return Measured.of(
        time / 1000.0, time / 1000.0, (time + uncovered) / 1000.0, longestStretch(bounds)[1]);
  }

  private Measured longestOutside() {
    long[] longest = longestStretch(bounds);
    return Measured.of(
        longest[0] / 1000.0, longest[0] / 1000.0, (longest[0] + uncovered) / 1000.0, longest[1]);
  }

  /** Covered length of the longest stretch outside, and its start; or 0 and the furthest moment. */
  private long[] longestStretch(Bounds inside) {
    long longest = 0;
    long longestStart = 0;
    for (int s = 0; s < held.spanCount(); s++) {
      long length = 0;
      long start = 0;
      for (int i = held.firstOf(s); i < held.firstOf(s + 1); i++) {
        if (!inside.isOutside(held.value(i))) {
          length = 0;
          continue;
        }
        start = length == 0 ? held.start(i) : start;
        length += held.length(i);
        if (length > longest) {
          longest = length;
          longestStart = start;
        }
      }
    }
    return new long[] {longest, longest > 0 ? longestStart : furthest()};
  }

  /** The first moment at which the signal was furthest towards or over its bounds. */
  private long furthest() {
    int found = 0;
    for (int i = 1; i < held.size(); i++) {
      if (bounds.margin(held.value(i)) < bounds.margin(held.value(found))) {
        found = i;
      }
    }
    return held.start(found);
  }

  private long furthestFrom(double centre) {
    int found = 0;
    for (int i = 1; i < held.size(); i++) {
      if (Math.abs(held.value(i) - centre) > Math.abs(held.value(found) - centre)) {
        found = i;
      }
    }
    return held.start(found);
  }
}
