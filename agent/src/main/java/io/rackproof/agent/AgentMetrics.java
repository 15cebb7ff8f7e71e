package io.rackproof.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.HTTPServer;
import io.rackproof.agent.poll.DevicePoll;
import io.rackproof.agent.spool.Spool;
import io.rackproof.agent.uplink.UplinkStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agent's own metrics, {@code rackproof_agent_…}, and where Prometheus scrapes them. */
@SuppressWarnings("deprecation") // Of the two Prometheus registries, the smaller one.
final class AgentMetrics implements AutoCloseable {

  private static final String DEVICE = "device";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, DeviceMeters> devices = new ConcurrentHashMap<>();
  private final Map<Notifications.Fate, Counter> notifications =
      new EnumMap<>(Notifications.Fate.class);
  private @Nullable HTTPServer server;
  private @Nullable Address served;

  /** The meters of one device. */
  private record DeviceMeters(
      Timer duration,
      Counter polls,
      Counter failures,
      Counter spared,
      Counter overruns,
      Counter points,
      Counter missing) {
    Stream<Meter> all() {
      return Stream.of(duration, polls, failures, spared, overruns, points, missing);
    }
  }

  AgentMetrics(
      RackConfig config,
      Spool spool,
      Supplier<UplinkStatus> uplink,
      Supplier<OptionalLong> certificateExpiry,
      Supplier<Reloads.State> reloads) {
    // A Prometheus that scrapes many agents tells them apart by it, and so do dashboards.
    registry.config().commonTags("rack", config.rack().id());
    config.devices().forEach(device -> know(device.name()));
    for (Notifications.Fate fate : Notifications.Fate.values()) {
      String word = fate.name().toLowerCase(Locale.ROOT).replace('_', '-');
      notifications.put(
          fate,
          Counter.builder("rackproof.agent.notifications")
              .description("SNMP traps and informs that came, by what became of them.")
              .tag("fate", word)
              .register(registry));
    }
    spool(spool);
    uplink(uplink);
    gauge(
        "rackproof.agent.certificate.expiry.timestamp",
        "When this agent's certificate expires, Unix time; NaN without TLS.",
        "seconds",
        certificateExpiry,
        expiry -> {
          OptionalLong millis = expiry.get();
          return millis.isPresent() ? millis.getAsLong() / 1000.0 : Double.NaN;
        });
    reloads(reloads);
    new JvmMemoryMetrics().bindTo(registry);
  }

  /** Counts a device from now on; one that is known already keeps its counts. */
  void know(String device) {
    devices.computeIfAbsent(device, this::meters);
  }

  /** Counts a device no more, and shows its counts no more. */
  void forget(String device) {
    DeviceMeters meters = devices.remove(device);
    if (meters != null) {
      meters.all().forEach(registry::remove);
    }
  }

  private void reloads(Supplier<Reloads.State> reloads) {
    gauge(
        "rackproof.agent.config.last.reload.successful",
        "1 while the configuration in force is what rack.yaml said when it was last read, else 0.",
        null,
        reloads,
        r -> r.get().successful() ? 1 : 0);
    gauge(
        "rackproof.agent.config.last.reload.success.time",
        "When the configuration in force was read, Unix time.",
        "seconds",
        reloads,
        r -> r.get().successMillis() / 1000.0);
    total(
        "rackproof.agent.config.reloads",
        "Times that rack.yaml was read again and taken.",
        reloads,
        r -> r.get().taken());
    total(
        "rackproof.agent.config.reload.failures",
        "Times that rack.yaml was read again and could not be used.",
        reloads,
        r -> r.get().refused());
  }

  private DeviceMeters meters(String device) {
    return new DeviceMeters(
        Timer.builder("rackproof.agent.poll.duration")
            .description("How long polls of a device took.")
            .tag(DEVICE, device)
            .register(registry),
        counter("rackproof.agent.polls", "Polls of a device.", device),
        counter("rackproof.agent.poll.failures", "Polls that a device did not answer.", device),
        counter(
            "rackproof.agent.polls.spared",
            "Slots in which a silent device was not asked, so that others keep their time.",
            device),
        counter(
            "rackproof.agent.poll.overruns",
            "Slots that passed unread because polls took longer than the interval.",
            device),
        counter("rackproof.agent.points", "Points of a device that were read.", device),
        counter(
            "rackproof.agent.points.missing",
            "Points of a device that could not be read; each is told as not available.",
            device));
  }

