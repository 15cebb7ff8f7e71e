package io.rackproof.collector.score.statistic;

import java.util.Arrays;

/**
 * How long each value was held, each value once. The bulk and what came after it lie in sorted
 * arrays that copies share; what came last lies in a table until it is sorted, so that neither a
 * value nor a copy nor a percentile costs much.
 */
final class TimeAtValue {

  /** Values that are put by as a whole; more where the bulk is larger. */
  private static final int RECENT = 32;

  private static final int FEWEST = 16;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private Sorted bulk = Sorted.NONE;
  private Sorted after = Sorted.NONE;

  /** A table of places by value, a power of two of them, at most half of them in use. */
  private double[] lastValues = new double[FEWEST];

  /** Time at the value of each place; 0 for a place that is free. */
  private long[] lastTimes = new long[FEWEST];

  private int last;

  /** Distinct values, sorted, with the time at values[0..i]. */
  private static final class Sorted {
    static final Sorted NONE = new Sorted(new double[0], new long[0]);

    private final double[] values;
    private final long[] below;

    Sorted(double[] values, long[] below) {
      this.values = values;
      this.below = below;
    }

    int size() {
      return values.length;
    }

    long total() {
      return below.length == 0 ? 0 : below[below.length - 1];
    }

    long time(int i) {
      return below[i] - (i == 0 ? 0 : below[i - 1]);
    }

    /** Time at or below a value. */
    long upTo(double value) {
      int at = Arrays.binarySearch(values, value);
      int count = at >= 0 ? at + 1 : -at - 1;
      return count == 0 ? 0 : below[count - 1];
    }

    Sorted with(Sorted other) {
      if (size() == 0 || other.size() == 0) {
        return size() == 0 ? other : this;
      }
      double[] merged = new double[size() + other.size()];
      long[] sums = new long[merged.length];
      int size = 0;
      int i = 0;
      int j = 0;
      long sum = 0;
      while (i < size() || j < other.size()) {
        boolean own = j == other.size() || (i < size() && values[i] <= other.values[j]);
        double next = own ? values[i] : other.values[j];
        if (own) {
          sum += time(i);
          i++;
        }
        if (j < other.size() && other.values[j] == next) {
          sum += other.time(j);
          j++;
        }
        merged[size] = next;
        sums[size] = sum;
        size++;
      }
      return new Sorted(Arrays.copyOf(merged, size), Arrays.copyOf(sums, size));
    }
  }

  void add(double value, long time) {
    if (time <= 0) {
      return;
    }
    // Zero has two signs and is one value.
    double own = value + 0.0;
    int at = place(own);
    if (lastTimes[at] == 0) {
      if (last * 2 >= lastTimes.length) {
        makeRoom();
        at = place(own);
      }
      lastValues[at] = own;
      last++;
    }
    lastTimes[at] += time;
  }

  private int place(double value) {
    int mask = lastTimes.length - 1;
    int at = (int) ((Double.doubleToRawLongBits(value) * SPREAD) >>> 32) & mask;
    while (lastTimes[at] != 0 && lastValues[at] != value) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void makeRoom() {
    if (last >= most()) {
      sort();
      return;
    }
    double[] oldValues = lastValues;
    long[] oldTimes = lastTimes;
    lastValues = new double[oldValues.length * 2];
    lastTimes = new long[oldTimes.length * 2];
    for (int i = 0; i < oldTimes.length; i++) {
      if (oldTimes[i] != 0) {
        int at = place(oldValues[i]);
        lastValues[at] = oldValues[i];
        lastTimes[at] = oldTimes[i];
      }
    }
  }

  private int most() {
    return Math.max(RECENT, bulk.size() / 8);
  }

  /** Puts what came last to what came before. */
  private void sort() {
    if (last == 0) {
      return;
    }
    after = after.with(sortedLast());
    if (after.size() >= most()) {
      bulk = bulk.with(after);
      after = Sorted.NONE;
    }
    Arrays.fill(lastTimes, 0);
    last = 0;
  }

  private Sorted sortedLast() {
    double[] sorted = new double[last];
    int size = 0;
    for (int i = 0; i < lastTimes.length; i++) {
      if (lastTimes[i] != 0) {
        sorted[size++] = lastValues[i];
      }
    }
    Arrays.sort(sorted);
    long[] below = new long[last];
    long sum = 0;
    for (int i = 0; i < last; i++) {
      sum += lastTimes[place(sorted[i])];
      below[i] = sum;
    }
    return new Sorted(sorted, below);
  }

  /**
   * The smallest value such that the time at or below it, with {@code hidden} more below all, is at
   * least a share of the whole; infinite where it lies below or above all values.
   */
  double percentile(double share, long hidden, long whole) {
    double wanted = share * whole * (1 - 1e-12);
    if (hidden > 0 && hidden >= wanted) {
      return Double.NEGATIVE_INFINITY;
    }
    Sorted[] parts = {bulk, after, sortedLast()};
    double smallest = Double.POSITIVE_INFINITY;
    for (Sorted part : parts) {
      smallest = Math.min(smallest, smallest(part, parts, hidden, wanted));
    }
    return smallest;
  }

  /** The smallest value of one part such that the time at or below it in all is enough. */
  private static double smallest(Sorted part, Sorted[] parts, long hidden, double wanted) {
    int low = 0;
    int high = part.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      long time = hidden;
      for (Sorted other : parts) {
        time += other == part ? part.below[middle] : other.upTo(part.values[middle]);
      }
      if (time >= wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < part.size() ? part.values[low] : Double.POSITIVE_INFINITY;
  }

  long total() {
    long time = bulk.total() + after.total();
    for (long own : lastTimes) {
      time += own;
    }
    return time;
  }

  /** A copy that can go on by itself; if many values came last they are sorted, for both. */
  TimeAtValue copy() {
    if (lastTimes.length > FEWEST) {
      sort();
      lastValues = new double[FEWEST];
      lastTimes = new long[FEWEST];
    }
    TimeAtValue copy = new TimeAtValue();
    copy.bulk = bulk;
    copy.after = after;
    if (last > 0) {
      System.arraycopy(lastValues, 0, copy.lastValues, 0, FEWEST);
      System.arraycopy(lastTimes, 0, copy.lastTimes, 0, FEWEST);
      copy.last = last;
    }
    return copy;
  }
}
