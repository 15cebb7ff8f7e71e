package io.rackproof.agent.uplink;

import io.rackproof.wire.proto.ClockReading;
import org.jspecify.annotations.Nullable;

/** The best measurement of the clock on one connection, and whether the collector knows of it. */
final class OffsetRecord {

  private ClockOffset best;
  private boolean untold = true;

  OffsetRecord(ClockOffset first) {
    best = first;
  }

  /** Takes over a measurement that says more than the best so far; false when it does not. */
  boolean offer(ClockOffset measured) {
    if (!measured.isBetterThan(best)) {
      return false;
    }
    best = measured;
    untold = true;
    return true;
  }

  /** What the collector has not been told yet, once; null when it knows. */
  @Nullable ClockReading takeUntold() {
    if (!untold) {
      return null;
    }
    untold = false;
    return ClockReading.newBuilder()
        .setOffsetMillis(Math.round(best.millis()))
        .setUncertaintyMillis((long) Math.ceil(best.uncertaintyMillis()))
        .build();
  }
}
