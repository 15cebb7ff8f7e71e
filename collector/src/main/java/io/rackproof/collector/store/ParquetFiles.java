package io.rackproof.collector.store;

import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Writes and reads Parquet files of samples through an in-memory DuckDB. A file's rows are sorted
 * by series, time and batch; its columns are described in {@code docs/store.md}. Thread safe.
 */
final class ParquetFiles implements AutoCloseable {

  private static final String MEMORY_LIMIT = "256MB";
  private static final String THREADS = "2";

  /** The key of a file's metadata under which {@link InstrumentText} stands. */
  private static final String INSTRUMENTS = "rackproof_instruments";

  /** Takes one row. */
  interface RowConsumer {
    /**
     * @param series its number within the file
     */
    void accept(
        int series,
        String epoch,
        long sequence,
        long timeMillis,
        double value,
        Quality quality,
        int timeUncertaintyMicros);
  }

  /**
   * What is in a file.
   *
   * @param series by number
   * @param epochs of its batches
   */
  record Contents(
      List<Series> series, List<String> epochs, long firstMillis, long lastMillis, long samples) {}

  /** Batches first..last of an epoch. */
  record BatchRange(String epoch, long first, long last) {}

  private final DuckDBConnection database;

  private ParquetFiles(DuckDBConnection database) {
    this.database = database;
  }

