package io.rackproof.collector.store;

import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * Reads Parquet files of samples, which {@link ParquetWriter} has written, through an in-memory
 * DuckDB. Thread safe.
 */
final class ParquetFiles implements AutoCloseable {

  private static final String MEMORY_LIMIT = "256MB";
  private static final String THREADS = "2";

  /** The key of a file's metadata under which {@link InstrumentText} stands. */
  static final String INSTRUMENTS = "rackproof_instruments";

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
   * @param scratch where goes what outgrows its memory
   */
  static ParquetFiles open(Path scratch) throws IOException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY_LIMIT);
    settings.setProperty("threads", THREADS);
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty("jdbc_stream_results", "true");
    try {
      return new ParquetFiles(engine(settings));
    } catch (SQLException e) {
      throw new IOException("cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /** An engine of its own, in memory. */
  static DuckDBConnection engine(Properties settings) throws SQLException {
    // A file must not make the program load code or open an address.
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
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

  static String quoted(String text) {
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
