package io.rackproof.collector.score.signal;

import io.rackproof.wire.Instrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.SeriesSamples;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What a signal holds over time: pieces [start, end) in time order that do not overlap, each begun
 * by a sample or by a change of an operand. Where there is no piece nothing is known. A piece whose
 * value is NaN is one that a comparison has filtered out: known, but without a value. A function
 * that is evaluated with {@link Sources} has the standard uncertainty of each value beside.
 * Immutable.
 */
public final class StepFunction {

  /** Nothing is ever held. */
  public static final StepFunction NOTHING = new Builder(0).build(new long[0]);

  private final long[] starts;
  private final long[] ends;
  private final double[] values;
  private final long[] resets;

  /** By plane of {@link Sources} and piece; no planes where there is no uncertainty. */
  private final double[][] planes;

  private StepFunction(
      long[] starts, long[] ends, double[] values, long[] resets, double[][] planes) {
    this.starts = starts;
    this.ends = ends;
    this.values = values;
    this.resets = resets;
    this.planes = planes;
  }

  /**
   * What a series holds by its samples in [from - gap, to): each until the next, at most for gap,
   * and not past to.
   */
  public static StepFunction of(SeriesSamples samples, long from, long to, long gap) {
    int first = samples.indexAtOrBefore(from - gap);
    if (first < 0 || samples.timeMillis(first) < from - gap) {
      first++;
    }
    int end = samples.indexAtOrBefore(to - 1) + 1;
    Builder builder = new Builder(Math.max(0, end - first));
    long[] resets = {};
    for (int i = first; i < end; i++) {
      long start = samples.timeMillis(i);
      if (samples.isGood(i) && !Double.isNaN(samples.value(i))) {
        long next = i + 1 < end ? samples.timeMillis(i + 1) : to;
        builder.add(start, Math.min(next, start + gap), samples.value(i));
      } else if (samples.quality(i) == Quality.COUNTER_RESET) {
        resets = Arrays.copyOf(resets, resets.length + 1);
        resets[resets.length - 1] = start;
      }
    }
    return builder.build(resets);
  }

  /** Whether a series has any sample, good or not, in [from - gap, to). */
  public static boolean isKnown(SeriesSamples samples, long from, long to, long gap) {
    int last = samples.indexAtOrBefore(to - 1);
    return last >= 0 && samples.timeMillis(last) >= from - gap;
  }

  public int size() {
    return starts.length;
  }

  public long start(int i) {
    return starts[i];
  }

  public long end(int i) {
    return ends[i];
  }

  public double value(int i) {
    return values[i];
  }

  /** How many planes go with each value; 0 where there is no uncertainty. */
  int planes() {
    return planes.length;
  }

  /** Standard uncertainty by what stays with the instruments over time. */
  public double bias(int i) {
    return combined(0, i);
  }

  /** Standard uncertainty by the instruments' resolution. */
  public double resolution(int i) {
    return combined(1, i);
  }

  /** Standard uncertainty by resolution and by those sources that are not kept apart. */
  public double rest(int i) {
    return planes.length == 0 ? 0 : Math.hypot(Math.sqrt(planes[0][i]), resolution(i));
  }

  /** The share that a source which is kept apart has in the error, with its sign. */
  public double bias(int i, int source) {
    return planes.length == 0 ? 0 : planes[Sources.VARIANCES + 2 * source][i];
  }

  private double combined(int kind, int i) {
    if (planes.length == 0) {
      return 0;
    }
    double variance = planes[kind][i];
    for (int p = Sources.VARIANCES + kind; p < planes.length; p += 2) {
      variance += planes[p][i] * planes[p][i];
    }
    return Math.sqrt(variance);
  }

  /** Adds the planes of a value to those of a result that changes by a slope with it. */
  void addPlanes(double[] row, int i, double slope) {
    for (int p = 0; p < planes.length; p++) {
      row[p] += (p < Sources.VARIANCES ? slope * slope : slope) * planes[p][i];
    }
  }

