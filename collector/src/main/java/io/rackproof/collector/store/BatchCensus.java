package io.rackproof.collector.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts where batches are, and compares with what the log says came. */
final class BatchCensus {

  private record Epoch(String rack, String name) implements Comparable<Epoch> {
    @Override
    public int compareTo(Epoch other) {
      int byRack = rack.compareTo(other.rack);
      return byRack != 0 ? byRack : name.compareTo(other.name);
    }
  }

  private final List<String> faults;
  private final List<String> notes;
  private final Map<Epoch, SequenceRanges> found = new TreeMap<>();
  private final Set<String> unreadable = new HashSet<>();

  BatchCensus(List<String> faults, List<String> notes) {
    this.faults = faults;
    this.notes = notes;
  }

  /** Some batches of a rack are in a file that cannot be read. */
  void unreadable(String rack) {
    unreadable.add(rack);
  }

  void add(String rack, String epoch, long first, long last, String where) {
    SequenceRanges ranges =
        found.computeIfAbsent(new Epoch(rack, epoch), e -> new SequenceRanges());
    if (ranges.intersects(first, last)) {
      faults.add(
          batches(first, last, rack, epoch) + " in " + where + " are, in part, elsewhere too");
    }
    ranges.add(first, last);
  }

  private static String batches(long first, long last, String rack, String epoch) {
    return (first == last ? "batch " + first : "batches " + first + " to " + last)
        + " of rack "
        + rack
        + ", epoch "
        + epoch;
  }

  /** What came must be there, and of what came nothing may be between. */
  void compare(Connection connection) throws SQLException {
    Map<Epoch, SequenceRanges> stored = settled(connection, 1);
    settled(connection, 0)
        .forEach(
            (epoch, ranges) -> {
              long expected = 1;
              for (SequenceRanges.Range range : ranges.ranges()) {
                if (range.first() > expected) {
                  faults.add(
                      batches(expected, range.first() - 1, epoch.rack(), epoch.name())
                          + " neither came nor were told lost");
                }
                expected = range.last() + 1;
              }
            });
    Set<String> deleted = deleted(connection);
    Map<Epoch, SequenceRanges> aside = aside(connection);
    stored.forEach(
        (epoch, ranges) -> {
          if (unreadable.contains(epoch.rack())) {
            return; // the file is told; which batches it held is not known
          }
          SequenceRanges here = new SequenceRanges();
          for (Map<Epoch, SequenceRanges> place : List.of(found, aside)) {
            place
                .getOrDefault(epoch, new SequenceRanges())
                .ranges()
                .forEach(range -> here.add(range.first(), range.last()));
          }
          for (SequenceRanges.Range range : ranges.ranges()) {
            missing(epoch, range, here, deleted);
          }
        });
    found.forEach(
        (epoch, ranges) -> {
          SequenceRanges known = stored.getOrDefault(epoch, new SequenceRanges());
          for (SequenceRanges.Range range : ranges.ranges()) {
            if (!known.contains(range.first(), range.last())) {
              faults.add(
                  batches(range.first(), range.last(), epoch.rack(), epoch.name())
                      + " are here and the log does not know all of them");
            }
          }
        });
  }

  private void missing(
      Epoch epoch, SequenceRanges.Range range, SequenceRanges here, Set<String> deleted) {
    long expected = range.first();
    for (SequenceRanges.Range part : here.ranges()) {
      if (part.last() < expected || part.first() > range.last()) {
        continue;
      }
      if (part.first() > expected) {
        tellMissing(epoch, expected, part.first() - 1, deleted);
      }
      expected = part.last() + 1;
    }
    if (expected <= range.last()) {
      tellMissing(epoch, expected, range.last(), deleted);
    }
  }

  private void tellMissing(Epoch epoch, long first, long last, Set<String> deleted) {
    String what = batches(first, last, epoch.rack(), epoch.name());
    if (deleted.contains(epoch.rack())) {
      notes.add(what + " are gone with deleted files");
    } else {
      faults.add(what + " were stored and are neither in the log nor in a sealed file");
    }
  }

  /** Batches that were set aside, and are losses that are told. */
  private static Map<Epoch, SequenceRanges> aside(Connection connection) throws SQLException {
    Map<Epoch, SequenceRanges> epochs = new TreeMap<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT e.rack, e.name, p.sequence FROM poison p"
                    + " JOIN epoch e ON e.number = p.epoch ORDER BY p.sequence");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        epochs
            .computeIfAbsent(
                new Epoch(row.getString(1), row.getString(2)), e -> new SequenceRanges())
            .add(row.getLong(3), row.getLong(3));
      }
    }
    return epochs;
  }

  private static Map<Epoch, SequenceRanges> settled(Connection connection, int stored)
      throws SQLException {
    Map<Epoch, SequenceRanges> epochs = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT e.rack, e.name, s.first, s.last FROM settled s"
                + " JOIN epoch e ON e.number = s.epoch WHERE s.stored = ? ORDER BY s.first")) {
      select.setInt(1, stored);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          epochs
              .computeIfAbsent(
                  new Epoch(row.getString(1), row.getString(2)), e -> new SequenceRanges())
              .add(row.getLong(3), row.getLong(4));
        }
      }
    }
    return epochs;
  }

  private static Set<String> deleted(Connection connection) throws SQLException {
    Set<String> racks = new HashSet<>();
    if (RackRecords.hasDeleted(connection)) {
      try (PreparedStatement select =
              connection.prepareStatement("SELECT DISTINCT rack FROM deleted");
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          racks.add(row.getString(1));
        }
      }
    }
    return racks;
  }
}
