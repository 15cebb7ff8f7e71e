package io.rackproof.collector.store;

import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Writes Parquet files of samples, each through a DuckDB of its own, which gives its memory back. A
 * file's rows are sorted by series, time and batch; its columns are described in {@code
 * docs/store.md}. Thread safe.
 */
final class ParquetWriter {

  private static final String MEMORY_LIMIT = "128MB";

  private final Path scratch;
  private final String memoryLimit;

  /**
   * @param scratch where goes what outgrows its memory, in a folder that is there
   */
  ParquetWriter(Path scratch) {
    this(scratch, MEMORY_LIMIT);
  }

  /**
   * @param memoryLimit as DuckDB reads it, {@code 128MB}
   */
  ParquetWriter(Path scratch, String memoryLimit) {
    this.scratch = scratch;
    this.memoryLimit = memoryLimit;
  }

  /**
   * Writes batches to a new file.
   *
   * @param instruments what is known of those behind its series, kept in the file's metadata
   */
  synchronized void write(
      List<LoggedBatch> batches, Collection<DatedInstrument> instruments, Path file)
      throws IOException {
    SealedRows rows = new SealedRows(batches);
    String known = InstrumentText.of(instruments, rows.numbers());
    Properties settings = new Properties();
    settings.setProperty("memory_limit", memoryLimit);
    // A second thread would hold a second piece in memory, and is better left to judging.
    settings.setProperty("threads", "1");
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty("preserve_insertion_order", "true");
    try (DuckDBConnection engine = ParquetFiles.engine(settings);
        Statement statement = engine.createStatement()) {
      statement.execute("CREATE TABLE series (number INTEGER, metric VARCHAR, labels VARCHAR)");
      statement.execute("CREATE TABLE epoch (number INTEGER, name VARCHAR)");
      statement.execute(
          "CREATE TABLE sample (series INTEGER, time BIGINT, value DOUBLE, quality TINYINT,"
              + " time_uncertainty_micros INTEGER, epoch INTEGER, sequence BIGINT)");
      append(engine, rows);
      // Texts are looked up in lists: a join may hand the rows out in another order.
      statement.execute(
          "COPY (SELECT (SELECT list(metric ORDER BY number) FROM series)[series + 1] AS metric,"
              + " (SELECT list(labels ORDER BY number) FROM series)[series + 1] AS labels,"
              + " time, value, quality, time_uncertainty_micros,"
              + " (SELECT list(name ORDER BY number) FROM epoch)[epoch + 1] AS epoch,"
              + " sequence, series FROM sample) TO "
              + ParquetFiles.quoted(file.toString())
              + " (FORMAT parquet, COMPRESSION zstd, KV_METADATA {"
              + ParquetFiles.INSTRUMENTS
              + ": "
              + ParquetFiles.quoted(known)
              + "})");
    } catch (SQLException e) {
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void append(DuckDBConnection engine, SealedRows rows) throws SQLException {
    try (DuckDBAppender into = engine.createAppender("main", "series")) {
      for (int number = 0; number < rows.series().size(); number++) {
        into.beginRow();
        into.append(number);
        into.append(rows.series().get(number).metric());
        into.append(LabelText.of(rows.series().get(number)));
        into.endRow();
      }
    }
    try (DuckDBAppender into = engine.createAppender("main", "epoch")) {
      for (int number = 0; number < rows.epochs().size(); number++) {
        into.beginRow();
        into.append(number);
        into.append(rows.epochs().get(number));
        into.endRow();
      }
    }
    try (DuckDBAppender into = engine.createAppender("main", "sample")) {
      for (int number = 0; number < rows.series().size(); number++) {
        for (int place = rows.firstOf(number); place < rows.firstOf(number + 1); place++) {
          append(into, rows, number, place);
        }
      }
    }
  }

  private static void append(DuckDBAppender into, SealedRows rows, int series, int place)
      throws SQLException {
    Sample sample = rows.sampleAt(place);
    into.beginRow();
    into.append(series);
    into.append(sample.timeMillis());
    if (Double.isNaN(sample.value())) {
      into.appendNull(); // so that SQL's avg and max leave it out
    } else {
      into.append(sample.value());
    }
    into.append((byte) sample.quality().code());
    into.append(sample.timeUncertaintyMicros());
    into.append(rows.epochAt(place));
    into.append(rows.sequenceAt(place));
    into.endRow();
  }
}
