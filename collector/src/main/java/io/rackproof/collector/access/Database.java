package io.rackproof.collector.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file that the running collector and the commands of people share. Each transaction is
 * durable when it returns. Thread safe.
 */
final class Database implements AutoCloseable {

  private final Path file;
  private final Connection connection;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Work within a transaction. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Makes one thing of a row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Opens it, readable for its owner alone; makes what is missing.
   *
   * @param version of the layout; a file of a later one is left alone
   * @throws IOException when it cannot be had
   */
  static Database open(Path directory, String name, int version, String... layout)
      throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    Path file = directory.resolve(name);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      Database database = new Database(file, connection);
      try {
        database.layOut(version, layout);
        return database;
      } catch (SQLException | IOException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private void layOut(int version, String[] layout) throws SQLException, IOException {
    long found = pragma("user_version");
    if (found > version) {
      throw new IOException(
          file + " was written by a newer collector (layout " + found + "): update this one");
    }
    for (String statement : layout) {
      execute(statement);
    }
    execute("PRAGMA user_version = " + version);
  }

  /** Changes whenever another process has committed something. */
  synchronized long dataVersion() throws IOException {
    try {
      return pragma("data_version");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private long pragma(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.getLong(1);
    }
  }

  /**
   * Runs one durable transaction that no other process interrupts.
   *
   * @throws IOException when nothing of it was stored
   */
  synchronized <T> T transaction(Work<T> work) throws IOException {
    boolean committed = false;
    try {
      execute("BEGIN IMMEDIATE");
      try {
        T result = work.run();
        execute("COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollBack();
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Reads without keeping others from writing. */
  synchronized <T> T read(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private IOException failed(SQLException e) {
    return new IOException("cannot use " + file + ": " + e.getMessage(), e);
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // After some errors, such as a full disk, SQLite has rolled back by itself.
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  <T> List<T> query(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> found = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(reader.read(row));
        }
      }
      return found;
    }
  }

  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  static OptionalLong millis(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
