package io.rackproof.agent.spool;

import io.rackproof.agent.spool.LossTable.LossRow;
import io.rackproof.agent.spool.SpoolDatabase.BatchRow;
import io.rackproof.agent.spool.SpoolDatabase.Extent;
import io.rackproof.agent.spool.SpoolEntry.LostRange;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The loss of the oldest batches of a full spool, inside the transaction that stores the next one:
 * counts what is left, and records what goes.
 */
final class Eviction {

  private final SpoolConfig config;
  private final SpoolDatabase database;
  private final long lossesHandedOut;
  private long batches;
  private long bytes;
  private @Nullable BatchRow oldest;
  private long lostBatches;
  private long lostSamples;

  /**
   * @param lossesHandedOut losses up to this id are not to be added to
   */
  Eviction(
      SpoolConfig config,
      SpoolDatabase database,
      Extent kept,
      @Nullable BatchRow oldest,
      long lossesHandedOut) {
    this.config = config;
    this.database = database;
    this.batches = kept.batches();
    this.bytes = kept.bytes();
    this.oldest = oldest;
    this.lossesHandedOut = lossesHandedOut;
  }

  void makeRoom(BatchRow newcomer) throws SQLException {
    for (BatchRow row = oldest; row != null; row = oldest) {
      if (newcomer.storedMillis() - row.storedMillis() > config.maxAge().toMillis()) {
        lose(row, "older in the spool than " + config.maxAge().toHours() + " h");
      } else if (bytes + newcomer.bytes() > config.maxBytes()) {
        lose(row, "the spool was full (" + config.maxBytes() + " bytes)");
      } else {
        return;
      }
    }
  }

  private void lose(BatchRow row, String reason) throws SQLException {
    database.deleteBatch(row.sequence());
    LostRange lost =
        new LostRange(
            row.sequence(),
            row.sequence(),
            row.firstMillis(),
            row.lastMillis(),
            row.samples(),
            reason);
    LossRow previous = database.losses().newest();
    if (previous != null
        && previous.id() > lossesHandedOut
        && previous.range().reason().equals(reason)
        && previous.range().lastSequence() + 1 == row.sequence()) {
      database.losses().replace(previous.id(), join(previous.range(), lost));
    } else {
      database.losses().add(lost);
    }
    batches--;
    bytes -= row.bytes();
    lostBatches++;
    lostSamples += row.samples();
    oldest = database.oldest(row.sequence());
  }

  private static LostRange join(LostRange first, LostRange second) {
    return new LostRange(
        first.firstSequence(),
        second.lastSequence(),
        Math.min(first.firstMillis(), second.firstMillis()),
        Math.max(first.lastMillis(), second.lastMillis()),
        first.samples() + second.samples(),
        first.reason());
  }

  long batches() {
    return batches;
  }

  long bytes() {
    return bytes;
  }

  @Nullable BatchRow oldest() {
    return oldest;
  }

  long lostBatches() {
    return lostBatches;
  }

  long lostSamples() {
    return lostSamples;
  }
}
