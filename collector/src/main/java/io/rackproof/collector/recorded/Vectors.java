package io.rackproof.collector.recorded;

import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** Rows out of DuckDB's vectors. Column by column: each loop is short, which compiles well. */
final class Vectors {

  private Vectors() {}

  /**
   * Fills a block with rows of the columns hash of the series, time, value and quality, in this
   * order; its orders are left to the caller. Rows whose series or quality cannot be used get a
   * negative series.
   */
  static void fill(DuckDBDataChunkReader chunk, SeriesNumbers.Cursor known, RowBlock block) {
    int count = (int) chunk.rowCount();
    block.begin(count);
    block.size = count;
    series(chunk.vector(0), known, block.series, count);
    times(chunk.vector(1), block.times, count);
    values(chunk.vector(2), block.values, count);
    qualities(chunk.vector(3), block.qualities, count);
    for (int i = 0; i < count; i++) {
      if (block.qualities[i] < 0) {
        block.series[i] = -1;
      }
    }
    block.settleValues();
  }

  private static void series(
      DuckDBReadableVector hashes, SeriesNumbers.Cursor known, int[] series, int count) {
    long last = -1;
    int number = -1;
    for (int i = 0; i < count; i++) {
      long hash = hashes.getLong(i);
      if (hash != last) {
        last = hash;
        number = known.get(hash);
      }
      series[i] = number;
    }
  }

  private static void times(DuckDBReadableVector from, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.getLong(i);
    }
  }

  private static void values(DuckDBReadableVector from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.getDouble(i, Double.NaN);
    }
  }

  private static void qualities(DuckDBReadableVector from, byte[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from.getByte(i);
    }
  }
}
