package io.rackproof.collector.store;

import io.rackproof.collector.store.ParquetFiles.Contents;
import io.rackproof.collector.store.ParquetFiles.RowConsumer;
import io.rackproof.wire.Quality;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * Rows of a sealed file in its order, as DuckDB's own vectors of about 2,000 rows: those of a JDBC
 * result set cost ten times as much.
 */
final class ParquetRows {

  private interface ChunkReader {
    /** Whether to go on. */
    boolean chunk(DuckDBDataChunkReader chunk);
  }

  private ParquetRows() {}

  /** As {@link ParquetFiles#read}. */
  static void read(
      DuckDBConnection connection,
      Path file,
      Contents contents,
      List<Integer> series,
      long fromMillis,
      long toMillis,
      RowConsumer rows)
      throws IOException {
    boolean oneEpoch = contents.epochs().size() == 1;
    String sql =
        "SELECT series, sequence, time, value, quality, time_uncertainty_micros"
            + (oneEpoch ? "" : ", epoch")
            + " FROM "
            + ParquetFiles.source(file)
            + where(contents, series, fromMillis, toMillis);
    stream(
        connection,
        file,
        sql,
        chunk -> {
          hand(chunk, oneEpoch ? contents.epochs().get(0) : "", oneEpoch, rows);
          return true;
        });
  }

  private static String where(
      Contents contents, List<Integer> series, long fromMillis, long toMillis) {
    StringBuilder where = new StringBuilder(" WHERE true");
    if (fromMillis > contents.firstMillis()) {
      where.append(" AND time >= ").append(fromMillis);
    }
    if (toMillis <= contents.lastMillis()) {
      where.append(" AND time < ").append(toMillis);
    }
    if (series.size() < contents.series().size()) {
      where
          .append(" AND series IN (")
          .append(series.stream().map(String::valueOf).collect(Collectors.joining(",")))
          .append(')');
    }
    return where.toString();
  }

  private static void hand(
      DuckDBDataChunkReader chunk, String epoch, boolean oneEpoch, RowConsumer rows) {
    DuckDBReadableVector series = chunk.vector(0);
    DuckDBReadableVector sequences = chunk.vector(1);
    DuckDBReadableVector times = chunk.vector(2);
    DuckDBReadableVector values = chunk.vector(3);
    DuckDBReadableVector qualities = chunk.vector(4);
    DuckDBReadableVector uncertainties = chunk.vector(5);
    long count = chunk.rowCount();
    for (long i = 0; i < count; i++) {
      rows.accept(
          series.getInt(i),
          oneEpoch ? epoch : chunk.vector(6).getString(i),
          sequences.getLong(i),
          times.getLong(i),
          values.getDouble(i, Double.NaN),
          Quality.ofCode(qualities.getByte(i)),
          uncertainties.getInt(i));
    }
  }

  /** Counts; empty when the rows are in another order than that of sealed files. */
  static Optional<FileCounts> count(DuckDBConnection connection, Path file, int series)
      throws IOException {
    FileCounts counts = new FileCounts(series);
    boolean[] ordered = {true};
    stream(
        connection,
        file,
        "SELECT series, time, quality FROM " + ParquetFiles.source(file),
        chunk -> {
          DuckDBReadableVector numbers = chunk.vector(0);
          DuckDBReadableVector times = chunk.vector(1);
          DuckDBReadableVector qualities = chunk.vector(2);
          long rows = chunk.rowCount();
          for (long i = 0; i < rows && ordered[0]; i++) {
            ordered[0] = counts.add(numbers.getInt(i), times.getLong(i), qualities.getByte(i) == 0);
          }
          return ordered[0];
        });
    return ordered[0] ? Optional.of(counts) : Optional.empty();
  }

  private static void stream(DuckDBConnection connection, Path file, String sql, ChunkReader chunks)
      throws IOException {
    try (DuckDBPreparedStatement statement = connection.prepare(sql);
        DuckDBChunkedResult result = statement.query()) {
      while (result.nextChunk() && chunks.chunk(result.chunk())) {
        // the reader has taken it
      }
    } catch (SQLException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
