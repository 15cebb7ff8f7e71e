package io.rackproof.collector.score.statistic;

import java.util.Arrays;

/** The pieces that may yet be the extreme of a window that moves forward, the present one first. */
final class MonotonicQueue {

  private final boolean highest;
  private int[] queue = new int[8];
  private int head;
  private int tail;

  MonotonicQueue(boolean highest) {
    this.highest = highest;
  }

  void add(int number, Pieces pieces) {
    double value = pieces.value(number);
    while (head < tail && queue[head] < pieces.first()) {
      head++;
    }
    while (tail > head) {
      double other = pieces.value(queue[tail - 1]);
      if (highest ? value < other : value > other) {
        break;
      }
      tail--;
    }
    if (tail == queue.length) {
      int size = tail - head;
      queue =
          Arrays.copyOf(
              Arrays.copyOfRange(queue, head, tail),
              size > queue.length / 2 ? queue.length * 2 : queue.length);
      head = 0;
      tail = size;
    }
    queue[tail++] = number;
  }

  /** The number of the extreme piece from a number on. */
  int head(int from) {
    while (queue[head] < from) {
      head++;
    }
    return queue[head];
  }

  void clear() {
    head = 0;
    tail = 0;
  }

  MonotonicQueue copy() {
    MonotonicQueue copy = new MonotonicQueue(highest);
    copy.queue = Arrays.copyOf(Arrays.copyOfRange(queue, head, tail), Math.max(8, tail - head));
    copy.tail = tail - head;
    return copy;
  }
}
