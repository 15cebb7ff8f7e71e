package io.rackproof.agent;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.poll.BusThreads;
import io.rackproof.agent.poll.DevicePoll;
import io.rackproof.agent.poll.PolledDevice;
import io.rackproof.agent.poll.Poller;
import io.rackproof.agent.sample.Sampler;
import io.rackproof.agent.spool.Spool;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All stages, running: devices → readings → samples → spool → uplink. */
final class Agent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /** How long polls that are under way may take when the agent ends. */
  private static final Duration LAST_POLLS = Duration.ofSeconds(3);

  private static final Duration LAST_BATCHES = Duration.ofSeconds(5);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** What is kept of a device between polls. */
  private record Lane(Sampler sampler, PollLog log, Optional<NotificationCounts> notifications) {}

  private Agent() {}

  /**
   * Starts everything and returns.
   *
   * @throws UnusableException when a part of it cannot start
   */
  static Agent start(RackConfig config, UplinkConfig collector, Ticker ticker)
      throws UnusableException {
    Agent agent = new Agent();
    try {
      agent.assemble(config, collector, ticker);
      return agent;
    } catch (UnusableException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  private void assemble(RackConfig config, UplinkConfig collector, Ticker ticker)
      throws UnusableException {
    SqliteSpool spool = openSpool(config, ticker);
    parts.push(spool);
    Uplink uplink = startUplink(config, collector, spool, ticker);
    parts.push(uplink);
    parts.push(() -> drain(uplink, spool));
    AgentMetrics metrics = new AgentMetrics(config, spool, uplink::status);
    parts.push(metrics);
    serve(metrics, config);
    BatchWriter writer = new BatchWriter(spool);
    parts.push(writer);
    writer.start();
    poll(config, ticker, writer, metrics);
    LOG.info(
        "Rack {}: polling {} devices, {} points",
        config.rack().id(),
        config.devices().size(),
        config.devices().stream().mapToInt(device -> device.profile().points().size()).sum());
  }

  private void poll(RackConfig config, Ticker ticker, BatchWriter writer, AgentMetrics metrics)
      throws UnusableException {
    Drivers drivers = new Drivers(ticker);
    parts.push(drivers);
    BusThreads threads = new BusThreads(ticker.nanos(), LAST_POLLS);
    Notifications notifications = new Notifications(ticker, threads, metrics);
    Map<String, Lane> lanes = new HashMap<>();
    List<PolledDevice> polled = new ArrayList<>();
    for (DeviceConfig device : config.devices()) {
      Lane lane =
          new Lane(
              sampler(config, device),
              new PollLog(device),
              config.traps().map(t -> new NotificationCounts(Notifications.rules(device))));
      lanes.put(device.name(), lane);
      try {
        Driver driver = drivers.driver(device.connection());
        polled.add(
            new PolledDevice(device.name(), driver, device.profile().points(), device.interval()));
        if (driver instanceof SnmpDriver snmp) {
          notifications.add(device, snmp, (names, said) -> take(names, said, lane, writer));
        }
      } catch (IOException e) {
        throw new UnusableException(1, String.valueOf(e.getMessage()), e);
      }
    }
    Poller poller =
        new Poller(threads, ticker, polled, poll -> take(poll, lanes, writer, metrics, ticker));
    parts.push(poller);
    parts.push(notifications);
    listen(notifications, config);
    poller.start();
  }

  private static void listen(Notifications notifications, RackConfig config)
      throws UnusableException {
    if (config.traps().isEmpty()) {
      return;
    }
    try {
      notifications.start(config.traps().get());
    } catch (IOException e) {
      throw new UnusableException(
          1,
          "traps.listen: cannot listen on UDP " + config.traps().get() + ": " + e.getMessage(),
          e);
    }
  }

  /** What a device told by itself, on its bus. */
  private static void take(
      List<String> names, List<Reading> readings, Lane lane, BatchWriter writer) {
    names.forEach(name -> lane.notifications().ifPresent(counts -> counts.add(name)));
    List<Sample> samples = readings.stream().map(lane.sampler()::event).toList();
    writer.add(samples, lane.sampler().takeInstruments());
  }

  static Sampler sampler(RackConfig config, DeviceConfig device) {
    return new Sampler(
        config.rack().id(),
        device.name(),
        device.role(),
        device.labels(),
        device.profile().points());
  }

  private static void take(
      DevicePoll poll,
      Map<String, Lane> lanes,
      BatchWriter writer,
      AgentMetrics metrics,
      Ticker ticker) {
    Lane lane = lanes.get(poll.device());
    if (lane == null) {
      throw new IllegalStateException("nobody asked for " + poll.device());
    }
    List<Sample> samples = lane.sampler().samples(poll.readings(), poll.time(), poll.took());
    if (poll.alive()) {
      lane.notifications()
          .ifPresent(
              counts ->
                  counts.readings(poll.time()).stream()
                      .map(lane.sampler()::event)
                      .forEach(samples::add));
    }
    writer.add(samples, lane.sampler().takeInstruments());
    metrics.count(poll);
    lane.log().note(poll, ticker.nanos().getAsLong());
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
  public void close() {
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
