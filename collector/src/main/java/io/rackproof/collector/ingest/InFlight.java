package io.rackproof.collector.ingest;

import org.jspecify.annotations.Nullable;

/** Something received in order that the sink is making durable. On the connection's event loop. */
final class InFlight {

  final long lastSequence;

  /** Why a batch was set aside; null for good batches and losses. */
  @Nullable String poison;

  final boolean batch;
  boolean durable;

  InFlight(long lastSequence, boolean batch, @Nullable String poison) {
    this.lastSequence = lastSequence;
    this.batch = batch;
    this.poison = poison;
  }
}
