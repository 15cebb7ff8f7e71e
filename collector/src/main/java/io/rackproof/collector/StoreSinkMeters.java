package io.rackproof.collector;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rackproof.collector.store.SampleStore.SetAside;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the way from ingest into the store tells of itself. */
final class StoreSinkMeters {

  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private final Timer commits;
  private final DistributionSummary groups;
  private final Counter samples;
  private final Counter failures;
  private final Counter poisoned;

  interface Commit {
    List<SetAside> make() throws IOException;
  }

  StoreSinkMeters(MeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.commits =
        Timer.builder("rackproof.collector.store.commit")
            .description("Time that one transaction of batches took.")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.groups =
        DistributionSummary.builder("rackproof.collector.store.commit.batches")
            .description("Batches in one transaction.")
            .register(registry);
    this.samples =
        Counter.builder("rackproof.collector.ingest.samples")
            .description("Samples that arrived and were stored, repeats included.")
            .register(registry);
    this.failures =
        Counter.builder("rackproof.collector.store.failures")
            .description("Writes that the store refused, such as for a full disk.")
            .register(registry);
    this.poisoned =
        Counter.builder("rackproof.collector.ingest.poison.batches")
            .description(
                "Batches that were set aside: not understood, impossible times, too many series.")
            .register(registry);
  }

  void queueLength(Supplier<Number> length) {
    Gauge.builder("rackproof.collector.store.queue.batches", length)
        .description("Batches that wait to be written.")
        .register(registry);
  }

  List<SetAside> commit(List<StoredBatch> batches, Commit commit) throws IOException {
    long start = nanoTime.getAsLong();
    List<SetAside> setAside = commit.make();
    commits.record(Duration.ofNanos(nanoTime.getAsLong() - start));
    groups.record(batches.size());
    for (StoredBatch batch : batches) {
      samples.increment(batch.samples().size());
    }
    return setAside;
  }

  void failure() {
    failures.increment();
  }

  void poison() {
    poisoned.increment();
  }
}
