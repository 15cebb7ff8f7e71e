package io.rackproof.collector.score.statistic;

/**
 * The latest pieces, numbered from 0 as they came; the oldest are dropped. With each goes a sum
 * that its owner chooses.
 */
final class Pieces {

  /** A copy has room for what is judged but not taken over yet. */
  private static final int SPARE = 32;

  private long[] starts = new long[8];
  private long[] ends = new long[8];
  private double[] values = new double[8];
  private double[] sums = new double[8];
  private int dropped;
  private int first;
  private int next;

  /** The number that the next piece gets. */
  int next() {
    return next;
  }

  /** The lowest number that is kept. */
  int first() {
    return first;
  }

  void add(long start, long end, double value) {
    int at = next - dropped;
    if (at == starts.length) {
      makeRoom();
      at = next - dropped;
    }
    starts[at] = start;
    ends[at] = end;
    values[at] = value;
    next++;
  }

  private void makeRoom() {
    int from = first - dropped;
    int size = next - first;
    if (size > starts.length / 2) {
      int capacity = starts.length * 2;
      starts = room(starts, from, from + size, capacity);
      ends = room(ends, from, from + size, capacity);
      values = room(values, from, from + size, capacity);
      sums = room(sums, from, from + size, capacity);
    } else {
      System.arraycopy(starts, from, starts, 0, size);
      System.arraycopy(ends, from, ends, 0, size);
      System.arraycopy(values, from, values, 0, size);
      System.arraycopy(sums, from, sums, 0, size);
    }
    dropped = first;
  }

  void drop(int below) {
    first = Math.max(first, Math.min(below, next));
  }

  void sum(int i, double sum) {
    sums[i - dropped] = sum;
  }

  long start(int i) {
    return starts[i - dropped];
  }

  long end(int i) {
    return ends[i - dropped];
  }

  long length(int i) {
    return end(i) - start(i);
  }

  double value(int i) {
    return values[i - dropped];
  }

  double sum(int i) {
    return sums[i - dropped];
  }

  Pieces copy() {
    Pieces copy = new Pieces();
    int from = first - dropped;
    int to = next - dropped;
    int capacity = to - from + SPARE;
    copy.starts = room(starts, from, to, capacity);
    copy.ends = room(ends, from, to, capacity);
    copy.values = room(values, from, to, capacity);
    copy.sums = room(sums, from, to, capacity);
    copy.dropped = first;
    copy.first = first;
    copy.next = next;
    return copy;
  }

  private static long[] room(long[] of, int from, int to, int capacity) {
    long[] room = new long[capacity];
    System.arraycopy(of, from, room, 0, to - from);
    return room;
  }

  private static double[] room(double[] of, int from, int to, int capacity) {
    double[] room = new double[capacity];
    System.arraycopy(of, from, room, 0, to - from);
    return room;
  }
}
