package io.rackproof.collector.notify;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;

/**
 * What is going on, and what still has to be told to whom, in a file of its own. That something
 * began or is over, and the notices of it, are written in one transaction. Thread safe.
 */
public final class Outbox implements AutoCloseable {

  /** Notices that wait for one target; beyond them the oldest are dropped, and counted. */
  private static final int MOST_WAITING = 10_000;

  private static final String[] TABLES = {
    "CREATE TABLE IF NOT EXISTS open (key TEXT PRIMARY KEY, event TEXT NOT NULL, campaign TEXT NOT"
        + " NULL, rack TEXT NOT NULL, criterion TEXT NOT NULL, device TEXT NOT NULL, summary TEXT"
        + " NOT NULL, start INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT"
        + " NULL, key TEXT NOT NULL, event TEXT NOT NULL, campaign TEXT NOT NULL, rack TEXT NOT"
        + " NULL, criterion TEXT NOT NULL, device TEXT NOT NULL, summary TEXT NOT NULL, start"
        + " INTEGER NOT NULL, end INTEGER)",
    "CREATE INDEX IF NOT EXISTS waiting_of ON waiting (target, number)",
    "CREATE TABLE IF NOT EXISTS finished (campaign TEXT PRIMARY KEY) WITHOUT ROWID",
  };

  private static final String COLUMNS =
      "key, event, campaign, rack, criterion, device, summary, start";

  private final Path file;
  private final Connection connection;
  private final boolean isNew;
  private final int mostWaiting;
  private final Map<String, Long> dropped = new HashMap<>();

  /**
   * @param number of the notice in this file; names a delivery however often it is sent
   */
  record Waiting(long number, Notice notice) {}

  private Outbox(Path file, Connection connection, boolean isNew, int mostWaiting) {
    this.file = file;
    this.connection = connection;
    this.isNew = isNew;
    this.mostWaiting = mostWaiting;
  }

  /**
   * Opens or creates the file.
   *
   * @throws IOException when it cannot be had
   */
  public static Outbox open(Path file) throws IOException {
    return open(file, MOST_WAITING);
  }

