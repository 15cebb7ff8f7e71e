package io.rackproof.collector.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.Sample;
import io.rackproof.wire.proto.BatchMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is done with a batch that can never be judged: its bytes are kept in the table {@code
 * poison}, and its samples count as lost, so that what needed them is INCONCLUSIVE.
 */
final class SetAsideBatch {

  /** No agent ran before; a device without a clock says 1970. */
  private static final long EARLIEST = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

  /**
   * A clock that is further ahead is wrong, and one sample from then would be the newest for ever.
   */
  private static final long AHEAD = Duration.ofDays(1).toMillis();

  /** Samples of different devices come this much out of order at most, as a rule. */
  private static final long ORDERLY = Duration.ofMinutes(1).toMillis();

  private SetAsideBatch() {}

  /**
   * Refuses samples whose time cannot be right.
   *
   * @param arrivedMillis by the collector's clock
   */
  static void checkTimes(List<Sample> samples, long arrivedMillis) throws MalformedBatchException {
    for (Sample sample : samples) {
      long time = sample.timeMillis();
      if (!possible(time, arrivedMillis)) {
        throw new MalformedBatchException(
            "a sample of "
                + sample.series().metric()
                + " has the time "
                + Instant.ofEpochMilli(time)
                + ", which is "
                + (time < EARLIEST ? "before 2000" : "more than a day ahead")
                + ": set the clock of the agent's machine");
      }
    }
  }

  private static boolean possible(long time, long arrivedMillis) {
    return time >= EARLIEST && time <= arrivedMillis + AHEAD;
  }

  /** Within a transaction: keeps the bytes and notes the loss. */
  static void write(
      Connection connection,
      String rack,
      String epochName,
      long epoch,
      long sequence,
      byte[] encoded,
      String why,
      long arrivedMillis)
      throws SQLException {
    keep(connection, epoch, sequence, encoded, why, arrivedMillis);
    RackRecords.writeLoss(
        connection,
        rack,
        epochName,
        loss(sequence, encoded, why, before(connection, rack, epoch), arrivedMillis));
  }

  /** Within a transaction: keeps the bytes of a row of the log, and notes what it says is lost. */
  static void write(Connection connection, LogReader.Damaged row, long nowMillis)
      throws SQLException {
    String why = "its bytes in log.db are damaged: " + row.why();
    keep(connection, row.epoch(), row.sequence(), row.encoded().toByteArray(), why, nowMillis);
    RackRecords.writeLoss(
        connection,
        row.rack(),
        row.name(),
        new Loss(
            row.sequence(),
            row.sequence(),
            row.firstMillis(),
            row.lastMillis(),
            row.samples(),
            reason(row.sequence(), why)));
  }

  private static String reason(long sequence, String why) {
    return "batch " + sequence + " was set aside: " + why;
  }

  private static void keep(
      Connection connection,
      long epoch,
      long sequence,
      byte[] encoded,
      String why,
      long arrivedMillis)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO poison (epoch, sequence, encoded, why, arrived)"
                + " VALUES (?, ?, ?, ?, ?)")) {
      insert.setLong(1, epoch);
      insert.setLong(2, sequence);
      insert.setBytes(3, encoded);
      insert.setString(4, why);
      insert.setLong(5, arrivedMillis);
      insert.executeUpdate();
    }
  }

  /** The loss by the times that the bytes tell, else between the batch before and the arrival. */
  static Loss loss(long sequence, byte[] encoded, String why, long before, long arrivedMillis) {
    String reason = reason(sequence, why);
    long samples = 0;
    try {
      BatchMessage message = BatchMessage.parseFrom(encoded);
      samples = message.getSeriesIdCount();
      long time = 0;
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      boolean sane = message.getTimeDeltaMillisCount() > 0;
      for (long delta : message.getTimeDeltaMillisList()) {
        time += delta;
        first = Math.min(first, time);
        last = Math.max(last, time);
        sane &= possible(time, arrivedMillis);
      }
      if (sane) {
        return new Loss(sequence, sequence, first, last, samples, reason);
      }
    } catch (InvalidProtocolBufferException e) {
      // Its bytes tell nothing; the time of its arrival does.
    }
    long from = Math.max(1, Math.min(before, arrivedMillis) - ORDERLY);
    return new Loss(sequence, sequence, from, arrivedMillis, samples, reason);
  }

  /** The newest time that is stored of the epoch, or else of the rack; 0 when nothing is. */
  private static long before(Connection connection, String rack, long epoch) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT coalesce((SELECT max(last_millis) FROM batch WHERE epoch = ?1),"
                + " (SELECT max(last_millis) FROM batch WHERE rack = ?2),"
                + " (SELECT max(time) FROM latest WHERE rack = ?2), 0)")) {
      select.setLong(1, epoch);
      select.setString(2, rack);
      try (ResultSet row = select.executeQuery()) {
        return row.getLong(1);
      }
    }
  }
}
