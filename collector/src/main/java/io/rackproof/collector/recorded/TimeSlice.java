package io.rackproof.collector.recorded;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one stretch of time, as they came, in columns; those that were spilled are in a file,
 * which is deleted by {@link #close}. A file is a row of blocks: the number n of rows (int), then n
 * series (int), n times (long), n values (double), n qualities (byte) and, where rows have an
 * order, n orders (long), in the machine's byte order.
 */
final class TimeSlice implements AutoCloseable {

  /** Columns longer than this are given back when a slice was spilled. */
  private static final int MOST_KEPT = 1 << 16;

  private final boolean ordered;
  private int[] series = new int[0];
  private long[] times = new long[0];
  private double[] values = new double[0];
  private byte[] qualities = new byte[0];
  private long[] orders = new long[0];
  private int size;
  private int spilled;
  private @Nullable Path file;

  TimeSlice(boolean ordered) {
    this.ordered = ordered;
  }

  void add(int place, long time, double value, byte quality, long order) {
    if (size == times.length) {
      grow(Math.max(1024, size + (size >> 1)));
    }
    series[size] = place;
    times[size] = time;
    values[size] = value;
    qualities[size] = quality;
    if (ordered) {
      orders[size] = order;
    }
    size++;
  }

  private void grow(int capacity) {
    series = Arrays.copyOf(series, capacity);
    times = Arrays.copyOf(times, capacity);
    values = Arrays.copyOf(values, capacity);
    qualities = Arrays.copyOf(qualities, capacity);
    if (ordered) {
      orders = Arrays.copyOf(orders, capacity);
    }
  }

  int rowsInMemory() {
    return size;
  }

  /** Appends what is in memory to a file, and forgets it. */
  void spill(Path path) throws IOException {
    if (size == 0) {
      return;
    }
    file = path;
    int width = 4 + 8 + 8 + 1 + (ordered ? 8 : 0);
    ByteBuffer block = ByteBuffer.allocate(4 + size * width).order(ByteOrder.nativeOrder());
    block.putInt(size);
    block.asIntBuffer().put(series, 0, size);
    block.position(block.position() + 4 * size);
    block.asLongBuffer().put(times, 0, size);
    block.position(block.position() + 8 * size);
    block.asDoubleBuffer().put(values, 0, size);
    block.position(block.position() + 8 * size);
    block.put(qualities, 0, size);
    if (ordered) {
      block.asLongBuffer().put(orders, 0, size);
      block.position(block.position() + 8 * size);
    }
    block.flip();
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (block.hasRemaining()) {
        channel.write(block);
      }
    }
    spilled += size;
    size = 0;
    if (times.length > MOST_KEPT) {
      release();
    }
  }

  private void release() {
    series = new int[0];
    times = new long[0];
    values = new double[0];
    qualities = new byte[0];
    orders = new long[0];
  }

  /** Room for rows, which sorting needs beside the rows themselves; used again and again. */
  static final class Room {
    private long[] times = new long[0];
    private double[] values = new double[0];
    private byte[] qualities = new byte[0];
    private long[] orders = new long[0];

    private void ensure(int rows, boolean ordered) {
      if (times.length < rows) {
        int capacity = rows + (rows >> 3);
        times = new long[capacity];
        values = new double[capacity];
        qualities = new byte[capacity];
      }
      if (ordered && orders.length < rows) {
        orders = new long[times.length];
      }
    }
  }

  /** What was spilled comes back, before what came later. */
  private void unspill(Path path) throws IOException {
    int later = size;
    int total = spilled + later;
    int[] laterSeries = series;
    long[] laterTimes = times;
    double[] laterValues = values;
    byte[] laterQualities = qualities;
    long[] laterOrders = orders;
    release();
    grow(total);
    int at = 0;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (at < spilled) {
        ByteBuffer head = read(channel, 4);
        int rows = head.getInt();
        read(channel, 4 * rows).asIntBuffer().get(series, at, rows);
        read(channel, 8 * rows).asLongBuffer().get(times, at, rows);
        read(channel, 8 * rows).asDoubleBuffer().get(values, at, rows);
        read(channel, rows).get(qualities, at, rows);
        if (ordered) {
          read(channel, 8 * rows).asLongBuffer().get(orders, at, rows);
        }
        at += rows;
      }
    }
    System.arraycopy(laterSeries, 0, series, at, later);
    System.arraycopy(laterTimes, 0, times, at, later);
    System.arraycopy(laterValues, 0, values, at, later);
    System.arraycopy(laterQualities, 0, qualities, at, later);
    if (ordered) {
      System.arraycopy(laterOrders, 0, orders, at, later);
    }
    size = total;
    spilled = 0;
  }

  private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("a scratch file is shorter than it was written");
      }
    }
    return buffer.flip();
  }

  /**
   * Everything by series, in time order, each time once.
   *
   * @param named series by place
   * @param room that nobody else uses meanwhile
   */
  List<SeriesSamples> build(List<Series> named, Room room) throws IOException {
    Path path = file;
    if (spilled > 0 && path != null) {
      unspill(path);
    }
    int[] firsts = new int[named.size() + 1];
    for (int i = 0; i < size; i++) {
      firsts[series[i] + 1]++;
    }
    for (int s = 0; s < named.size(); s++) {
      firsts[s + 1] += firsts[s];
    }
    room.ensure(size, ordered);
    long[] sortedTimes = room.times;
    double[] sortedValues = room.values;
    byte[] sortedQualities = room.qualities;
    long[] sortedOrders = room.orders;
    int[] next = Arrays.copyOf(firsts, named.size());
    for (int i = 0; i < size; i++) {
      int to = next[series[i]]++;
      sortedTimes[to] = times[i];
      sortedValues[to] = values[i];
      sortedQualities[to] = qualities[i];
      if (ordered) {
        sortedOrders[to] = orders[i];
      }
    }
    List<SeriesSamples> built = new ArrayList<>();
    for (int s = 0; s < named.size(); s++) {
      if (firsts[s] < firsts[s + 1]) {
        int end =
            sort(
                sortedTimes, sortedValues, sortedQualities, sortedOrders, firsts[s], firsts[s + 1]);
        built.add(
            SeriesSamples.of(
                named.get(s), sortedTimes, sortedValues, sortedQualities, firsts[s], end));
      }
    }
    return built;
  }

  private static boolean grows(long[] times, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (times[i] <= times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Sorts one series by time, keeps of each time the row that counts, and gives the new end. */
  private static int sort(
      long[] times, double[] values, byte[] qualities, long[] orders, int from, int to) {
    if (grows(times, from, to)) {
      return to;
    }
    Integer[] index = new Integer[to - from];
    Arrays.setAll(index, i -> from + i);
    boolean byOrder = orders.length > 0;
    // Rows without an order keep that in which they came: the sort is stable.
    Arrays.sort(
        index,
        (a, b) -> {
          int byTime = Long.compare(times[a], times[b]);
          return byTime != 0 || !byOrder ? byTime : Long.compare(orders[a], orders[b]);
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

  /** Forgets everything, but keeps its room. */
  @Override
  public void close() throws IOException {
    Path path = file;
    if (path != null) {
      Files.deleteIfExists(path);
    }
    file = null;
    size = 0;
    spilled = 0;
  }
}
