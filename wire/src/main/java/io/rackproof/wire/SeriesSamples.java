package io.rackproof.wire;

import java.util.Arrays;

/**
 * The samples of one series in time order, at most one at each time: the form in which a store
 * hands them out and in which they are judged. Immutable; index i counts from 0.
 */
public final class SeriesSamples {

  private final Series series;
  private final long[] times;
  private final double[] values;
  private final byte[] qualities;

  private SeriesSamples(Series series, long[] times, double[] values, byte[] qualities) {
    this.series = series;
    this.times = times;
    this.values = values;
    this.qualities = qualities;
  }

  public Series series() {
    return series;
  }

  public int size() {
    return times.length;
  }

  /** Milliseconds since 1970-01-01T00:00Z. Strictly growing with i. */
  public long timeMillis(int i) {
    return times[i];
  }

  /** In the metric's base unit; NaN when the sample has no value. */
  public double value(int i) {
    return values[i];
  }

  public Quality quality(int i) {
    return Quality.ofCode(qualities[i]);
  }

  public boolean isGood(int i) {
    return qualities[i] == 0;
  }

  /** Copies the samples [from, to) to columns, the first of them to the place {@code at}. */
  public void copy(
      int from, int to, long[] toTimes, double[] toValues, byte[] toQualities, int at) {
    System.arraycopy(times, from, toTimes, at, to - from);
    System.arraycopy(values, from, toValues, at, to - from);
    System.arraycopy(qualities, from, toQualities, at, to - from);
  }

  /** The index of the last sample at or before a time, or -1. */
  public int indexAtOrBefore(long timeMillis) {
    int found = Arrays.binarySearch(times, timeMillis);
    return found >= 0 ? found : -found - 2;
  }

  public static Builder builder(Series series) {
    return new Builder(series);
  }

  /**
   * Samples from columns of equal length, which are copied.
   *
   * @param times strictly growing
   * @param qualities the codes of {@link Quality}
   * @throws IllegalArgumentException when lengths differ, times do not grow or a code is unknown
   */
  public static SeriesSamples of(Series series, long[] times, double[] values, byte[] qualities) {
    return of(series, times, values, qualities, 0, times.length);
  }

  /**
   * Samples from the places [from, to) of columns, which are copied.
   *
   * @param times strictly growing there
   * @param qualities the codes of {@link Quality}
   * @throws IllegalArgumentException when times do not grow or a code is unknown
   */
  public static SeriesSamples of(
      Series series, long[] times, double[] values, byte[] qualities, int from, int to) {
    if (values.length != times.length || qualities.length != times.length) {
      throw new IllegalArgumentException("columns of " + series + " differ in length");
    }
    for (int i = from; i < to; i++) {
      if (i > from && times[i] <= times[i - 1]) {
        throw new IllegalArgumentException("times of " + series + " do not grow at " + times[i]);
      }
      if (qualities[i] < 0 || qualities[i] > Quality.HIGHEST_CODE) {
        throw new IllegalArgumentException("unknown quality code " + qualities[i]);
      }
    }
    return new SeriesSamples(
        series,
        Arrays.copyOfRange(times, from, to),
        Arrays.copyOfRange(values, from, to),
        Arrays.copyOfRange(qualities, from, to));
  }

  /**
   * Collects samples in any order of arrival. Of two samples at the same time the one with the
   * lower order counts; of two with the same order, the one that was added first. Not thread safe.
   */
  public static final class Builder {

    private final Series series;
    private long[] times = new long[16];
    private double[] values = new double[16];
    private byte[] qualities = new byte[16];
    private long[] orders = new long[16];
    private int size;
    private boolean sorted = true;

    private Builder(Series series) {
      this.series = series;
    }

    public int size() {
      return size;
    }

    /**
     * @param order the number of the batch that brought the sample, or the row of the file
     */
    public Builder add(long timeMillis, double value, Quality quality, long order) {
      if (size == times.length) {
        int capacity = size + (size >> 1) + 16;
        times = Arrays.copyOf(times, capacity);
        values = Arrays.copyOf(values, capacity);
        qualities = Arrays.copyOf(qualities, capacity);
        orders = Arrays.copyOf(orders, capacity);
      }
      sorted &= size == 0 || timeMillis > times[size - 1];
      times[size] = timeMillis;
      values[size] = value;
      qualities[size] = (byte) quality.code();
      orders[size] = order;
      size++;
      return this;
    }

    /** What was added so far; the builder can go on. */
    public SeriesSamples build() {
      if (!sorted) {
        sort();
      }
      return new SeriesSamples(
          series,
          Arrays.copyOf(times, size),
          Arrays.copyOf(values, size),
          Arrays.copyOf(qualities, size));
    }

    private void sort() {
      Integer[] index = new Integer[size];
      Arrays.setAll(index, i -> i);
      Arrays.sort(
          index,
          (a, b) -> {
            int byTime = Long.compare(times[a], times[b]);
            return byTime != 0 ? byTime : Long.compare(orders[a], orders[b]);
          });
      long[] newTimes = new long[times.length];
      double[] newValues = new double[times.length];
      byte[] newQualities = new byte[times.length];
      long[] newOrders = new long[times.length];
      int kept = 0;
      for (int i : index) {
        if (kept > 0 && newTimes[kept - 1] == times[i]) {
          continue;
        }
        newTimes[kept] = times[i];
        newValues[kept] = values[i];
        newQualities[kept] = qualities[i];
        newOrders[kept] = orders[i];
        kept++;
      }
      times = newTimes;
      values = newValues;
      qualities = newQualities;
      orders = newOrders;
      size = kept;
      sorted = true;
    }
  }
}
