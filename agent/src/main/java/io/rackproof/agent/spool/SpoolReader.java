package io.rackproof.agent.spool;

import com.google.protobuf.ByteString;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.proto.SeriesDefinition;
import java.util.List;

/**
 * The sending side of a spool. Every call names the epoch that it speaks of: a spool whose file was
 * damaged begins a new one at any moment, and what is said about the old one then has no effect.
 * Thread safe; calls touch the disk and may wait for it.
 */
public interface SpoolReader {

  /** The current epoch and the highest batch number stored in it. */
  Position position();

  /** Whether the collector has acknowledged all that was stored or lost. */
  boolean isEmpty();

  /**
   * Batches and losses in the order of their numbers, from the first whose last number is greater
   * than {@code after}. Empty when there is none, or the epoch is over.
   *
   * @param limit the most entries to return, at least 1; fewer come when they are large
   */
  List<SpoolEntry> read(String epoch, long after, int limit);

  /** The series of the epoch whose ids are at least {@code firstId}, in the order of their ids. */
  List<SeriesDefinition> definitions(String epoch, int firstId);

  /** Drops all entries up to and including this number: the collector has them. */
  void acknowledge(String epoch, long sequence);

  /**
   * Compares what the collector has with what was ever handed out here. Where the collector has
   * more, the end of this spool's file was lost (a disk that lied about being flushed) and its
   * numbers may have been issued twice: a new epoch begins, with what is stored since.
   *
   * @param acknowledged the highest number that the collector has
   * @return false when a new epoch has begun and the collector must be greeted anew
   */
  boolean resume(String epoch, long acknowledged);

  /**
   * The newest sample of each series that was put after a mark, whether or not the disk took it; of
   * series that the epoch has defined. Nothing when the epoch is over.
   *
   * @param mark that of the answer before; 0 at first
   */
  Live live(String epoch, long mark);

  /** Has {@code listener} called after each change that may give more to read. One listener. */
  void onChange(Runnable listener);

  /**
   * @param lastSequence highest batch number issued in the epoch, 0 when none
   * @param oldestMillis when the oldest batch that waits was stored, milliseconds since
   *     1970-01-01T00:00Z; 0 when none waits
   */
  record Position(String epoch, long lastSequence, long oldestMillis) {}

  /**
   * @param mark for the next call
   * @param encoded messages as {@link BatchCodec#encodeLive} makes them, each at most as large as a
   *     batch
   */
  record Live(long mark, List<ByteString> encoded) {
    public Live {
      encoded = List.copyOf(encoded);
    }
  }
}
