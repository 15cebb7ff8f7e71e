package io.rackproof.agent;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.TrapConfig;
import io.rackproof.agent.poll.BusThreads;
import io.rackproof.agent.poll.DevicePoll;
import io.rackproof.agent.poll.PolledDevice;
import io.rackproof.agent.poll.Poller;
import io.rackproof.agent.sample.Sampler;
import io.rackproof.agent.spool.Spool;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.agent.uplink.UplinkStatus;
import io.rackproof.service.Watchdog;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All stages, running: devices → readings → samples → spool → uplink. */
final class Agent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /** How long polls that are under way may take when the agent ends. */
  private static final Duration LAST_POLLS = Duration.ofSeconds(3);

  private static final Duration LAST_BATCHES = Duration.ofSeconds(5);

  /** A bus that ends no poll for longer hangs: thousands of rows over a slow line take less. */
  private static final Duration LONGEST_POLL = Duration.ofMinutes(5);

  private static final Duration LONGEST_WRITE = Duration.ofMinutes(2);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Ticker ticker;
  private final Drivers drivers;
  private final SqliteSpool spool;
  private final BatchWriter writer;
  private final AgentMetrics metrics;
  private final Notifications notifications;
  private final Poller poller;
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
  private RackConfig config;
  private UplinkConfig collector;
  private volatile Uplink uplink;

  /** What is kept of a device between polls. */
  private record Lane(Sampler sampler, PollLog log, Optional<NotificationCounts> notifications) {}

  /**
   * Starts everything and returns.
   *
   * @throws UnusableException when a part of it cannot start
   */
  static Agent start(RackConfig config, UplinkConfig collector, Ticker ticker, Reloads reloads)
      throws UnusableException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return new Agent(parts, config, collector, ticker, reloads);
    } catch (UnusableException | RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  /**
   * @param opened gets each part as it is started, so that a failure of a later one leaves nothing
   */
  private Agent(
      Deque<AutoCloseable> opened,
      RackConfig config,
      UplinkConfig collector,
      Ticker ticker,
      Reloads reloads)
      throws UnusableException {
    this.config = config;
    this.collector = collector;
    this.ticker = ticker;
    spool = openSpool(config, ticker);
    opened.push(spool);
    Uplink first = startUplink(config, collector, spool, ticker);
    uplink = first;
    opened.push(first);
    metrics =
        new AgentMetrics(
            config,
            spool,
            () -> uplink.status(),
            () -> uplink.certificateExpiryMillis(),
            reloads::state);
    opened.push(metrics);
    serve(metrics, config);
    writer = new BatchWriter(spool, ticker.nanos());
    opened.push(writer);
    drivers = new Drivers(ticker);
    opened.push(drivers);
    BusThreads threads = new BusThreads(ticker.nanos(), LAST_POLLS);
    notifications = new Notifications(ticker, threads, metrics);
    opened.push(notifications);
    List<PolledDevice> polled = new ArrayList<>();
    for (DeviceConfig device : config.devices()) {
      polled.add(prepare(config, device));
    }
    poller = new Poller(threads, ticker, polled, this::take);
    opened.push(poller);
    listen(config.traps());
    // From here on nothing fails: the uplink is the one of the moment, and is drained first.
    parts.push(spool);
    parts.push(() -> uplink.close());
    parts.push(() -> drain(uplink, spool));
    parts.push(metrics);
    parts.push(writer);
    parts.push(drivers);
    parts.push(poller);
    parts.push(notifications);
    poller.start();
    LOG.info(
        "Rack {}: polling {} devices, {} points",
        config.rack().id(),
        config.devices().size(),
        config.devices().stream().mapToInt(device -> device.profile().points().size()).sum());
  }

  /** All that polling a device needs, but for its first slot. */
  private PolledDevice prepare(RackConfig of, DeviceConfig device) throws UnusableException {
    try {
      Driver driver = drivers.driver(device.connection());
      PolledDevice polled =
          new PolledDevice(device.name(), driver, device.profile().points(), device.interval());
      Lane lane =
          new Lane(
              sampler(of, device),
              new PollLog(device),
              of.traps().map(t -> new NotificationCounts(Notifications.rules(device))));
      lanes.put(device.name(), lane);
      if (driver instanceof SnmpDriver snmp) {
        notifications.add(device, snmp, (names, said) -> take(device.name(), names, said));
      }
      return polled;
    } catch (IOException e) {
      throw new UnusableException(1, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Takes a new configuration into force. Devices that it does not change keep their connections,
   * slots and counts.
   *
   * @return what has changed, for the log
   * @throws UnusableException when it cannot be taken; then nothing has changed
   */
  synchronized String reload(RackConfig next) throws UnusableException, InterruptedException {
    UplinkConfig to = requireReloadable(next);
    boolean moves = !to.equals(collector) || !next.rack().equals(config.rack());
    Reconfiguration changes = Reconfiguration.between(config.devices(), next.devices());
    if (!changes.opened().isEmpty()) {
      drivers.require(changes.opened().stream().map(DeviceConfig::connection).toList());
    }
    boolean listensAnew = !next.traps().equals(config.traps());
    if (listensAnew) {
      listen(next.traps());
    }
    boolean servesAnew = !next.metrics().equals(config.metrics());
    if (servesAnew) {
      serveOrListenAsBefore(next);
    }
    boolean keepsAnew = !next.spool().equals(config.spool());
    if (keepsAnew) {
      spool.keep(next.spool());
    }
    for (String name : changes.closed()) {
      notifications.remove(name);
      try {
        poller.remove(name).get(LAST_POLLS.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        LOG.warn("{}: its last poll does not end", name);
      }
      lanes.remove(name);
    }
    changes.removed().forEach(metrics::forget);
    for (DeviceConfig device : changes.opened()) {
      metrics.know(device.name());
      poller.add(prepare(next, device));
    }
    if (next.traps().isPresent() != config.traps().isPresent()) {
      next.devices().forEach(device -> countNotifications(device, next.traps().isPresent()));
    }
    if (moves) {
      uplink.close();
      uplink = startUplink(next, to, spool, ticker);
    }
    config = next;
    collector = to;
    return changes
        + (listensAnew ? "; notifications are taken anew" : "")
        + (servesAnew ? "; its own metrics are served anew" : "")
        + (keepsAnew ? "; the spool has new bounds" : "")
        + (moves ? "; the collector is connected anew" : "");
  }

  private UplinkConfig requireReloadable(RackConfig next) throws UnusableException {
    String id = next.rack().id();
    if (!id.equals(config.rack().id())) {
      throw new UnusableException(
          2,
          "rack.id is now '"
              + id
              + "': the spool still holds samples of '"
              + config.rack().id()
              + "', and the counters and slots of this process are its. Give the old id back, or"
              + " restart the agent (systemctl restart rackproof-agent) with a spool.directory of"
              + " its own for '"
              + id
              + "'; until then nothing of the changed file is in force",
          null);
    }
    if (!next.spool().directory().equals(config.spool().directory())) {
      throw new UnusableException(
          2,
          "spool.directory is now "
              + next.spool().directory()
              + ": batches that wait in "
              + config.spool().directory()
              + " would be left behind. Give the old directory back, or stop the agent, move the"
              + " directory and start it again; until then nothing of the changed file is in force",
          null);
    }
    UplinkConfig to =
        next.collector()
            .orElseThrow(() -> new UnusableException(2, "the key 'collector' is missing", null));
    try {
      Uplink.check(to);
    } catch (IOException e) {
      throw new UnusableException(2, "collector: " + e.getMessage(), e);
    }
    return to;
  }

  static Sampler sampler(RackConfig config, DeviceConfig device) {
    return new Sampler(
        config.rack().id(),
        device.name(),
        device.role(),
        device.labels(),
        device.profile().points());
  }

  private void take(DevicePoll poll) {
    Lane lane = lanes.get(poll.device());
    if (lane == null) {
      // Its last poll, which took longer than its removal waits.
      return;
    }
    List<Sample> samples = lane.sampler().samples(poll.readings(), poll.time(), poll.took());
    if (poll.alive()) {
      lane.notifications().ifPresent(counts -> add(counts, poll, lane.sampler(), samples));
    }
    writer.add(samples, lane.sampler().takeInstruments());
    metrics.count(poll);
    lane.log().note(poll, ticker.nanos().getAsLong());
  }

  private static void add(
      NotificationCounts counts, DevicePoll poll, Sampler sampler, List<Sample> samples) {
    counts.readings(poll.time()).forEach(reading -> samples.add(sampler.event(reading)));
  }

  /** What a device told by itself, on its bus. */
  private void take(String device, List<String> names, List<Reading> readings) {
    Lane lane = lanes.get(device);
    if (lane == null) {
      return;
    }
    lane.notifications().ifPresent(counts -> names.forEach(counts::add));
    List<Sample> samples = readings.stream().map(lane.sampler()::event).toList();
    writer.add(samples, lane.sampler().takeInstruments());
  }

  private void listen(Optional<TrapConfig> traps) throws UnusableException {
    try {
      notifications.listen(traps);
    } catch (IOException e) {
      String where = traps.map(TrapConfig::toString).orElse("");
      throw new UnusableException(
          1, "traps.listen: cannot listen on UDP " + where + ": " + e.getMessage(), e);
    }
  }

  /** Serves the metrics of a new configuration, or leaves all as it was. */
  private void serveOrListenAsBefore(RackConfig next) throws UnusableException {
    try {
      serve(metrics, next);
    } catch (UnusableException e) {
      if (!next.traps().equals(config.traps())) {
        listen(config.traps());
      }
      throw e;
    }
  }

  /** Begins or ends to count what a device tells by itself; its other samples go on. */
  private void countNotifications(DeviceConfig device, boolean counts) {
    Optional<NotificationCounts> counted =
        counts
            ? Optional.of(new NotificationCounts(Notifications.rules(device)))
            : Optional.empty();
    lanes.computeIfPresent(
        device.name(), (name, lane) -> new Lane(lane.sampler(), lane.log(), counted));
  }

  /** What must go on for samples to come, for the service manager's watchdog. */
  List<Watchdog.Part> vitalParts() {
    return List.of(
        new Watchdog.Part("polling", LONGEST_POLL, poller::overdueNanos),
        new Watchdog.Part("writing to the spool", LONGEST_WRITE, writer::overdueNanos));
  }

  /** One line on how it goes. */
  String status() {
    long silent = lanes.values().stream().filter(lane -> lane.log().isLost()).count();
    UplinkStatus sending = uplink.status();
    return "Polling "
        + lanes.size()
        + (lanes.size() == 1 ? " device" : " devices")
        + (silent == 0 ? "" : ", " + silent + " silent")
        + (sending.connected() ? "; collector connected" : "; collector away, samples are kept");
  }

  private static SqliteSpool openSpool(RackConfig config, Ticker ticker) throws UnusableException {
    try {
      return SqliteSpool.open(config.spool(), ticker.wall());
    } catch (IOException e) {
      throw new UnusableException(1, String.valueOf(e.getMessage()), e);
    }
  }

  private static Uplink startUplink(
      RackConfig config, UplinkConfig collector, SqliteSpool spool, Ticker ticker)
      throws UnusableException {
    try {
      return Uplink.start(collector, config.rack(), spool, ticker.wall());
    } catch (IOException e) {
      throw new UnusableException(2, "collector: " + e.getMessage(), e);
    }
  }

  private static void serve(AgentMetrics metrics, RackConfig config) throws UnusableException {
    if (config.metrics().isEmpty()) {
      metrics.serveNoMore();
      return;
    }
    RackConfig.Metrics where = config.metrics().get();
    try {
      metrics.serve(where.listen());
      LOG.info("Own metrics on http://{}/metrics", where.listen());
    } catch (IOException e) {
      if (where.asked()) {
        throw new UnusableException(
            1, "metrics.listen: cannot listen on " + where.listen() + ": " + e.getMessage(), e);
      }
      LOG.warn(
          "No metrics of the agent itself: {} is taken. Give 'metrics: {listen: ADDRESS}', or"
              + " 'listen: none'",
          where.listen());
    }
  }

  private static void drain(Uplink uplink, Spool spool) throws InterruptedException {
    boolean drained = uplink.drain(LAST_BATCHES);
    long left = spool.status().batches();
    if (!drained && left > 0) {
      LOG.warn("{} batches wait in the spool for the next start", left);
    }
  }

  /** Ends polling, writes what was read, and gives the collector a moment to take it. */
  @Override
  public synchronized void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.error("A defect at the end", e);
      }
    }
  }
}
