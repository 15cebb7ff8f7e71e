package io.rackproof.collector.score.statistic;

import java.util.Arrays;

/**
 * How long each value was held. The bulk lies in sorted arrays that copies share; what came lately
 * lies beside it until it is merged, so that a copy costs little.
 */
final class TimeAtValue {

  private static final int RECENT = 512;

  private double[] values = {};

  /** Time at values[0..i]. */
  private long[] below = {};

  private double[] recentValues = new double[16];
  private long[] recentTimes = new long[16];
  private int recent;

  void add(double value, long time) {
    if (recent == recentValues.length) {
      if (recent >= Math.max(RECENT, values.length / 8)) {
        merge();
      } else {
        recentValues = Arrays.copyOf(recentValues, recent * 2);
        recentTimes = Arrays.copyOf(recentTimes, recent * 2);
      }
    }
    // Zero has two signs and is one value.
    recentValues[recent] = value + 0.0;
    recentTimes[recent] = time;
    recent++;
  }

  /** Puts everything into one sorted list of distinct values. */
  private void merge() {
    long[] times = new long[recent];
    double[] sorted = sortedRecent(times);
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
        sum += times[j];
        j++;
      }
      merged[size] = next;
      sums[size] = sum;
      size++;
    }
    values = Arrays.copyOf(merged, size);
    below = Arrays.copyOf(sums, size);
    recent = 0;
  }

  /** Distinct recent values, sorted; their times are put into {@code times}. */
  private double[] sortedRecent(long[] times) {
    double[] sorted = Arrays.copyOf(recentValues, recent);
    Arrays.sort(sorted);
    int size = 0;
    for (int i = 0; i < recent; i++) {
      if (size == 0 || sorted[i] != sorted[size - 1]) {
        sorted[size++] = sorted[i];
      }
    }
    double[] distinct = Arrays.copyOf(sorted, size);
    for (int i = 0; i < recent; i++) {
      times[Arrays.binarySearch(distinct, recentValues[i])] += recentTimes[i];
    }
    return distinct;
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
    for (int i = 0; i < recent; i++) {
      time += recentTimes[i];
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
