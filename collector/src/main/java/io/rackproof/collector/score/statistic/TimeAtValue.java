package io.rackproof.collector.score.statistic;

import java.util.Arrays;

/**
 * How long each value was held. The bulk lies in sorted arrays that copies share; what came lately
 * lies beside it in a table, each value once, until it is merged, so that a copy costs little.
 */
final class TimeAtValue {

  /** Distinct values that may be recent, unless there are many more that are not. */
  private static final int RECENT = 512;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private double[] values = {};

  /** Time at values[0..i]. */
  private long[] below = {};

  /** A table of places by value, a power of two of them, at most half of them in use. */
  private double[] recentValues = new double[32];

  /** Time at the value of each place; 0 for a place that is free. */
  private long[] recentTimes = new long[32];

  private int recent;

  void add(double value, long time) {
    if (time <= 0) {
      return;
    }
    // Zero has two signs and is one value.
    double own = value + 0.0;
    int at = place(own);
    if (recentTimes[at] == 0) {
      if (recent * 2 >= recentTimes.length) {
        makeRoom();
        at = place(own);
      }
      recentValues[at] = own;
      recent++;
    }
    recentTimes[at] += time;
  }

  private int place(double value) {
    int mask = recentTimes.length - 1;
    int at = (int) ((Double.doubleToRawLongBits(value) * SPREAD) >>> 32) & mask;
    while (recentTimes[at] != 0 && recentValues[at] != value) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void makeRoom() {
    if (recent >= Math.max(RECENT, values.length / 8)) {
      merge();
      return;
    }
    double[] oldValues = recentValues;
    long[] oldTimes = recentTimes;
    recentValues = new double[oldValues.length * 2];
    recentTimes = new long[oldTimes.length * 2];
    for (int i = 0; i < oldTimes.length; i++) {
      if (oldTimes[i] != 0) {
        int at = place(oldValues[i]);
        recentValues[at] = oldValues[i];
        recentTimes[at] = oldTimes[i];
      }
    }
  }

  /** Puts everything into one sorted list of distinct values. */
  private void merge() {
    double[] sorted = sortedRecent();
    double[] merged = new double[values.length + sorted.length];
    long[] sums = new long[merged.length];
    int size = 0;
    int i = 0;
    int j = 0;
    long sum = 0;
    while (i < values.length || j < sorted.length) {
      double next =
          j == sorted.length || (i < values.length && values[i] <= sorted[j])
              ? values[i]
              : sorted[j];
      if (i < values.length && values[i] == next) {
        sum += below[i] - (i == 0 ? 0 : below[i - 1]);
        i++;
      }
      if (j < sorted.length && sorted[j] == next) {
        sum += recentTimes[place(sorted[j])];
        j++;
      }
      merged[size] = next;
      sums[size] = sum;
      size++;
    }
    values = Arrays.copyOf(merged, size);
    below = Arrays.copyOf(sums, size);
    Arrays.fill(recentTimes, 0);
    recent = 0;
  }

  private double[] sortedRecent() {
    double[] sorted = new double[recent];
    int size = 0;
    for (int i = 0; i < recentTimes.length; i++) {
      if (recentTimes[i] != 0) {
        sorted[size++] = recentValues[i];
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * The smallest value such that the time at or below it, with {@code hidden} more below all, is at
   * least a share of the whole; infinite where it lies below or above all values.
   */
  double percentile(double share, long hidden, long whole) {
    if (recent > 0) {
      merge();
    }
    double wanted = share * whole * (1 - 1e-12);
    if (hidden > 0 && hidden >= wanted) {
      return Double.NEGATIVE_INFINITY;
    }
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hidden + below[middle] >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < values.length ? values[low] : Double.POSITIVE_INFINITY;
  }

  long total() {
    long time = values.length == 0 ? 0 : below[values.length - 1];
    for (long own : recentTimes) {
      time += own;
    }
    return time;
  }

  TimeAtValue copy() {
    TimeAtValue copy = new TimeAtValue();
    copy.values = values;
    copy.below = below;
    copy.recentValues = recentValues.clone();
    copy.recentTimes = recentTimes.clone();
    copy.recent = recent;
    return copy;
  }
}
