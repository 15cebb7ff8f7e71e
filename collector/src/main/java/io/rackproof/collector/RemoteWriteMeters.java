package io.rackproof.collector;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rackproof.collector.remotewrite.ForwardStatus;
import io.rackproof.collector.remotewrite.Forwarder;
import io.rackproof.collector.remotewrite.Refusal;
import io.rackproof.collector.remotewrite.RemoteWriteReceiver;
import io.rackproof.collector.remotewrite.WriteCounts;
import java.util.function.ToDoubleFunction;

/** What remote write, in and out, tells of itself. */
final class RemoteWriteMeters {

  private static final String IN = "rackproof.collector.remote.write.";
  private static final String OUT = "rackproof.collector.forward.";

  private final MeterRegistry registry;

  RemoteWriteMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void bind(RemoteWriteReceiver receiver) {
    if (!receiver.isConfigured()) {
      return;
    }
    WriteCounts counts = receiver.counts();
    count(counts, "requests", WriteCounts::requests, "Requests that were understood.");
    count(counts, "samples", WriteCounts::stored, "Samples that were stored, each once.");
    count(counts, "repeated.samples", WriteCounts::repeats, "Samples that were stored before.");
    count(
        counts,
        "left.away.samples",
        WriteCounts::leftAway,
        "Samples that the senders' rules leave away.");
    count(
        counts,
        "put.off.requests",
        WriteCounts::putOffRequests,
        "Requests answered with 429 or 503: the sender is to come again.");
    count(
        counts,
        "unauthorized.requests",
        WriteCounts::unauthorizedRequests,
        "Requests without a token that is known.");
    for (Refusal refusal : Refusal.values()) {
      FunctionCounter.builder(IN + "refused.samples", counts, c -> c.refused(refusal))
          .description("Samples refused for good.")
          .tag("reason", refusal.label())
          .register(registry);
    }
  }

  private void count(
      WriteCounts counts, String name, ToDoubleFunction<WriteCounts> value, String description) {
    FunctionCounter.builder(IN + name, counts, value).description(description).register(registry);
  }

  void bind(Forwarder forwarder) {
    Gauge.builder(OUT + "lag.seconds", forwarder, f -> f.status().lagMillis() / 1000.0)
        .description("Time between the newest sample stored and the newest sent.")
        .tag("target", forwarder.name())
        .register(registry);
    count(forwarder, "samples", ForwardStatus::sentSamples, "Samples that the target took.");
    count(
        forwarder,
        "dropped.samples",
        ForwardStatus::droppedSamples,
        "Samples that the target refused for good.");
    count(
        forwarder,
        "failed.requests",
        ForwardStatus::failedRequests,
        "Requests that have to be sent again.");
    count(
        forwarder,
        "missed.batches",
        ForwardStatus::missedBatches,
        "Batches that were not there any more when their turn came.");
  }

  private void count(
      Forwarder forwarder, String name, ToDoubleFunction<ForwardStatus> value, String description) {
    FunctionCounter.builder(OUT + name, forwarder, f -> value.applyAsDouble(f.status()))
        .description(description)
        .tag("target", forwarder.name())
        .register(registry);
  }
}
