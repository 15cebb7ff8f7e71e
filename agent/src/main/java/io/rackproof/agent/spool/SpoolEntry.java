package io.rackproof.agent.spool;

import com.google.protobuf.ByteString;

/** What stands in a spool under one or more batch numbers: a batch, or the word that it is gone. */
public sealed interface SpoolEntry {

  /** The first batch number that this stands for. */
  long firstSequence();

  /** The last batch number that this stands for. */
  long lastSequence();

  /**
   * A batch to be sent.
   *
   * @param encoded {@code BatchMessage}
   */
  record StoredBatch(long sequence, ByteString encoded) implements SpoolEntry {
    @Override
    public long firstSequence() {
      return sequence;
    }

    @Override
    public long lastSequence() {
      return sequence;
    }
  }

  /**
   * Batches that were numbered and are gone.
   *
   * @param firstMillis time of the first sample lost, milliseconds since 1970-01-01T00:00Z; 0 when
   *     unknown
   * @param lastMillis time of the last
   * @param samples lost; 0 when unknown
   * @param reason for people
   */
  record LostRange(
      long firstSequence,
      long lastSequence,
      long firstMillis,
      long lastMillis,
      long samples,
      String reason)
      implements SpoolEntry {
    public LostRange {
      if (firstSequence < 1 || lastSequence < firstSequence) {
        throw new IllegalArgumentException(
            "not a range of batches: " + firstSequence + ".." + lastSequence);
      }
    }
  }
}
