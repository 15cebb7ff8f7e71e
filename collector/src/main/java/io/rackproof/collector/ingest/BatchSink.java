package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where ingest hands what agents send. All methods return at once and may be called from several
 * threads; calls of one connection come in order.
 */
public interface BatchSink {

  /**
   * An agent has said hello.
   *
   * @return the highest n such that batches 1..n of the epoch are durable, refused or told lost
   */
  CompletionStage<Long> hello(RackIdentity rack, String epoch);

  /**
   * The agent has measured how its clock stands to the collector's. Comes after the hello, and
   * again when a quicker exchange has told it better or the clocks have moved.
   *
   * @param offsetMillis the agent's clock minus the collector's
   * @param uncertaintyMillis the truth is within
   */
  void clock(RackIdentity rack, long offsetMillis, long uncertaintyMillis);

  /**
   * The newest values of some series, ahead of the batches that will bring them: to be shown, never
   * to be stored or judged.
   */
  void live(RackIdentity rack, List<Sample> samples);

  /**
   * Completes when the batch is durable, or was before; fails when it cannot be stored now, with
   * {@link OverLimitException} for a limit that somebody has set, and with {@link
   * SetAsideException} when it never can and was set aside.
   */
  CompletionStage<Void> batch(Delivery delivery);

  /** Batches that the agent has lost; completes when that is durable. */
  CompletionStage<Void> lost(RackIdentity rack, String epoch, LostBatches lost);

  /** A batch that cannot be understood: kept aside, counts as stored; completes when durable. */
  CompletionStage<Void> poison(
      RackIdentity rack, String epoch, long sequence, ByteString encoded, String why);

  /**
   * A validated batch.
   *
   * @param sequence its number within the epoch, from 1
   * @param encoded the bytes that arrived ({@code BatchMessage})
   * @param samples that it holds
   * @param definitions all series by id that this connection has learned and not delivered before,
   *     enough to decode {@code encoded} together with those delivered earlier in the epoch
   * @param instruments all that this connection has told of instruments and not delivered before
   */
  record Delivery(
      RackIdentity rack,
      String epoch,
      long sequence,
      ByteString encoded,
      List<Sample> samples,
      Map<Integer, Series> definitions,
      List<DatedInstrument> instruments) {
    public Delivery {
      samples = List.copyOf(samples);
      definitions = Map.copyOf(definitions);
      instruments = List.copyOf(instruments);
    }

    /** A batch with which nothing is told of instruments. */
    public Delivery(
        RackIdentity rack,
        String epoch,
        long sequence,
        ByteString encoded,
        List<Sample> samples,
        Map<Integer, Series> definitions) {
      this(rack, epoch, sequence, encoded, samples, definitions, List.of());
    }
  }

  /**
   * @param firstMillis time of the first sample lost, 0 when unknown
   * @param lastMillis time of the last
   */
  record LostBatches(
      long firstSequence,
      long lastSequence,
      long firstMillis,
      long lastMillis,
      long samples,
      String reason) {}
}
