package io.rackproof.collector.score.statistic;

/**
 * The latest pieces, numbered from 0 as they came; the oldest are dropped. With each goes a sum
 * that its owner chooses.
 */
final class Pieces {

  /** A copy has room for what is judged but not taken over yet. */
  private static final int SPARE = 16;

  private long[] starts;
  private long[] ends;
  private double[] values;
  private double[] sums;
  private int dropped;
  private int first;
  private int next;

  /** Whether the arrays are those of another, which reads them up to its own next piece. */
  private boolean borrowed;

  Pieces() {
    this(new long[8], new long[8], new double[8], new double[8]);
  }

  private Pieces(long[] starts, long[] ends, double[] values, double[] sums) {
    this.starts = starts;
    this.ends = ends;
    this.values = values;
    this.sums = sums;
  }

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
    if (borrowed || size > starts.length / 4 * 3) {
      int capacity = size + size / 2 + SPARE;
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
    borrowed = false;
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

  /** A copy that writes its own pieces behind those of this one: good until this one goes on. */
  Pieces glance() {
    Pieces glance = new Pieces(starts, ends, values, sums);
    glance.dropped = dropped;
    glance.first = first;
    glance.next = next;
    glance.borrowed = true;
    return glance;
  }

  Pieces copy() {
    int from = first - dropped;
    int to = next - dropped;
    int capacity = to - from + SPARE;
    Pieces copy =
        new Pieces(
            room(starts, from, to, capacity),
            room(ends, from, to, capacity),
            room(values, from, to, capacity),
            room(sums, from, to, capacity));
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
