package io.rackproof.agent.spool;

import io.rackproof.agent.spool.SpoolEntry.LostRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batches that are gone, by range. */
final class LossTable {

  static final String SCHEMA =
      "CREATE TABLE loss (id INTEGER PRIMARY KEY AUTOINCREMENT, first_sequence INTEGER NOT NULL,"
          + " last_sequence INTEGER NOT NULL, first_millis INTEGER NOT NULL,"
          + " last_millis INTEGER NOT NULL, samples INTEGER NOT NULL, reason TEXT NOT NULL)";

  record LossRow(long id, LostRange range) {}

  private final SqlConnection sql;

  LossTable(SqlConnection sql) {
    this.sql = sql;
  }

  /** Those whose last number is greater, by their first number. */
  List<LossRow> after(long after, int limit) throws SQLException {
    List<LossRow> losses = new ArrayList<>();
    try (ResultSet rows =
        sql.query(
            "SELECT * FROM loss WHERE last_sequence > ? ORDER BY first_sequence LIMIT ?",
            after,
            limit)) {
      while (rows.next()) {
        losses.add(loss(rows));
      }
    }
    return losses;
  }

  /** The loss that was recorded last, or null. */
  @Nullable LossRow newest() throws SQLException {
    try (ResultSet rows = sql.query("SELECT * FROM loss ORDER BY id DESC LIMIT 1")) {
      return rows.next() ? loss(rows) : null;
    }
  }

  void add(LostRange range) throws SQLException {
    sql.update(
        "INSERT INTO loss (first_sequence, last_sequence, first_millis, last_millis, samples,"
            + " reason) VALUES (?, ?, ?, ?, ?, ?)",
        range.firstSequence(),
        range.lastSequence(),
        range.firstMillis(),
        range.lastMillis(),
        range.samples(),
        range.reason());
  }

  void replace(long id, LostRange range) throws SQLException {
    sql.update("DELETE FROM loss WHERE id = ?", id);
    add(range);
  }

  void deleteThrough(long sequence) throws SQLException {
    sql.update("DELETE FROM loss WHERE last_sequence <= ?", sequence);
  }

  /** Lowers all numbers; what was below stands at 1 from then on. */
  void renumber(long by) throws SQLException {
    sql.update(
        "UPDATE loss SET first_sequence = max(1, first_sequence - ?),"
            + " last_sequence = last_sequence - ?",
        by,
        by);
  }

  private static LossRow loss(ResultSet row) throws SQLException {
    return new LossRow(
        row.getLong(1),
        new LostRange(
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getString(7)));
  }
}
