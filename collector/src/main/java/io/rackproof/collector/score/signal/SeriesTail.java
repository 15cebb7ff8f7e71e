package io.rackproof.collector.score.signal;

import io.rackproof.wire.Quality;
import io.rackproof.wire.SeriesSamples;
import java.util.Arrays;

/**
 * The samples of one series that are still needed: the last at or before a time, and all after. Not
 * thread safe.
 */
public final class SeriesTail {

  private static final byte GOOD = 0;
  private static final byte RESET = (byte) Quality.COUNTER_RESET.code();

  private long[] times = new long[16];
  private double[] values = new double[16];
  private byte[] qualities = new byte[16];
  private long[] orders = new long[16];
  private int first;
  private int end;

  /** Adds samples in [from, to). */
  public void add(SeriesSamples samples, long from, long to) {
    int next = samples.indexAtOrBefore(from - 1) + 1;
    int stop = samples.indexAtOrBefore(to - 1) + 1;
    if (next >= stop) {
      return;
    }
    ensure(stop - next);
    if (first == end || times[end - 1] < samples.timeMillis(next)) {
      samples.copy(next, stop, times, values, qualities, end);
      Arrays.fill(orders, end, end + stop - next, 0);
      end += stop - next;
      return;
    }
    for (int i = next; i < stop; i++) {
      add(samples.timeMillis(i), samples.value(i), samples.quality(i), 0);
    }
  }

  /**
   * Adds a sample wherever its time belongs. Of two at one time the one with the lower order
   * counts, or the one that came first.
   */
  public void add(long time, double value, Quality quality, long order) {
    ensure(1);
    int at = end;
    while (at > first && times[at - 1] >= time) {
      at--;
    }
    boolean same = at < end && times[at] == time;
    if (same && orders[at] <= order) {
      return;
    }
    if (!same) {
      if (at < end) {
        System.arraycopy(times, at, times, at + 1, end - at);
        System.arraycopy(values, at, values, at + 1, end - at);
        System.arraycopy(qualities, at, qualities, at + 1, end - at);
        System.arraycopy(orders, at, orders, at + 1, end - at);
      }
      end++;
    }
    times[at] = time;
    values[at] = value;
    qualities[at] = (byte) quality.code();
    orders[at] = order;
  }

  /** An independent copy that can go on by itself. */
  public SeriesTail copy() {
    SeriesTail copy = new SeriesTail();
    // With room for what comes next.
    copy.ensure(size() + (size() >> 1));
    System.arraycopy(times, first, copy.times, 0, size());
    System.arraycopy(values, first, copy.values, 0, size());
    System.arraycopy(qualities, first, copy.qualities, 0, size());
    System.arraycopy(orders, first, copy.orders, 0, size());
    copy.end = size();
    return copy;
  }

  private void ensure(int more) {
    if (end + more <= times.length) {
      return;
    }
    int size = end - first;
    if (size + more > times.length) {
      int capacity = Math.max(size + more, size + (size >> 1));
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
      qualities = Arrays.copyOf(qualities, capacity);
      orders = Arrays.copyOf(orders, capacity);
    }
    System.arraycopy(times, first, times, 0, size);
    System.arraycopy(values, first, values, 0, size);
    System.arraycopy(qualities, first, qualities, 0, size);
    System.arraycopy(orders, first, orders, 0, size);
    first = 0;
    end = size;
  }

  /** Forgets what only mattered before a time. */
  public void forget(long before) {
    while (first + 1 < end && times[first + 1] <= before) {
      first++;
    }
  }

  /** Samples that are kept. */
  public int size() {
    return end - first;
  }

  /**
   * What the samples in [from - gap, to) hold: each until the next, at most for gap, and not past
   * to.
   */
  public StepFunction held(long from, long to, long gap) {
    StepFunction.Builder builder = new StepFunction.Builder(end - first);
    long[] resets = {};
    for (int i = first; i < end && times[i] < to; i++) {
      if (times[i] < from - gap) {
        continue;
      }
      if (qualities[i] == GOOD && !Double.isNaN(values[i])) {
        long next = i + 1 < end ? Math.min(times[i + 1], to) : to;
        builder.add(times[i], Math.min(next, times[i] + gap), values[i]);
      } else if (qualities[i] == RESET) {
        resets = Arrays.copyOf(resets, resets.length + 1);
        resets[resets.length - 1] = times[i];
      }
    }
    return builder.build(resets);
  }
}
