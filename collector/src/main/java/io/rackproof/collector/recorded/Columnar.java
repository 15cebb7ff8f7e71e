package io.rackproof.collector.recorded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;

/**
 * Parquet files through an in-memory DuckDB. Results come as DuckDB's own vectors of about 2,000
 * rows, which cost a tenth of what rows of a JDBC result set do.
 */
final class Columnar implements AutoCloseable {

  private static final String MEMORY_LIMIT = "256MB";

  /** Takes one row of a small result. */
  interface RowReader {
    void row(ResultSet row) throws SQLException, IOException;
  }

  /** Takes a vector of rows of a large result. */
  interface ChunkReader {
    void chunk(DuckDBDataChunkReader chunk) throws IOException;
  }

  private final DuckDBConnection connection;

  private Columnar(DuckDBConnection connection) {
    this.connection = connection;
  }

  /**
   * Starts the engine.
   *
   * @param scratch where it goes when something outgrows its memory
   */
  static Columnar open(Path scratch) throws IOException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY_LIMIT);
    settings.setProperty("threads", "2");
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty("jdbc_stream_results", "true");
    // A file must not make the program load code or open an address.
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      DuckDBConnection connection =
          DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
      return new Columnar(connection);
    } catch (SQLException e) {
      throw new IOException("cannot start DuckDB: " + e.getMessage(), e);
    }
  }

  /** Runs a query whose result is small, on all cores. */
  void query(String sql, RowReader rows) throws IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 2");
      try (ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          rows.row(row);
        }
      }
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** Runs statements that give no rows, on all cores. */
  void execute(String... statements) throws IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 2");
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** Takes rows for a table. */
  DuckDBAppender appender(String table) throws IOException {
    try {
      return connection.createAppender("main", table);
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
  }

  /** Runs a query whose result is large; rows come in the order of the file. */
  void stream(String sql, ChunkReader chunks) throws IOException {
    // One thread decodes while the caller's other thread judges; a second decoder would take turns
    // with it and gain nothing.
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
    try (DuckDBPreparedStatement statement = connection.prepare(sql);
        DuckDBChunkedResult result = statement.query()) {
      while (result.nextChunk()) {
        chunks.chunk(result.chunk());
      }
    } catch (SQLException e) {
      throw new IOException(reason(e), e);
    }
  }

  private static String reason(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int line = message.indexOf('\n');
    return line < 0 ? message : message.substring(0, line);
  }

  /** Files as a table, to stand after FROM. */
  static String source(List<Path> files, boolean rowNumbers) {
    return files.stream()
        .map(f -> text(f.toString()))
        .collect(
            Collectors.joining(
                ", ", "read_parquet([", rowNumbers ? "], file_row_number = true)" : "])"));
  }

  /** A text constant. */
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The name of a column. */
  static String name(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("cannot stop DuckDB: " + e.getMessage(), e);
    }
  }
}