  private Counter counter(String name, String help, String device) {
    return Counter.builder(name).description(help).tag(DEVICE, device).register(registry);
  }

  private void spool(Spool spool) {
    gauge(
        "rackproof.agent.spool.batches",
        "Batches on disk that the collector has not acknowledged.",
        null,
        spool,
        s -> s.status().batches());
    gauge(
        "rackproof.agent.spool.size",
        "Bytes that these batches take.",
        "bytes",
        spool,
        s -> s.status().bytes());
    gauge(
        "rackproof.agent.spool.oldest.time",
        "Time of the oldest sample on disk, Unix time; 0 when there is none.",
        "seconds",
        spool,
        s -> s.status().oldestMillis() / 1000.0);
    total(
        "rackproof.agent.spool.lost.batches",
        "Batches lost since the start: spool full, disk refused, or damaged file.",
        spool,
        s -> s.status().lostBatches());
    total(
        "rackproof.agent.spool.lost.samples",
        "Samples in the batches lost since the start.",
        spool,
        s -> s.status().lostSamples());
  }

  private void uplink(Supplier<UplinkStatus> uplink) {
    gauge(
        "rackproof.agent.uplink.connected",
        "1 while the collector is connected, else 0.",
        null,
        uplink,
        u -> u.get().connected() ? 1 : 0);
    gauge(
        "rackproof.agent.uplink.acknowledged.sequence",
        "Highest batch number that the collector has acknowledged.",
        null,
        uplink,
        u -> u.get().acknowledged());
    gauge(
        "rackproof.agent.uplink.unacknowledged.batches",
        "Batches that are sent and not acknowledged.",
        null,
        uplink,
        u -> u.get().unacknowledged());
    total(
        "rackproof.agent.uplink.reconnects",
        "Connections to the collector after the first.",
        uplink,
        u -> u.get().reconnects());
    total(
        "rackproof.agent.uplink.refused.batches",
        "Batches that the collector could not understand.",
        uplink,
        u -> u.get().refusedBatches());
    total(
        "rackproof.agent.uplink.live.messages",
        "Messages with the newest values, sent beside a backlog.",
        uplink,
        u -> u.get().liveMessages());
    gauge(
        "rackproof.agent.clock.offset",
        "This machine's clock minus the collector's, as the last connection measured it.",
        "seconds",
        uplink,
        u -> u.get().clockOffsetMillis() / 1000);
    gauge(
        "rackproof.agent.clock.uncertainty",
        "How far the clock offset may be wrong.",
        "seconds",
        uplink,
        u -> u.get().clockUncertaintyMillis() / 1000);
  }

  private <T> void gauge(
      String name, String help, @Nullable String unit, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value)
        .description(help)
        .baseUnit(unit)
        .strongReference(true)
        .register(registry);
  }

  private <T> void total(String name, String help, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, of, value).description(help).register(registry);
  }

  /** Counts a poll. */
  void count(DevicePoll poll) {
    DeviceMeters meters = devices.get(poll.device());
    if (meters == null) {
      return;
    }
    meters.overruns().increment((double) poll.skippedSlots());
    if (!poll.asked()) {
      meters.spared().increment();
      meters.missing().increment(poll.readings().size());
      return;
    }
    int values = poll.values();
    meters.polls().increment();
    meters.duration().record(poll.took());
    meters.points().increment(values);
    meters.missing().increment(poll.readings().size() - values);
    if (!poll.alive()) {
      meters.failures().increment();
    }
  }

  /** Counts a notification. */
  void countNotification(Notifications.Fate fate) {
    Counter counter = notifications.get(fate);
    if (counter != null) {
      counter.increment();
    }
  }

  /**
   * Serves {@code /metrics}, and no more where it did before.
   *
   * @throws IOException when the address is taken or not this machine's; then nothing has changed
   */
  synchronized void serve(Address listen) throws IOException {
    if (server != null && listen.equals(served)) {
      return;
    }
    HTTPServer opened =
        new HTTPServer.Builder()
            .withInetSocketAddress(new InetSocketAddress(listen.host(), listen.port()))
            .withRegistry(registry.getPrometheusRegistry())
            .withDaemonThreads(true)
            .build();
    serveNoMore();
    server = opened;
    served = listen;
  }

  /** Ends {@link #serve}; what is counted stays. */
  synchronized void serveNoMore() {
    if (server != null) {
      server.close();
    }
    server = null;
    served = null;
  }

  /** What {@code /metrics} shows. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    serveNoMore();
    registry.close();
  }
}
