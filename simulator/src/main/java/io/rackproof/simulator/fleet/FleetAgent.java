package io.rackproof.simulator.fleet;

import com.google.protobuf.ByteString;
import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.SeriesDefinition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What one agent knows: its series, its numbers and the batches that are not acknowledged. On one
 * event loop.
 */
final class FleetAgent {

  /** Batches that may wait in memory; an agent that holds them makes no more. */
  static final int MOST_WAITING = 200;

  /** Metrics of the catalogue; the points are told apart by a label. */
  private static final List<String> METRICS =
      List.of(
          "pdu_outlet_power_watts",
          "cdu_coolant_flow_liters_per_minute",
          "switch_port_receive_bytes_total",
          "psu_output_power_watts");

  /**
   * @param madeNanos by the ticker
   */
  record Waiting(long sequence, ByteString encoded, long madeNanos) {}

  final String rack;
  final String epoch;
  private final List<Series> series = new ArrayList<>();
  private final SeriesTable table = new SeriesTable();
  private final Random random;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long lastSequence;
  private long acknowledged;

  FleetAgent(String rack, String epoch, int points, long seed) {
    this.rack = rack;
    this.epoch = epoch;
    this.random = new Random(seed);
    for (int point = 0; point < points; point++) {
      Series one =
          Series.of(
              METRICS.get(point % METRICS.size()),
              Map.of("rack", rack, "device", "fleet", "role", "other", "point", "" + point));
      series.add(one);
      table.define(one);
    }
  }

  /** Makes the next batch, unless too many wait. */
  boolean make(long nowMillis, long nowNanos) {
    if (waiting.size() >= MOST_WAITING) {
      return false;
    }
    lastSequence++;
    List<Sample> samples = new ArrayList<>(series.size());
    for (Series one : series) {
      samples.add(Sample.good(one, nowMillis, Math.rint(random.nextGaussian(500, 50) * 10) / 10));
    }
    byte[] encoded = BatchCodec.encode(new Batch(lastSequence, samples), table);
    waiting.add(new Waiting(lastSequence, ByteString.copyFrom(encoded), nowNanos));
    return true;
  }

  List<SeriesDefinition> definitions() {
    return table.definitionsFrom(0);
  }

  /** Those after a number, in order. */
  List<Waiting> after(long sequence, int limit) {
    return waiting.stream().filter(batch -> batch.sequence() > sequence).limit(limit).toList();
  }

  /** Drops what the collector has, and gives it. */
  List<Waiting> acknowledge(long sequence) {
    List<Waiting> gone = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.element().sequence() <= sequence) {
      gone.add(waiting.remove());
    }
    acknowledged = Math.max(acknowledged, sequence);
    return gone;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long lastSequence() {
    return lastSequence;
  }

  long acknowledged() {
    return acknowledged;
  }
}
