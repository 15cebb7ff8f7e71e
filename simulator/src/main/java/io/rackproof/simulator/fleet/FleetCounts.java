package io.rackproof.simulator.fleet;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What a fleet has done. Thread safe. */
final class FleetCounts {

  /** Steps of an eighth of a power of two: a percentile is exact to 9 %. */
  private static final int STEPS = 8;

  final LongAdder made = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder connections = new LongAdder();
  final LongAdder reconnects = new LongAdder();
  final LongAdder refusals = new LongAdder();

  /** Batches that were not made because too many waited. */
  final LongAdder heldBack = new LongAdder();

  private final AtomicLong connected = new AtomicLong();
  private final AtomicLongArray delays = new AtomicLongArray(64 * STEPS);

  void connected(int more) {
    connected.addAndGet(more);
  }

  /** An acknowledgement after this time, from the making of the batch. */
  void delay(long micros) {
    double step = Math.log((double) Math.max(1L, micros)) / Math.log(2) * STEPS;
    delays.incrementAndGet((int) Math.min(delays.length() - 1, Math.ceil(step)));
  }

  /** Takes the delays since the last call out, and gives the summary in one line. */
  String line() {
    long[] counts = new long[delays.length()];
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = delays.getAndSet(i, 0);
      all += counts[i];
    }
    return String.format(
        java.util.Locale.ROOT,
        "connected=%d made=%d sent=%d acknowledged=%d in_flight=%d held_back=%d ack_p50_ms=%s"
            + " ack_p99_ms=%s reconnects=%d refusals=%d",
        connected.get(),
        made.sum(),
        sent.sum(),
        acknowledged.sum(),
        made.sum() - acknowledged.sum(),
        heldBack.sum(),
        percentile(counts, all, 0.50),
        percentile(counts, all, 0.99),
        reconnects.sum(),
        refusals.sum());
  }

  private static String percentile(long[] counts, long all, double share) {
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (all > 0 && below >= share * all) {
        return String.format(
            java.util.Locale.ROOT, "%.1f", Math.pow(2, i / (double) STEPS) / 1_000);
      }
    }
    return "-";
  }
}
