package io.rackproof.collector.store;

import com.google.protobuf.ByteString;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.SeriesTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads and decodes rows of the log; used under the lock of the connection that reads. */
final class LogReader {

  private static final String SELECT =
      "SELECT b.row, b.rack, b.epoch, e.name, b.sequence, b.encoded FROM batch b"
          + " JOIN epoch e ON e.number = b.epoch WHERE b.rack = ?";

  /** The series of an epoch as far as they were read. */
  private static final class Definitions {
    private final SeriesTable table = new SeriesTable();
    private long lastRow;
  }

  /** Series of all epochs in memory; beyond it those that were read least lately are let go. */
  private static final long MOST_SERIES = 200_000;

  /** By number of the epoch and by their use, the latest last. */
  private final Map<Long, Definitions> definitions = new LinkedHashMap<>(16, 0.75f, true);

  List<LoggedBatch> between(Connection connection, String rack, long fromMillis, long toMillis)
      throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement(
            SELECT + " AND b.first_millis < ? AND b.last_millis >= ? ORDER BY b.row")) {
      select.setString(1, rack);
      select.setLong(2, toMillis);
      select.setLong(3, fromMillis);
      return read(connection, select, Long.MAX_VALUE);
    }
  }

  List<LoggedBatch> after(Connection connection, String rack, long lastRow, long mostSamples)
      throws SQLException, IOException {
    try (PreparedStatement select =
        connection.prepareStatement(SELECT + " AND b.row > ? ORDER BY b.row")) {
      select.setString(1, rack);
      select.setLong(2, lastRow);
      return read(connection, select, mostSamples);
    }
  }

  /**
   * A row whose bytes cannot be read any more.
   *
   * @param epoch its number
   * @param name of the epoch
   */
  record Damaged(
      long row,
      String rack,
      long epoch,
      String name,
      long sequence,
      long firstMillis,
      long lastMillis,
      long samples,
      ByteString encoded,
      String why) {}

  /** Tries to decode all rows. */
  List<Damaged> damaged(Connection connection) throws SQLException, IOException {
    List<Damaged> damaged = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT b.row, b.rack, b.epoch, e.name, b.sequence, b.encoded, b.first_millis,"
                    + " b.last_millis, b.samples FROM batch b JOIN epoch e ON e.number = b.epoch"
                    + " ORDER BY b.row");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        byte[] encoded = row.getBytes(6);
        try {
          Batch batch = BatchCodec.decode(encoded, table(connection, row.getLong(3)));
          if (batch.sequence() == row.getLong(5) && batch.samples().size() == row.getLong(9)) {
            continue;
          }
          damaged.add(damaged(row, encoded, "they are those of another batch"));
        } catch (MalformedBatchException e) {
          damaged.add(damaged(row, encoded, String.valueOf(e.getMessage())));
        }
      }
    }
    return damaged;
  }

  private static Damaged damaged(ResultSet row, byte[] encoded, String why) throws SQLException {
    return new Damaged(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        ByteString.copyFrom(encoded),
        why);
  }

  private List<LoggedBatch> read(Connection connection, PreparedStatement select, long mostSamples)
      throws SQLException, IOException {
    List<LoggedBatch> batches = new ArrayList<>();
    Map<Long, SeriesTable> tables = new HashMap<>();
    long samples = 0;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        long epoch = row.getLong(3);
        SeriesTable table = tables.get(epoch);
        if (table == null) {
          table = table(connection, epoch);
          tables.put(epoch, table);
        }
        LoggedBatch batch = decode(row, table);
        samples += batch.samples().size();
        if (samples > mostSamples && !batches.isEmpty()) {
          break;
        }
        batches.add(batch);
      }
    }
    return batches;
  }

  private SeriesTable table(Connection connection, long epoch) throws SQLException, IOException {
    Definitions known = definitions.get(epoch);
    if (known == null) {
      makeRoom();
      known = new Definitions();
      definitions.put(epoch, known);
    }
    known.lastRow =
        Epochs.readDefinitions(connection, epoch, known.lastRow, known.table, new BitSet());
    return known.table;
  }

  private void makeRoom() {
    long series = definitions.values().stream().mapToLong(of -> of.table.size()).sum();
    Iterator<Definitions> eldest = definitions.values().iterator();
    while (series > MOST_SERIES) {
      series -= eldest.next().table.size();
      eldest.remove();
    }
  }

  private static LoggedBatch decode(ResultSet row, SeriesTable table)
      throws SQLException, IOException {
    try {
      return new LoggedBatch(
          row.getLong(1),
          row.getString(2),
          row.getString(4),
          row.getLong(5),
          BatchCodec.decode(row.getBytes(6), table).samples());
    } catch (MalformedBatchException e) {
      throw new IOException(
          "row " + row.getLong(1) + " of the log is damaged: " + e.getMessage(), e);
    }
  }

  static SortedSet<String> epochs(Connection connection, String rack) throws SQLException {
    SortedSet<String> names = new TreeSet<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT name FROM epoch WHERE rack = ?")) {
      select.setString(1, rack);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  static List<String> waitingSince(Connection connection, long arrivedMillis) throws SQLException {
    List<String> racks = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT rack FROM batch GROUP BY rack HAVING min(arrived) <= ? ORDER BY rack")) {
      select.setLong(1, arrivedMillis);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          racks.add(row.getString(1));
        }
      }
    }
    return racks;
  }

  static long total(Connection connection, String what, String rack, long firstRow, long lastRow)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + what + " FROM batch WHERE rack = ? AND row BETWEEN ? AND ?")) {
      select.setString(1, rack);
      select.setLong(2, firstRow);
      select.setLong(3, lastRow);
      try (ResultSet row = select.executeQuery()) {
        return row.getLong(1);
      }
    }
  }
}
