package io.rackproof.collector.recorded;

import io.rackproof.wire.Quality;
import java.util.Arrays;

/**
 * Rows in columns, in the order in which they came, on their way from a file to where they are
 * sorted. Filled, handed on and filled again. Not thread safe.
 */
final class RowBlock {

  /** By row the number of its series in the survey; negative for a row that is left out. */
  int[] series = {};

  long[] times = {};

  /** NaN for none. */
  double[] values = {};

  /** Codes of {@link Quality}. */
  byte[] qualities = {};

  /** Of two rows of a series at one time the one with the lower order counts. */
  long[] orders = {};

  int size;

  /** Makes room for rows, and forgets those that there were. */
  void begin(int rows) {
    size = 0;
    if (times.length < rows) {
      series = new int[rows];
      times = new long[rows];
      values = new double[rows];
      qualities = new byte[rows];
      orders = new long[rows];
    }
  }

  /** Orders where rows have none: the one that came first counts. */
  void withoutOrder() {
    Arrays.fill(orders, 0, size, 0);
  }

  /** A good sample has a value that is a number: what has none is not available. */
  void settleValues() {
    byte none = (byte) Quality.NOT_AVAILABLE.code();
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(values[i])) {
        values[i] = Double.NaN;
        qualities[i] = qualities[i] == 0 ? none : qualities[i];
      }
    }
  }

  /** The end of the rows of one series that begin at a place and whose times are in [from, to). */
  int runEnd(int at, long fromMillis, long toMillis) {
    int own = series[at];
    int end = at + 1;
    while (end < size && series[end] == own && times[end] >= fromMillis && times[end] < toMillis) {
      end++;
    }
    return end;
  }
}
