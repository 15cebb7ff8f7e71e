package io.rackproof.collector.score.signal;

import io.rackproof.wire.Quality;
import io.rackproof.wire.SeriesSamples;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What a signal holds over time: pieces [start, end) in time order that do not overlap, each begun
 * by a sample or by a change of an operand. Where there is no piece nothing is known. A piece whose
 * value is NaN is one that a comparison has filtered out: known, but without a value. Immutable.
 */
public final class StepFunction {

  /** Nothing is ever held. */
  public static final StepFunction NOTHING = new Builder(0).build(new long[0]);

  private final long[] starts;
  private final long[] ends;
  private final double[] values;
  private final long[] resets;

  private StepFunction(long[] starts, long[] ends, double[] values, long[] resets) {
    this.starts = starts;
    this.ends = ends;
    this.values = values;
    this.resets = resets;
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

  /** Times at which a counter is known to have restarted. */
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

  public StepFunction map(DoubleUnaryOperator operator) {
    Builder builder = new Builder(size());
    for (int i = 0; i < size(); i++) {
      builder.add(starts[i], ends[i], operator.applyAsDouble(values[i]));
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
    private long[] starts;
    private long[] ends;
    private double[] values;
    private int size;

    public Builder(int capacity) {
      starts = new long[capacity];
      ends = new long[capacity];
      values = new double[capacity];
    }

    public int size() {
      return size;
    }

    /** An empty piece is left out, and so is an infinite value: a division by zero. */
    public void add(long start, long end, double value) {
      if (start >= end || Double.isInfinite(value)) {
        return;
      }
      if (size == starts.length) {
        int capacity = size + (size >> 1) + 16;
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
        values = Arrays.copyOf(values, capacity);
      }
      starts[size] = start;
      ends[size] = end;
      values[size] = value;
      size++;
    }

    public StepFunction build(long[] resets) {
      return new StepFunction(
          Arrays.copyOf(starts, size),
          Arrays.copyOf(ends, size),
          Arrays.copyOf(values, size),
          resets.clone());
    }
  }
}
