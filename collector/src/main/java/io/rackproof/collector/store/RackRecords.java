package io.rackproof.collector.store;

import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.wire.RackIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables of what racks said besides samples: their names, losses, and clock offsets. */
final class RackRecords {

  private RackRecords() {}

  static Map<String, RackIdentity> racks(Connection connection) throws SQLException {
    Map<String, RackIdentity> racks = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, generation, maker, site, lot, serial FROM rack");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        racks.put(
            row.getString(1),
            new RackIdentity(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)));
      }
    }
    return racks;
  }

  static void writeRack(Connection connection, RackIdentity rack) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement("INSERT OR REPLACE INTO rack VALUES (?, ?, ?, ?, ?, ?)")) {
      upsert.setString(1, rack.id());
      upsert.setString(2, rack.generation());
      upsert.setString(3, rack.maker());
      upsert.setString(4, rack.site());
      upsert.setString(5, rack.lot());
      upsert.setString(6, rack.serial());
      upsert.executeUpdate();
    }
  }

  /** A loss that lies within a known one is a repeat; one that grew replaces what it was. */
  static void writeLoss(Connection connection, String rack, String epoch, Loss loss)
      throws SQLException {
    try (PreparedStatement known =
        connection.prepareStatement(
            "SELECT 1 FROM loss WHERE rack = ? AND epoch = ? AND first <= ? AND last >= ?")) {
      range(known, rack, epoch, loss);
      try (ResultSet row = known.executeQuery()) {
        if (row.next()) {
          return;
        }
      }
    }
    try (PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM loss WHERE rack = ? AND epoch = ? AND first >= ? AND last <= ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO loss VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      range(delete, rack, epoch, loss);
      delete.executeUpdate();
      range(insert, rack, epoch, loss);
      insert.setLong(5, loss.firstMillis());
      insert.setLong(6, loss.lastMillis());
      insert.setLong(7, loss.samples());
      insert.setString(8, loss.reason());
      insert.executeUpdate();
    }
  }

  private static void range(PreparedStatement statement, String rack, String epoch, Loss loss)
      throws SQLException {
    statement.setString(1, rack);
    statement.setString(2, epoch);
    statement.setLong(3, loss.firstSequence());
    statement.setLong(4, loss.lastSequence());
  }

  /** Numbers of batches are not kept of deleted files. */
  private static final String DELETED =
      """
      UNION ALL SELECT 0, 0, first_millis, last_millis, samples, reason, file FROM deleted
      WHERE rack = ?1 AND first_millis < ?2 AND last_millis >= ?3
      """;

  /** A store that an older version wrote has no such table until a collector has opened it. */
  static boolean hasDeleted(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'deleted'");
        ResultSet row = select.executeQuery()) {
      return row.next();
    }
  }

  static List<Loss> losses(Connection connection, String rack, long fromMillis, long toMillis)
      throws SQLException {
    List<Loss> losses = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT first, last, first_millis, last_millis, samples, reason, epoch FROM loss
            WHERE rack = ?1 AND (first_millis = 0 OR (first_millis < ?2 AND last_millis >= ?3))
            """
                + (hasDeleted(connection) ? DELETED : "")
                + " ORDER BY first_millis, epoch, first")) {
      select.setString(1, rack);
      select.setLong(2, toMillis);
      select.setLong(3, fromMillis);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          losses.add(
              new Loss(
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getString(6)));
        }
      }
    }
    return losses;
  }

  static void writeClockOffset(Connection connection, String rack, long atMillis, long offset)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO clock_offset VALUES (?, ?, ?)")) {
      insert.setString(1, rack);
      insert.setLong(2, atMillis);
      insert.setLong(3, offset);
      insert.executeUpdate();
    }
  }

  static Map<Long, Long> clockOffsets(
      Connection connection, String rack, long fromMillis, long toMillis) throws SQLException {
    Map<Long, Long> offsets = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT at, offset_millis FROM clock_offset WHERE rack = ?1 AND at < ?2 AND at >=
              coalesce((SELECT max(at) FROM clock_offset WHERE rack = ?1 AND at < ?3), ?3)
            ORDER BY at
            """)) {
      select.setString(1, rack);
      select.setLong(2, toMillis);
      select.setLong(3, fromMillis);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          offsets.put(row.getLong(1), row.getLong(2));
        }
      }
    }
    return offsets;
  }
}
