package io.rackproof.collector;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rackproof.collector.notify.Courier;
import io.rackproof.collector.notify.Courier.Status;
import java.util.function.ToDoubleFunction;

/** What telling other programs tells of itself. */
final class NotifyMeters {

  private static final String STEM = "rackproof.collector.notify.";

  private final MeterRegistry registry;

  NotifyMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void bind(Courier courier) {
    Gauge.builder(STEM + "waiting.notices", courier, c -> c.status().waiting())
        .description("Notices that the target has not got yet.")
        .tag("target", courier.name())
        .register(registry);
    count(courier, "sent.notices", Status::sent, "Notices that the target took.");
    count(
        courier, "failed.requests", Status::failedRequests, "Requests that have to be sent again.");
    count(courier, "refused.notices", Status::refused, "Notices that the target refused for good.");
    count(
        courier,
        "dropped.notices",
        Status::dropped,
        "Notices that were given up because too many waited.");
  }

  private void count(
      Courier courier, String name, ToDoubleFunction<Status> value, String description) {
    FunctionCounter.builder(STEM + name, courier, c -> value.applyAsDouble(c.status()))
        .description(description)
        .tag("target", courier.name())
        .register(registry);
  }
}
