package io.rackproof.collector.store;

import java.util.List;

/** The tables of {@code log.db}. Times are milliseconds since 1970-01-01T00:00Z. */
final class StoreTables {

  static final List<String> CREATE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS rack (
            id TEXT PRIMARY KEY, generation TEXT NOT NULL, maker TEXT NOT NULL,
            site TEXT NOT NULL, lot TEXT NOT NULL, serial TEXT NOT NULL)
          """,
          """
          CREATE TABLE IF NOT EXISTS epoch (
            number INTEGER PRIMARY KEY, rack TEXT NOT NULL, name TEXT NOT NULL,
            UNIQUE (rack, name))
          """,
          // labels is a JSON object with sorted keys
          """
          CREATE TABLE IF NOT EXISTS definition (
            row INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, id INTEGER NOT NULL,
            metric TEXT NOT NULL, labels TEXT NOT NULL, UNIQUE (epoch, id))
          """,
          // Ranges of batch numbers: stored = 1 for batches that are stored, 0 for all that are
          // stored, lost or set aside.
          """
          CREATE TABLE IF NOT EXISTS settled (
            epoch INTEGER NOT NULL, stored INTEGER NOT NULL,
            first INTEGER NOT NULL, last INTEGER NOT NULL,
            PRIMARY KEY (epoch, stored, first)) WITHOUT ROWID
          """,
          """
          CREATE TABLE IF NOT EXISTS batch (
            row INTEGER PRIMARY KEY, rack TEXT NOT NULL, epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL, arrived INTEGER NOT NULL,
            first_millis INTEGER NOT NULL, last_millis INTEGER NOT NULL,
            samples INTEGER NOT NULL, bytes INTEGER NOT NULL, encoded BLOB NOT NULL,
            UNIQUE (epoch, sequence))
          """,
          """
          CREATE INDEX IF NOT EXISTS batch_of_rack ON batch (
            rack, row, arrived, first_millis, last_millis, samples, bytes)
          """,
          """
          CREATE TABLE IF NOT EXISTS poison (
            epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, encoded BLOB NOT NULL,
            why TEXT NOT NULL, arrived INTEGER, PRIMARY KEY (epoch, sequence))
          """,
          """
          CREATE TABLE IF NOT EXISTS loss (
            rack TEXT NOT NULL, epoch TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            first_millis INTEGER NOT NULL, last_millis INTEGER NOT NULL,
            samples INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (rack, epoch, first, last))
          """,
          """
          CREATE TABLE IF NOT EXISTS clock_offset (
            rack TEXT NOT NULL, at INTEGER NOT NULL, offset_millis INTEGER NOT NULL,
            PRIMARY KEY (rack, at)) WITHOUT ROWID
          """,
          // What holds of an instrument from a time on; figures in the metric's base unit, 0 for
          // not
          // known; days since 1970-01-01, NULL when not told.
          """
          CREATE TABLE IF NOT EXISTS instrument (
            rack TEXT NOT NULL, metric TEXT NOT NULL, labels TEXT NOT NULL, since INTEGER NOT NULL,
            reading REAL NOT NULL, absolute REAL NOT NULL, resolution REAL NOT NULL,
            wraps_at REAL NOT NULL, resettable INTEGER NOT NULL,
            calibrated_day INTEGER, until_day INTEGER,
            PRIMARY KEY (rack, metric, labels, since)) WITHOUT ROWID
          """,
          // file is in samples/RACK/
          """
          CREATE TABLE IF NOT EXISTS sealed (
            file TEXT NOT NULL, rack TEXT NOT NULL,
            first_row INTEGER NOT NULL, last_row INTEGER NOT NULL,
            first_millis INTEGER NOT NULL, last_millis INTEGER NOT NULL,
            samples INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
            PRIMARY KEY (rack, file))
          """,
          "CREATE INDEX IF NOT EXISTS sealed_of_rack ON sealed (rack, first_millis, last_millis)",
          // What sealed files hold, counted once: the series of a rack by numbers of its own, and
          // of each file its epochs (a JSON array) and counts as FileCounts encodes them.
          """
          CREATE TABLE IF NOT EXISTS counted_series (
            rack TEXT NOT NULL, number INTEGER NOT NULL,
            metric TEXT NOT NULL, labels TEXT NOT NULL,
            PRIMARY KEY (rack, number), UNIQUE (rack, metric, labels))
          """,
          """
          CREATE TABLE IF NOT EXISTS counted (
            rack TEXT NOT NULL, file TEXT NOT NULL, epochs TEXT NOT NULL,
            counts BLOB NOT NULL, PRIMARY KEY (rack, file))
          """,
          // Sealed files whose samples are gone, and why
          """
          CREATE TABLE IF NOT EXISTS deleted (
            rack TEXT NOT NULL, file TEXT NOT NULL,
            first_row INTEGER NOT NULL, last_row INTEGER NOT NULL,
            first_millis INTEGER NOT NULL, last_millis INTEGER NOT NULL,
            samples INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (rack, file))
          """,
          // The newest sealed sample of each series.
          """
          CREATE TABLE IF NOT EXISTS latest (
            rack TEXT NOT NULL, metric TEXT NOT NULL, labels TEXT NOT NULL,
            time INTEGER NOT NULL, value REAL, quality INTEGER NOT NULL,
            time_uncertainty_micros INTEGER NOT NULL, sequence INTEGER NOT NULL,
            epoch TEXT NOT NULL, PRIMARY KEY (rack, metric, labels)) WITHOUT ROWID
          """);

  private StoreTables() {}
}
