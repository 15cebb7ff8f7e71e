package io.rackproof.collector.store;

import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of each epoch: its series and which of its batches came. Kept in memory for those
 * that write; used under the lock of the transaction that writes.
 */
final class Epochs {

  private record Key(String rack, String name) {}

  /** The state of one epoch, changed along with its rows. */
  static final class Epoch {
    private final long number;
    private final SeriesTable table = new SeriesTable();
    private final BitSet written = new BitSet();
    private final SequenceRanges stored = new SequenceRanges();
    private final SequenceRanges settled = new SequenceRanges();

    private Epoch(long number) {
      this.number = number;
    }

    long number() {
      return number;
    }

    SeriesTable table() {
      return table;
    }

    /** Whether its table has series that the database has not. */
    boolean hasNewSeries() {
      return written.cardinality() < table.size();
    }

    boolean stored(long first, long last) {
      return stored.contains(first, last);
    }

    long acknowledged() {
      return settled.contiguous();
    }
  }

  /** Series of all epochs in memory; beyond it those that were used least lately are let go. */
  private static final long MOST_SERIES = 1_000_000;

  /** What an epoch takes beside its series, in series. */
  private static final int EPOCH = 10;

  /** By their use, the latest last. */
  private final Map<Key, Epoch> loaded = new LinkedHashMap<>(16, 0.75f, true);

  /** Forgets what is in memory; it is read again from the tables. */
  void reload() {
    loaded.clear();
  }

  /** The epoch, which is created when it is new. */
  Epoch of(Connection connection, String rack, String name) throws SQLException, IOException {
    Key key = new Key(rack, name);
    Epoch known = loaded.get(key);
    if (known == null) {
      makeRoom();
      known = load(connection, number(connection, key));
      loaded.put(key, known);
    }
    return known;
  }

  /** What is let go is in the tables, and read again when its agent comes back. */
  private void makeRoom() {
    long series = loaded.values().stream().mapToLong(epoch -> epoch.table.size() + EPOCH).sum();
    Iterator<Epoch> eldest = loaded.values().iterator();
    while (series > MOST_SERIES) {
      series -= eldest.next().table.size() + EPOCH;
      eldest.remove();
    }
  }

  private static long number(Connection connection, Key key) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR IGNORE INTO epoch (rack, name) VALUES (?, ?)")) {
      insert.setString(1, key.rack());
      insert.setString(2, key.name());
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT number FROM epoch WHERE rack = ? AND name = ?")) {
      select.setString(1, key.rack());
      select.setString(2, key.name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static Epoch load(Connection connection, long number) throws SQLException, IOException {
    Epoch epoch = new Epoch(number);
    readDefinitions(connection, number, 0, epoch.table, epoch.written);
    try (PreparedStatement select =
        connection.prepareStatement("SELECT stored, first, last FROM settled WHERE epoch = ?")) {
      select.setLong(1, number);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          SequenceRanges ranges = row.getInt(1) == 1 ? epoch.stored : epoch.settled;
          ranges.add(row.getLong(2), row.getLong(3));
        }
      }
    }
    return epoch;
  }

  /**
   * Teaches a table the definitions of an epoch whose row is above one.
   *
   * @param ids gets their ids, 0 and above
   * @return the last row
   */
  static long readDefinitions(
      Connection connection, long epoch, long afterRow, SeriesTable table, BitSet ids)
      throws SQLException, IOException {
    long last = afterRow;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT row, id, metric, labels FROM definition WHERE epoch = ? AND row > ?")) {
      select.setLong(1, epoch);
      select.setLong(2, afterRow);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          last = Math.max(last, row.getLong(1));
          ids.set(row.getInt(2));
          table.learn(row.getInt(2), LabelText.parse(row.getString(3), row.getString(4)));
        }
      }
    } catch (MalformedBatchException e) {
      throw new IOException("the series of epoch " + epoch + " contradict: " + e.getMessage(), e);
    }
    return last;
  }

  /** Writes those definitions of the epoch's table that the database has not. */
  void writeDefinitions(Connection connection, Epoch epoch, Collection<Integer> ids)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO definition (epoch, id, metric, labels) VALUES (?, ?, ?, ?)")) {
      for (int id : ids) {
        Series series = epoch.table.series(id);
        if (series != null && !epoch.written.get(id)) {
          epoch.written.set(id);
          insert.setLong(1, epoch.number);
          insert.setInt(2, id);
          insert.setString(3, series.metric());
          insert.setString(4, LabelText.of(series));
          insert.executeUpdate();
        }
      }
    }
  }

  /** Notes that batches came, or never will. */
  void settle(Connection connection, Epoch epoch, long first, long last, boolean stored)
      throws SQLException {
    if (stored) {
      write(connection, epoch.number, 1, epoch.stored.add(first, last));
    }
    write(connection, epoch.number, 0, epoch.settled.add(first, last));
  }

  private static void write(
      Connection connection, long epoch, int stored, SequenceRanges.Range range)
      throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM settled WHERE epoch = ? AND stored = ? AND first BETWEEN ? AND ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO settled VALUES (?, ?, ?, ?)")) {
      for (PreparedStatement statement : new PreparedStatement[] {delete, insert}) {
        statement.setLong(1, epoch);
        statement.setInt(2, stored);
        statement.setLong(3, range.first());
        statement.setLong(4, range.last());
        statement.executeUpdate();
      }
    }
  }
}
