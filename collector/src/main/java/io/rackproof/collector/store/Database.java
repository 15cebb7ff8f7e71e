package io.rackproof.collector.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file with one connection that writes and one that reads. Transactions of one thread
 * nest: the inner one is part of the outer.
 */
final class Database implements AutoCloseable {

  private static final int VERSION = 1;

  /** Reads or writes within a transaction. */
  interface Query<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  /** Writes within a transaction. */
  interface Change {
    void run(Connection connection) throws SQLException, IOException;
  }

  private final Path file;
  private final Connection writer;
  private final Connection reader;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock reading = new ReentrantLock();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> onRollback = new ArrayList<>();

  private Database(Path file, Connection writer, Connection reader) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
  }

  /** Opens or creates it; whatever was committed before a crash is there. */
  static Database open(Path file) throws IOException {
    try {
      Connection writer = connect(file);
      try {
        int version = version(writer);
        if (version > VERSION) {
          throw new IOException(
              file + " was written by a newer collector (layout " + version + "): update this one");
        }
        create(writer);
        return new Database(file, writer, connect(file));
      } catch (SQLException | IOException e) {
        writer.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // What is acknowledged survives a power cut: the log is synced at each commit.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : StoreTables.CREATE) {
        statement.execute(table);
      }
      boolean told = false;
      try (ResultSet row =
          statement.executeQuery(
              "SELECT 1 FROM pragma_table_info('poison') WHERE name = 'arrived'")) {
        told = row.next();
      }
      if (!told) {
        statement.execute("ALTER TABLE poison ADD COLUMN arrived INTEGER");
      }
      statement.execute("PRAGMA user_version = " + VERSION);
    }
  }

  /**
   * Runs one durable transaction.
   *
   * @throws IOException when nothing of it was stored
   */
  <T> T write(Query<T> work) throws IOException {
    writing.lock();
    try {
      if (writing.getHoldCount() > 1) {
        return work.run(writer);
      }
      return transaction(work);
    } catch (SQLException e) {
      String message = "cannot write " + file + ": " + e.getMessage();
      if (e instanceof SQLiteException sqlite
          && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
        throw new OutOfSpaceException(message, e);
      }
      throw new IOException(message, e);
    } finally {
      writing.unlock();
    }
  }

  /** As {@link #write}, without a result. */
  void change(Change change) throws IOException {
    write(
        connection -> {
          change.run(connection);
          return true;
        });
  }

  private <T> T transaction(Query<T> work) throws SQLException, IOException {
    boolean committed = false;
    afterCommit.clear();
    execute(writer, "BEGIN IMMEDIATE");
    try {
      T result = work.run(writer);
      execute(writer, "COMMIT");
      committed = true;
      afterCommit.forEach(Runnable::run);
      return result;
    } finally {
      if (!committed) {
        onRollback.forEach(Runnable::run);
        rollback();
      }
    }
  }

  private void rollback() {
    try {
      execute(writer, "ROLLBACK");
    } catch (SQLException e) {
      // After some errors, such as a full disk, SQLite has rolled back by itself.
    }
  }

  /** Runs reads over one snapshot, beside a transaction that writes. */
  <T> T read(Query<T> work) throws IOException {
    reading.lock();
    try {
      if (reading.getHoldCount() > 1) {
        return work.run(reader);
      }
      execute(reader, "BEGIN");
      try {
        return work.run(reader);
      } finally {
        execute(reader, "COMMIT");
      }
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    } finally {
      reading.unlock();
    }
  }

  /** Within a transaction that writes: runs something once it is durable. */
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Runs something at each transaction that failed, before the next begins. */
  void onRollback(Runnable action) {
    onRollback.add(action);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    writing.lock();
    reading.lock();
    try (Connection first = reader;
        Connection last = writer) {
      if (first.isClosed() != last.isClosed()) {
        throw new IOException(file + " is half closed");
      }
    } catch (SQLException e) {
      throw new IOException("cannot close " + file + ": " + e.getMessage(), e);
    } finally {
      reading.unlock();
      writing.unlock();
    }
  }
}
