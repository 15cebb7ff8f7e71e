package io.rackproof.collector.remotewrite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/**
 * How far each target is with each rack. It stands in a file of its own, so that noting it never
 * waits for those that write samples, nor they for it. Thread safe.
 */
public final class ForwardPositions implements AutoCloseable {

  private final Path file;
  private final Connection connection;

  /**
   * @param row up to which all was sent
   * @param sent the highest batch of each epoch that was sent
   */
  record Position(long row, Map<String, Long> sent) {
    Position {
      sent = Map.copyOf(sent);
    }
  }

  private ForwardPositions(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens or creates the file.
   *
   * @throws IOException when it cannot be had
   */
  public static ForwardPositions open(Path file) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A power cut may take the last notes: those batches are sent again, exactly as before.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS place (target TEXT NOT NULL, rack TEXT NOT NULL,"
                + " row INTEGER NOT NULL, PRIMARY KEY (target, rack)) WITHOUT ROWID");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS sent (target TEXT NOT NULL, rack TEXT NOT NULL,"
                + " epoch TEXT NOT NULL, sequence INTEGER NOT NULL,"
                + " PRIMARY KEY (target, rack, epoch)) WITHOUT ROWID");
        connection.setAutoCommit(false);
      }
      return new ForwardPositions(file, connection);
    } catch (SQLException e) {
      throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  synchronized Position read(String target, String rack) throws IOException {
    long row = 0;
    Map<String, Long> sent = new HashMap<>();
    try (PreparedStatement place =
            connection.prepareStatement("SELECT row FROM place WHERE target = ? AND rack = ?");
        PreparedStatement epochs =
            connection.prepareStatement(
                "SELECT epoch, sequence FROM sent WHERE target = ? AND rack = ?")) {
      place.setString(1, target);
      place.setString(2, rack);
      try (ResultSet found = place.executeQuery()) {
        if (found.next()) {
          row = found.getLong(1);
        }
      }
      epochs.setString(1, target);
      epochs.setString(2, rack);
      try (ResultSet found = epochs.executeQuery()) {
        while (found.next()) {
          sent.put(found.getString(1), found.getLong(2));
        }
      }
      connection.commit();
      return new Position(row, sent);
    } catch (SQLException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Notes one batch, and the row up to which all was sent. */
  synchronized void write(String target, String rack, long row, String epoch, long sequence)
      throws IOException {
    try (PreparedStatement place =
            connection.prepareStatement(
                "INSERT INTO place VALUES (?, ?, ?) ON CONFLICT (target, rack)"
                    + " DO UPDATE SET row = excluded.row");
        PreparedStatement sent =
            connection.prepareStatement(
                "INSERT INTO sent VALUES (?, ?, ?, ?) ON CONFLICT (target, rack, epoch)"
                    + " DO UPDATE SET sequence = max(sequence, excluded.sequence)")) {
      place.setString(1, target);
      place.setString(2, rack);
      place.setLong(3, row);
      place.executeUpdate();
      if (sequence > 0) {
        sent.setString(1, target);
        sent.setString(2, rack);
        sent.setString(3, epoch);
        sent.setLong(4, sequence);
        sent.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      rollback();
      throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // It has rolled back by itself, as after a full disk.
    }
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
