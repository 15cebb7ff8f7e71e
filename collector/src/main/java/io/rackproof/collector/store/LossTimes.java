package io.rackproof.collector.store;

import io.rackproof.collector.store.SampleStore.Loss;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Bounds losses of which an agent knows only the numbers of the batches: it dropped them when they
 * were acknowledged, and then the collector's data were set back to an older backup. Batches of an
 * epoch are numbered as they are read, so what is lost came after the batch before it, and before
 * the loss was told. What a campaign judged earlier stands.
 */
final class LossTimes {

  /** Samples of different devices come this much out of order at most, as a rule. */
  private static final long ORDERLY = Duration.ofMinutes(1).toMillis();

  private LossTimes() {}

  /**
   * The loss with times, if it came without and something before it is stored; else as it is.
   *
   * @param nowMillis when it was told
   */
  static Loss bounded(Connection connection, String rack, String epoch, Loss loss, long nowMillis)
      throws SQLException {
    if (loss.firstMillis() != 0) {
      return loss;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT max(
              coalesce((SELECT max(b.last_millis) FROM batch b JOIN epoch e ON e.number = b.epoch
                WHERE e.rack = ?1 AND e.name = ?2 AND b.sequence < ?3), 0),
              coalesce((SELECT max(time) FROM latest
                WHERE rack = ?1 AND epoch = ?2 AND sequence < ?3), 0)),
              coalesce((SELECT offset_millis FROM clock_offset WHERE rack = ?1
                ORDER BY at DESC LIMIT 1), 0)
            """)) {
      select.setString(1, rack);
      select.setString(2, epoch);
      select.setLong(3, loss.firstSequence());
      try (ResultSet row = select.executeQuery()) {
        long before = row.getLong(1);
        if (before == 0) {
          return loss;
        }
        long ahead = Math.max(0, row.getLong(2));
        long first = Math.max(1, before - ORDERLY);
        long last = Math.max(before, nowMillis + ahead) + ORDERLY;
        return new Loss(
            loss.firstSequence(), loss.lastSequence(), first, last, loss.samples(), loss.reason());
      }
    }
  }
}
