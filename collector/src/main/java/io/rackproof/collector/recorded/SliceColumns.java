package io.rackproof.collector.recorded;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Times, values, qualities and, where rows have them, orders, each in a column. */
final class SliceColumns {

  private final boolean ordered;
  private long[] times = {};
  private double[] values = {};
  private byte[] qualities = {};
  private long[] orders = {};
  private int size;

  /**
   * @param ordered whether rows have an order other than that in which they come
   */
  SliceColumns(boolean ordered) {
    this.ordered = ordered;
  }

  int size() {
    return size;
  }

  int capacity() {
    return times.length;
  }

  /** Forgets all rows, but keeps their room. */
  void clear() {
    size = 0;
  }

  void add(long time, double value, byte quality, long order) {
    if (size == times.length) {
      grow(size + 1);
    }
    times[size] = time;
    values[size] = value;
    qualities[size] = quality;
    if (ordered) {
      orders[size] = order;
    }
    size++;
  }

  /** Adds the rows [from, to) of a block. */
  void add(RowBlock block, int from, int to) {
    int count = to - from;
    if (count == 1) {
      add(block.times[from], block.values[from], block.qualities[from], block.orders[from]);
      return;
    }
    if (size + count > times.length) {
      grow(size + count);
    }
    System.arraycopy(block.times, from, times, size, count);
    System.arraycopy(block.values, from, values, size, count);
    System.arraycopy(block.qualities, from, qualities, size, count);
    if (ordered) {
      System.arraycopy(block.orders, from, orders, size, count);
    }
    size += count;
  }

  /** Adds all of another's rows. */
  void add(SliceColumns other) {
    ensure(size + other.size);
    copy(size, other, 0, other.size);
    size += other.size;
  }

  private void grow(int least) {
    ensure(Math.max(Math.max(1024, least), size + (size >> 1)));
  }

  /** Makes room for so many rows in all. */
  void ensure(int capacity) {
    if (capacity > times.length) {
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
      qualities = Arrays.copyOf(qualities, capacity);
      orders = ordered ? Arrays.copyOf(orders, capacity) : orders;
    }
  }

  /** Puts rows of another to a place of which there is room; the size stays as it is. */
  void put(int at, SliceColumns from, int first, int count, boolean few) {
    if (!few) {
      copy(at, from, first, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      times[at + i] = from.times[first + i];
      values[at + i] = from.values[first + i];
      qualities[at + i] = from.qualities[first + i];
      if (ordered) {
        orders[at + i] = from.orders[first + i];
      }
    }
  }

  private void copy(int at, SliceColumns from, int first, int count) {
    System.arraycopy(from.times, first, times, at, count);
    System.arraycopy(from.values, first, values, at, count);
    System.arraycopy(from.qualities, first, qualities, at, count);
    if (ordered) {
      System.arraycopy(from.orders, first, orders, at, count);
    }
  }

  /** The bytes that a row takes in a file. */
  int width() {
    return 8 + 8 + 1 + (ordered ? 8 : 0);
  }

  /** Writes the columns one after the other, in the buffer's byte order. */
  void write(ByteBuffer to) {
    to.asLongBuffer().put(times, 0, size);
    to.position(to.position() + 8 * size);
    to.asDoubleBuffer().put(values, 0, size);
    to.position(to.position() + 8 * size);
    to.put(qualities, 0, size);
    if (ordered) {
      to.asLongBuffer().put(orders, 0, size);
      to.position(to.position() + 8 * size);
    }
  }

  /** Adds rows that {@link #write} wrote. */
  void read(ByteBuffer from, int rows) {
    ensure(size + rows);
    from.asLongBuffer().get(times, size, rows);
    from.position(from.position() + 8 * rows);
    from.asDoubleBuffer().get(values, size, rows);
    from.position(from.position() + 8 * rows);
    from.get(qualities, size, rows);
    if (ordered) {
      from.asLongBuffer().get(orders, size, rows);
      from.position(from.position() + 8 * rows);
    }
    size += rows;
  }

  /** The rows [from, to) of one series, which are put in time order, each time once. */
  SeriesSamples sorted(Series series, int from, int to) {
    int end = grows(from, to) ? to : sort(from, to);
    return SeriesSamples.of(series, times, values, qualities, from, end);
  }

  private boolean grows(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (times[i] <= times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Sorts by time, keeps of each time the row that counts, and gives the new end. */
  private int sort(int from, int to) {
    Integer[] index = new Integer[to - from];
    Arrays.setAll(index, i -> from + i);
    // Rows without an order keep that in which they came: the sort is stable.
    Arrays.sort(
        index,
        (a, b) -> {
          int byTime = Long.compare(times[a], times[b]);
          return byTime != 0 || !ordered ? byTime : Long.compare(orders[a], orders[b]);
        });
    long[] oldTimes = Arrays.copyOfRange(times, from, to);
    double[] oldValues = Arrays.copyOfRange(values, from, to);
    byte[] oldQualities = Arrays.copyOfRange(qualities, from, to);
    int kept = from;
    for (int i : index) {
      long time = oldTimes[i - from];
      if (kept == from || times[kept - 1] != time) {
        times[kept] = time;
        values[kept] = oldValues[i - from];
        qualities[kept] = oldQualities[i - from];
        kept++;
      }
    }
    return kept;
  }
}