  /**
   * The same values with the uncertainty of one instrument.
   *
   * @param place among the sources that are kept apart; negative for none of them
   * @param shared whether the place is that of other series too, whose resolutions are their own
   * @param count planes
   */
  StepFunction with(Instrument instrument, int place, boolean shared, int count) {
    double[][] own = new double[count][size()];
    double step = Sources.resolution(instrument);
    for (int i = 0; i < size(); i++) {
      double bias = Double.isNaN(values[i]) ? 0 : Sources.bias(instrument, values[i]);
      if (place < 0) {
        own[0][i] = bias * bias;
      } else {
        own[Sources.VARIANCES + 2 * place][i] = bias;
      }
      if (place < 0 || shared) {
        own[1][i] = step * step;
      } else {
        own[Sources.VARIANCES + 2 * place + 1][i] = step;
      }
    }
    return new StepFunction(starts, ends, values, resets, own);
  }

  /** Whether a counter is known to have restarted. */
  public boolean hasResets() {
    return resets.length > 0;
  }

  /** Times at which a counter is known to have restarted, sorted. */
  public long[] resets() {
    return resets.clone();
  }

  /** The first piece that ends after a time, or {@link #size()}. */
  public int firstEndingAfter(long time) {
    int found = Arrays.binarySearch(ends, time);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * The first piece that is not taken over yet.
   *
   * @param time pieces that ended by then were taken over
   * @param taken start of the last of them: a later piece that only ends by then because it was cut
   *     there is still to come
   */
  public int firstAfter(long time, long taken) {
    int first = firstEndingAfter(time);
    return first > 0 && starts[first - 1] > taken && ends[first - 1] == time ? first - 1 : first;
  }

  /**
   * @param slope derivative of the operator
   */
  StepFunction map(DoubleUnaryOperator operator, DoubleUnaryOperator slope) {
    Builder builder = new Builder(size(), planes.length);
    double[] row = new double[planes.length];
    for (int i = 0; i < size(); i++) {
      double value = operator.applyAsDouble(values[i]);
      if (row.length > 0 && !Double.isNaN(value)) {
        Arrays.fill(row, 0);
        addPlanes(row, i, slope.applyAsDouble(values[i]));
      }
      builder.add(starts[i], ends[i], value, row);
    }
    return builder.build(resets);
  }

  /** Times in either, sorted, each once. */
  public static long[] union(long[] a, long[] b) {
    if (b.length == 0) {
      return a;
    }
    if (a.length == 0) {
      return b;
    }
    long[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  /** Collects pieces in time order. Not thread safe. */
  public static final class Builder {
    private static final double[] NO_PLANES = {};

    private long[] starts;
    private long[] ends;
    private double[] values;
    private final double[][] planes;
    private int size;

    public Builder(int capacity) {
      this(capacity, 0);
    }

    /**
     * @param count planes that go with each value
     */
    Builder(int capacity, int count) {
      starts = new long[capacity];
      ends = new long[capacity];
      values = new double[capacity];
      planes = new double[count][capacity];
    }

    public int size() {
      return size;
    }

    /** An empty piece is left out, and so is an infinite value: a division by zero. */
    public void add(long start, long end, double value) {
      add(start, end, value, NO_PLANES);
    }

    /**
     * With the planes that go with the value; those of a value that is left out are not looked at.
     */
    void add(long start, long end, double value, double[] row) {
      if (start >= end || Double.isInfinite(value)) {
        return;
      }
      if (size == starts.length) {
        int capacity = size + (size >> 1) + 16;
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        values = Arrays.copyOf(values, capacity);
        for (int p = 0; p < planes.length; p++) {
          planes[p] = Arrays.copyOf(planes[p], capacity);
        }
      }
      for (int p = 0; p < planes.length; p++) {
        planes[p][size] = Double.isNaN(value) ? 0 : row[p];
      }
      starts[size] = start;
      ends[size] = end;
      values[size] = value;
      size++;
    }

    public StepFunction build(long[] resets) {
      boolean full = size == starts.length;
      double[][] own = new double[planes.length][];
      for (int p = 0; p < planes.length; p++) {
        own[p] = full ? planes[p] : Arrays.copyOf(planes[p], size);
      }
      if (!full) {
        starts = Arrays.copyOf(starts, size);
        ends = Arrays.copyOf(ends, size);
        values = Arrays.copyOf(values, size);
      }
      // What is handed out is never written again: the builder has had its day.
      return new StepFunction(starts, ends, values, resets.clone(), own);
    }
  }
}