  /**
   * Starts the engine.
   *
   * @param scratch where a sort goes that outgrows its memory
   */
  static ParquetFiles open(Path scratch) throws IOException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY_LIMIT);
    settings.setProperty("threads", THREADS);
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty("jdbc_stream_results", "true");
    // A file must not make the program load code or open an address.
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      return new ParquetFiles(
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class));
    } catch (SQLException e) {
      throw new IOException("cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /**
   * Writes batches to a new file.
   *
   * @param instruments what is known of those behind its series, kept in the file's metadata
   */
  synchronized void write(
      List<LoggedBatch> batches, Collection<DatedInstrument> instruments, Path file)
      throws IOException {
    IdentityHashMap<Series, Integer> numbers = numbers(batches);
    String known = InstrumentText.of(instruments, new HashMap<>(numbers));
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE TABLE series (series INTEGER, metric VARCHAR, labels VARCHAR)");
      statement.execute(
          "CREATE OR REPLACE TABLE sample (series INTEGER, time BIGINT, value DOUBLE,"
              + " quality TINYINT, time_uncertainty_micros INTEGER, epoch INTEGER,"
              + " sequence BIGINT, place INTEGER)");
      statement.execute("CREATE OR REPLACE TABLE epoch (epoch INTEGER, name VARCHAR)");
      try {
        append(connection, batches, numbers);
        statement.execute(
            "COPY (SELECT s.metric, s.labels, d.time, d.value, d.quality,"
                + " d.time_uncertainty_micros, e.name AS epoch, d.sequence, d.series"
                + " FROM sample d JOIN series s ON s.series = d.series"
                + " JOIN epoch e ON e.epoch = d.epoch"
                + " ORDER BY d.series, d.time, d.sequence, d.epoch, d.place) TO "
                + quoted(file.toString())
                + " (FORMAT parquet, COMPRESSION zstd, KV_METADATA {"
                + INSTRUMENTS
                + ": "
                + quoted(known)
                + "})");
      } finally {
        statement.execute("DROP TABLE sample");
        statement.execute("DROP TABLE series");
        statement.execute("DROP TABLE epoch");
      }
    } catch (SQLException e) {
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Numbers of all series in their order, found by object: the same series may be several. */
  private static IdentityHashMap<Series, Integer> numbers(List<LoggedBatch> batches) {
    IdentityHashMap<Series, Integer> byObject = new IdentityHashMap<>();
    batches.forEach(b -> b.samples().forEach(s -> byObject.put(s.series(), 0)));
    SortedMap<Series, Integer> sorted = new TreeMap<>();
    byObject.keySet().forEach(series -> sorted.put(series, 0));
    int number = 0;
    for (Map.Entry<Series, Integer> entry : sorted.entrySet()) {
      entry.setValue(number++);
    }
    byObject.replaceAll((series, zero) -> sorted.getOrDefault(series, 0));
    return byObject;
  }

  private static void append(
      DuckDBConnection connection,
      List<LoggedBatch> batches,
      IdentityHashMap<Series, Integer> numbers)
      throws SQLException {
    try (DuckDBAppender rows = connection.createAppender("main", "series")) {
      SortedMap<Integer, Series> distinct = new TreeMap<>();
      numbers.forEach((series, number) -> distinct.put(number, series));
      for (Map.Entry<Integer, Series> entry : distinct.entrySet()) {
        rows.beginRow();
        rows.append(entry.getKey().intValue());
        rows.append(entry.getValue().metric());
        rows.append(LabelText.of(entry.getValue()));
        rows.endRow();
      }
    }
    Map<String, Integer> epochs = new TreeMap<>();
    batches.forEach(b -> epochs.put(b.epoch(), 0));
    try (DuckDBAppender rows = connection.createAppender("main", "epoch")) {
      int number = 0;
      for (Map.Entry<String, Integer> entry : epochs.entrySet()) {
        entry.setValue(number++);
        rows.beginRow();
        rows.append(entry.getValue().intValue());
        rows.append(entry.getKey());
        rows.endRow();
      }
    }
    try (DuckDBAppender rows = connection.createAppender("main", "sample")) {
      for (LoggedBatch batch : batches) {
        int epoch = epochs.getOrDefault(batch.epoch(), 0);
        int place = 0;
        for (Sample sample : batch.samples()) {
          append(rows, sample, numbers.getOrDefault(sample.series(), 0));
          rows.append(epoch);
          rows.append(batch.sequence());
          rows.append(place++);
          rows.endRow();
        }
      }
    }
  }

  private static void append(DuckDBAppender rows, Sample sample, int series) throws SQLException {
    rows.beginRow();
    rows.append(series);
    rows.append(sample.timeMillis());
    if (Double.isNaN(sample.value())) {
      rows.appendNull(); // so that SQL's avg and max leave it out
    } else {
      rows.append(sample.value());
    }
    rows.append((byte) sample.quality().code());
    rows.append(sample.timeUncertaintyMicros());
  }

  /** What a file says of itself. */
  Contents contents(Path file) throws IOException {
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement()) {
      List<Series> series = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT series, any_value(metric), any_value(labels) FROM "
                  + source(file)
                  + " GROUP BY series ORDER BY series")) {
        while (row.next()) {
          series.add(LabelText.parse(row.getString(2), row.getString(3)));
          if (series.size() != row.getInt(1) + 1) {
            throw new IOException(file + ": series " + (series.size() - 1) + " is missing");
          }
        }
      }
      List<String> epochs = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT DISTINCT epoch FROM " + source(file) + " ORDER BY epoch")) {
        while (row.next()) {
          epochs.add(row.getString(1));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT min(time), max(time), count(*) FROM " + source(file))) {
        row.next();
        return new Contents(
            List.copyOf(series),
            List.copyOf(epochs),
            row.getLong(1),
            row.getLong(2),
            row.getLong(3));
      }
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * What a file says of the instruments behind its series; nothing in files of earlier versions.
   */
  List<DatedInstrument> instruments(Path file, Contents contents) throws IOException {
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT decode(value) FROM parquet_kv_metadata("
                    + quoted(file.toString())
                    + ") WHERE decode(key) = "
                    + quoted(INSTRUMENTS))) {
      return row.next() ? InstrumentText.parse(row.getString(1), contents.series()) : List.of();
    } catch (SQLException | IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Which batches a file holds. */
  List<BatchRange> batches(Path file) throws IOException {
    List<BatchRange> ranges = new ArrayList<>();
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT epoch, min(sequence), max(sequence) FROM (SELECT epoch, sequence, sequence"
                    + " - row_number() OVER (PARTITION BY epoch ORDER BY sequence) AS island FROM"
                    + " (SELECT DISTINCT epoch, sequence FROM "
                    + source(file)
                    + ")) GROUP BY epoch, island ORDER BY ALL")) {
      while (row.next()) {
        ranges.add(new BatchRange(row.getString(1), row.getLong(2), row.getLong(3)));
      }
      return ranges;
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Hands out the rows of a file in [from, to), in its order.
   *
   * @param series their numbers within the file
   */
  void read(
      Path file,
      Contents contents,
      List<Integer> series,
      long fromMillis,
      long toMillis,
      RowConsumer rows)
      throws IOException {
    if (series.isEmpty()) {
      return;
    }
    try (DuckDBConnection connection = database.duplicate()) {
      ParquetRows.read(connection, file, contents, series, fromMillis, toMillis, rows);
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Counts what a file holds; empty when its rows are in another order than it should have. */
  Optional<FileCounts> count(Path file, Contents contents) throws IOException {
    try (DuckDBConnection connection = database.duplicate()) {
      return ParquetRows.count(connection, file, contents.series().size());
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** How many rows a file has in [from, to). */
  long rows(Path file, long fromMillis, long toMillis) throws IOException {
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM "
                    + source(file)
                    + " WHERE time >= "
                    + fromMillis
                    + " AND time < "
                    + toMillis)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static String source(Path file) {
    return "read_parquet(" + quoted(file.toString()) + ")";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() throws IOException {
    try {
      database.close();
    } catch (SQLException e) {
      throw new IOException("cannot stop DuckDB: " + e.getMessage(), e);
    }
  }
}
