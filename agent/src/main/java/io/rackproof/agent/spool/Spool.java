package io.rackproof.agent.spool;

import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.List;
import java.util.Map;

/**
 * A bounded, crash-safe log of encoded batches: what polling puts in is on disk when {@link #put}
 * returns, and stays until the collector has acknowledged it. Thread safe.
 */
public interface Spool extends AutoCloseable {

  /** Names this life of the spool; sequence numbers count from 1 within it. */
  String epoch();

  /**
   * Stores samples as the next batch. When the disk refuses, the samples are counted as lost and
   * the loss is told to the collector; never throws for it.
   *
   * @param samples at least one, at most {@code WireProtocol.MAX_BATCH_SAMPLES}
   * @param instruments what is known of those behind any series, as far as it is new in this
   *     process; it is told with the next batch that has samples of the series, unless the epoch
   *     has told the same before
   */
  void put(List<Sample> samples, Map<Series, Instrument> instruments);

  /** Stores samples; nothing new is known of instruments. */
  default void put(List<Sample> samples) {
    put(samples, Map.of());
  }

  /** How full it is, for metrics. */
  Status status();

  /** Flushes and closes; what is in it stays. */
  @Override
  void close();

  /**
   * @param batches stored and not acknowledged
   * @param bytes that they take
   * @param oldestMillis time of the first sample of the oldest one; 0 when empty
   * @param lostBatches since the start of the process: spool full, disk refused, damaged file
   * @param lostSamples in them
   */
  record Status(long batches, long bytes, long oldestMillis, long lostBatches, long lostSamples) {}
}
