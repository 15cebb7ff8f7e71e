package io.rackproof.collector.recorded;

import java.util.Arrays;

/** The numbers of series by a hash of what tells them apart: a table of longs, quick to look up. */
final class SeriesNumbers {

  private long[] keys = new long[1024];
  private int[] numbers = new int[1024];
  private int size;

  SeriesNumbers() {
    Arrays.fill(keys, -1);
  }

  /**
   * @param hash at least 0
   */
  void put(long hash, int number) {
    if (size * 2 >= keys.length) {
      grow();
    }
    int at = place(hash);
    size += keys[at] < 0 ? 1 : 0;
    keys[at] = hash;
    numbers[at] = number;
  }

  /** The number, or -1. */
  int get(long hash) {
    int at = place(hash);
    return keys[at] < 0 ? -1 : numbers[at];
  }

  private int place(long hash) {
    int mask = keys.length - 1;
    int at = (int) (hash ^ (hash >>> 32)) & mask;
    while (keys[at] >= 0 && keys[at] != hash) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[oldKeys.length * 2];
    numbers = new int[keys.length];
    Arrays.fill(keys, -1);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] >= 0) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        numbers[at] = oldNumbers[i];
      }
    }
  }
}
