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

  /** Looks up hash after hash; of a table that is not changed any more. For one thread. */
  final class Cursor {
    // Rows follow one another in the same order again and again, or are of one series for long:
    // what followed last time is tried before the table is searched.
    private long lastHash = -1;
    private int lastNumber = -1;
    private long[] nextHashes = new long[0];
    private int[] nextNumbers = new int[0];

    /** The number, or -1. */
    int get(long hash) {
      if (hash == lastHash) {
        return lastNumber;
      }
      int before = lastNumber;
      int number;
      if (before >= 0 && before < nextHashes.length && nextHashes[before] == hash) {
        number = nextNumbers[before];
      } else {
        number = SeriesNumbers.this.get(hash);
        if (before >= 0 && number >= 0) {
          follow(before, hash, number);
        }
      }
      lastHash = hash;
      lastNumber = number;
      return number;
    }

    private void follow(int before, long hash, int number) {
      if (before >= nextHashes.length) {
        int old = nextHashes.length;
        int length = Math.max(before + 1, old * 2);
        nextHashes = Arrays.copyOf(nextHashes, length);
        nextNumbers = Arrays.copyOf(nextNumbers, length);
        Arrays.fill(nextHashes, old, length, -1);
      }
      nextHashes[before] = hash;
      nextNumbers[before] = number;
    }
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
