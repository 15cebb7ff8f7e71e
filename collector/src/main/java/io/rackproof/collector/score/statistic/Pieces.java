package io.rackproof.collector.score.statistic;

import java.util.Arrays;

/**
 * The latest pieces, numbered from 0 as they came; the oldest are dropped. With each goes a sum
 * that its owner chooses.
 */
final class Pieces {

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
    int capacity = Math.max(8, size > starts.length / 2 ? starts.length * 2 : starts.length);
    starts = Arrays.copyOf(Arrays.copyOfRange(starts, from, from + size), capacity);
    ends = Arrays.copyOf(Arrays.copyOfRange(ends, from, from + size), capacity);
    values = Arrays.copyOf(Arrays.copyOfRange(values, from, from + size), capacity);
    sums = Arrays.copyOf(Arrays.copyOfRange(sums, from, from + size), capacity);
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
    copy.starts = room(Arrays.copyOfRange(starts, from, to));
    copy.ends = room(Arrays.copyOfRange(ends, from, to));
    copy.values = room(Arrays.copyOfRange(values, from, to));
    copy.sums = room(Arrays.copyOfRange(sums, from, to));
    copy.dropped = first;
    copy.first = first;
    copy.next = next;
    return copy;
  }

  private static long[] room(long[] of) {
    return Arrays.copyOf(of, Math.max(8, of.length));
  }

  private static double[] room(double[] of) {
    return Arrays.copyOf(of, Math.max(8, of.length));
  }
}