  /** As the other, with another bound. */
  static Outbox open(Path file, int mostWaiting) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      boolean isNew;
      try (Statement statement = connection.createStatement()) {
        try (ResultSet found =
            statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'open'")) {
          isNew = !found.next();
        }
        for (String table : TABLES) {
          statement.execute(table);
        }
        connection.setAutoCommit(false);
      }
      return new Outbox(file, connection, isNew, mostWaiting);
    } catch (SQLException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private interface Work<T> {
    T make() throws SQLException;
  }

  private <T> T transaction(Work<T> work) throws IOException {
    boolean done = false;
    try {
      T result = work.make();
      connection.commit();
      done = true;
      return result;
    } catch (SQLException e) {
      throw new IOException("cannot use " + file + ": " + e.getMessage(), e);
    } finally {
      if (!done) {
        rollback();
      }
    }
  }

  private void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // It has rolled back by itself, as after a full disk.
    }
  }

  /** Whether the file was made now, so that nothing of the past was ever told. */
  boolean isNew() {
    return isNew;
  }

  /** What is going on, by key. */
  synchronized Map<String, Notice> going() throws IOException {
    return transaction(
        () -> {
          Map<String, Notice> going = new HashMap<>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT " + COLUMNS + " FROM open")) {
            while (row.next()) {
              Notice notice = notice(row, OptionalLong.empty());
              going.put(notice.key(), notice);
            }
          }
          return going;
        });
  }

  /** Campaigns whose end was told, or needs no telling. */
  synchronized List<String> finished() throws IOException {
    return transaction(
        () -> {
          List<String> campaigns = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT campaign FROM finished")) {
            while (row.next()) {
              campaigns.add(row.getString(1));
            }
          }
          return campaigns;
        });
  }

  /** Notes ends that nobody is to be told of. */
  synchronized void finishedBefore(Collection<String> campaigns) throws IOException {
    transaction(
        () -> {
          for (String campaign : campaigns) {
            markFinished(campaign);
          }
          return 0;
        });
  }

  /** Notes what began or is over, and that these targets are to be told. */
  synchronized void add(Notice notice, Collection<NotifyTarget> targets) throws IOException {
    transaction(
        () -> {
          if (notice.event() == Event.CAMPAIGN_FINISHED) {
            markFinished(notice.campaign());
          } else if (notice.isResolved()) {
            run("DELETE FROM open WHERE key = ?", notice.key());
          } else {
            insert(
                "INSERT OR REPLACE INTO open (" + COLUMNS + ") VALUES (?,?,?,?,?,?,?,?)", notice);
          }
          for (NotifyTarget target : targets) {
            if (target.events().contains(notice.event())) {
              enqueue(target.name(), notice);
            }
          }
          return 0;
        });
  }

  private void markFinished(String campaign) throws SQLException {
    run("INSERT OR IGNORE INTO finished VALUES (?)", campaign);
  }

  private void run(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  private void insert(String sql, Notice n, Object... more) throws SQLException {
    List<Object> values =
        new ArrayList<>(
            List.of(
                n.key(),
                n.event().name(),
                n.campaign(),
                n.rack(),
                n.criterion(),
                n.device(),
                n.summary(),
                n.startMillis()));
    values.addAll(List.of(more));
    run(sql, values.toArray());
  }

  private void enqueue(String target, Notice n) throws SQLException {
    if (n.endMillis().isPresent()) {
      insert(
          "INSERT INTO waiting (" + COLUMNS + ", target, end) VALUES (?,?,?,?,?,?,?,?,?,?)",
          n,
          target,
          n.endMillis().getAsLong());
    } else {
      insert("INSERT INTO waiting (" + COLUMNS + ", target) VALUES (?,?,?,?,?,?,?,?,?)", n, target);
    }
    try (PreparedStatement surplus =
        connection.prepareStatement(
            "DELETE FROM waiting WHERE target = ? AND number <= (SELECT number FROM waiting WHERE"
                + " target = ? ORDER BY number DESC LIMIT 1 OFFSET ?)")) {
      surplus.setString(1, target);
      surplus.setString(2, target);
      surplus.setInt(3, mostWaiting);
      dropped.merge(target, (long) surplus.executeUpdate(), Long::sum);
    }
  }

  /** What a target is to be told next. */
  synchronized Optional<Waiting> next(String target) throws IOException {
    return transaction(
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT "
                      + COLUMNS
                      + ", number, end FROM waiting WHERE target = ? ORDER BY number LIMIT 1")) {
            statement.setString(1, target);
            try (ResultSet row = statement.executeQuery()) {
              if (!row.next()) {
                return Optional.empty();
              }
              long end = row.getLong("end");
              boolean ended = !row.wasNull();
              return Optional.of(
                  new Waiting(
                      row.getLong("number"),
                      notice(row, ended ? OptionalLong.of(end) : OptionalLong.empty())));
            }
          }
        });
  }

  private static Notice notice(ResultSet row, OptionalLong end) throws SQLException {
    return new Notice(
        row.getString("key"),
        Event.valueOf(row.getString("event")),
        row.getString("campaign"),
        row.getString("rack"),
        row.getString("criterion"),
        row.getString("device"),
        row.getString("summary"),
        row.getLong("start"),
        end);
  }

  /** A notice has arrived, or will never be taken. */
  synchronized void done(long number) throws IOException {
    transaction(
        () -> {
          run("DELETE FROM waiting WHERE number = ?", number);
          return 0;
        });
  }

  /** How many notices wait for a target. */
  synchronized long waiting(String target) throws IOException {
    return transaction(
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT count(*) FROM waiting WHERE target = ?")) {
            statement.setString(1, target);
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }

  /** How many were dropped for a target since the start, because too many waited. */
  synchronized long dropped(String target) {
    return dropped.getOrDefault(target, 0L);
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("cannot close " + file + ": " + e.getMessage(), e);
    }
  }
}
