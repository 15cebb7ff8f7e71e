package io.rackproof.agent.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection to one SQLite file: statements, prepared once each, and transactions. WAL with
 * synchronous=FULL: what {@link #begin} began and {@link #commit} ended survives a power cut. Not
 * thread safe.
 */
final class SqlConnection implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private boolean inTransaction;

  private SqlConnection(Connection connection) {
    this.connection = connection;
  }

  static SqlConnection open(Path file) throws SQLException {
    return new SqlConnection(DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath()));
  }

  /** Begins a transaction that is on the disk itself once it is committed. */
  void begin() throws SQLException {
    begin("FULL");
  }

  /**
   * Begins a transaction whose commit does not wait for the disk: right for deletions, which a
   * power cut may undo without harm.
   */
  void beginLazily() throws SQLException {
    begin("NORMAL");
  }

  private void begin(String synchronous) throws SQLException {
    execute("PRAGMA synchronous = " + synchronous);
    execute("BEGIN IMMEDIATE");
    inTransaction = true;
  }

  void commit() throws SQLException {
    execute("COMMIT");
    inTransaction = false;
  }

  /** Undoes what was begun, if anything; for use when something has failed already. */
  void rollback() {
    try {
      if (inTransaction) {
        execute("ROLLBACK");
      }
    } catch (SQLException e) {
      // SQLite has rolled back by itself after most failures; then there is nothing left to undo.
    }
    inTransaction = false;
  }

  /**
   * Writes the log back into the file and cuts it, if that works: on a full disk the next
   * transaction may then fit into the room that this makes. When it does not work the log stays as
   * it is, and everything in it stays safe.
   */
  boolean emptyLog() {
    try {
      execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long number(String sql) throws SQLException {
    try (ResultSet row = query(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  String text(String sql) throws SQLException {
    try (ResultSet row = query(sql)) {
      String text = row.next() ? row.getString(1) : null;
      return text == null ? "" : text;
    }
  }

  void update(String sql, Object... values) throws SQLException {
    bind(sql, values).executeUpdate();
  }

  ResultSet query(String sql, Object... values) throws SQLException {
    return bind(sql, values).executeQuery();
  }

  private PreparedStatement bind(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is lost by it: what was committed is on disk, and the rest was never promised.
    }
  }
}
