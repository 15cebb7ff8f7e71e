package io.rackproof.collector;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.rackproof.collector.identity.Identities;
import io.rackproof.collector.ingest.IngestServer;
import io.rackproof.collector.notify.Courier;
import io.rackproof.collector.remotewrite.Forwarder;
import io.rackproof.collector.remotewrite.RemoteWriteReceiver;
import io.rackproof.collector.store.SampleStore;

/**
 * What the collector tells of itself. Micrometer calls its bridge to simpleclient deprecated in
 * favour of the 1.x client, which writes OpenMetrics names that the 0.0.4 text does not have.
 */
@SuppressWarnings("deprecation")
final class OwnMeters implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  OwnMeters() {
    // Names that Prometheus' own check of metrics finds fault with, and that tell nothing here.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  MeterRegistry registry() {
    return registry;
  }

  /** All of them in the Prometheus text format 0.0.4. */
  String text() {
    return registry.scrape();
  }

  Timer rounds() {
    return Timer.builder("rackproof.collector.scoring.round")
        .description(
            "Time that a round of judging took: of all running campaigns, or of the racks of which samples had come.")
        .publishPercentiles(0.5, 0.99)
        .register(registry);
  }

  /**
   * Tells who this is.
   *
   * @param pages address at which people reach the pages, without a slash at its end
   */
  void tell(String version, String pages) {
    Gauge.builder("rackproof.collector.info", () -> 1)
        .description(
            "The collector's version, and the address at which people reach its pages; always 1.")
        .tag("version", version)
        .tag("pages", pages)
        .register(registry);
  }

  void bind(SampleStore samples) {
    Gauge.builder("rackproof.collector.store.log.batches", samples, s -> s.status().logBatches())
        .description("Batches in the log that wait to be sealed.")
        .register(registry);
    Gauge.builder("rackproof.collector.store.log.bytes", samples, s -> s.status().logBytes())
        .description("Bytes that the batches in the log take.")
        .register(registry);
    Gauge.builder("rackproof.collector.store.sealed.files", samples, s -> s.status().sealedFiles())
        .description("Sealed Parquet files.")
        .register(registry);
    Gauge.builder("rackproof.collector.store.sealed.bytes", samples, s -> s.status().sealedBytes())
        .description("Bytes that the sealed files take.")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.store.sealed.samples", samples, s -> s.status().sealedSamples())
        .description("Samples in sealed files.")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.store.sealed.sample.bytes", samples, s -> bytesASample(s.status()))
        .description("Bytes at rest that a sample takes in sealed files, on average.")
        .register(registry);
    Gauge.builder("rackproof.collector.store.free.bytes", samples, s -> s.status().freeBytes())
        .description("Room on the disk that the store may still write.")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.store.reserve.bytes", samples, s -> s.status().reserveBytes())
        .description("Room on the disk that is kept in reserve; with less nothing is taken.")
        .register(registry);
    FunctionCounter.builder(
            "rackproof.collector.store.deleted.files", samples, s -> s.status().deletedFiles())
        .description("Sealed files that retention deleted.")
        .register(registry);
    Gauge.builder("rackproof.collector.store.series", samples, SampleStore::series)
        .description("Series that have samples, of all racks; ingest.most-series is the limit.")
        .register(registry);
    FunctionCounter.builder(
            "rackproof.collector.store.damaged.files", samples, s -> s.status().damagedFiles())
        .description("Sealed files found damaged or gone; their samples count as lost.")
        .register(registry);
    FunctionCounter.builder("rackproof.collector.store.samples", samples, s -> s.status().samples())
        .description("Samples stored since the process started, each once.")
        .register(registry);
  }

  private static double bytesASample(SampleStore.Status status) {
    return status.sealedSamples() == 0
        ? Double.NaN
        : (double) status.sealedBytes() / status.sealedSamples();
  }

  void bindWriting(StoreSink sink) {
    Gauge.builder("rackproof.collector.store.writable", sink, s -> s.isFailing() ? 0 : 1)
        .description("1 while batches are stored, 0 while the store refuses them.")
        .register(registry);
  }

  void bind(RemoteWriteReceiver receiver) {
    new RemoteWriteMeters(registry).bind(receiver);
  }

  void bind(Forwarder forwarder) {
    new RemoteWriteMeters(registry).bind(forwarder);
  }

  void bind(Courier courier) {
    new NotifyMeters(registry).bind(courier);
  }

  void bind(IngestServer ingest) {
    Gauge.builder("rackproof.collector.ingest.agents", ingest, i -> i.status().agents().size())
        .description("Agents that are connected.")
        .register(registry);
    FunctionCounter.builder(
            "rackproof.collector.ingest.connections", ingest, i -> i.status().connections())
        .description("Connections of agents that were greeted.")
        .register(registry);
    FunctionCounter.builder(
            "rackproof.collector.ingest.refusals", ingest, i -> i.status().refusals())
        .description("Connections that were refused.")
        .register(registry);
    FunctionCounter.builder("rackproof.collector.ingest.batches", ingest, i -> i.status().batches())
        .description("Batches acknowledged.")
        .register(registry);
    FunctionCounter.builder(
            "rackproof.collector.ingest.live.messages", ingest, i -> i.status().liveMessages())
        .description("Messages with the newest values of agents that are behind.")
        .register(registry);
    FunctionCounter.builder(
            "rackproof.collector.ingest.turned.away", ingest, i -> i.status().load().turnedAway())
        .description("Connections turned away: ingest.most-agents or ingest.most-series.")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.ingest.memory.bytes", ingest, i -> i.status().load().memoryBytes())
        .description("What has arrived and is not stored yet, as ingest.memory counts it.")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.ingest.memory.limit.bytes",
            ingest,
            i -> i.status().load().memoryLimitBytes())
        .description("Beyond it agents are not read: ingest.memory.")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.ingest.paused.agents", ingest, i -> i.status().load().paused())
        .description("Agents that are not read now because the memory for batches is taken.")
        .register(registry);
    Gauge.builder("rackproof.collector.ingest.series", ingest, i -> i.status().load().series())
        .description("Series that the connected agents have defined.")
        .register(registry);
  }

  void bind(Identities identities) {
    Gauge.builder(
            "rackproof.collector.certificate.expiry.timestamp",
            identities,
            i -> i.credentials().chain().get(0).getNotAfter().toInstant().toEpochMilli() / 1000.0)
        .description("When the collector's own certificate expires, Unix time.")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder(
            "rackproof.collector.agent.certificate.first.expiry.timestamp",
            identities,
            i -> i.firstExpiryMillis() / 1000.0)
        .description("When the first of the agents' certificates expires, Unix time; NaN for none.")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("rackproof.collector.agent.certificates", identities, i -> i.good().size())
        .description("Agents whose certificate is good.")
        .register(registry);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
