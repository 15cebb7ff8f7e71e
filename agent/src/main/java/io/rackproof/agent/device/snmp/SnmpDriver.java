package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads one device over SNMP: scalars by GET, tables by GETBULK or GETNEXT. The first request of
 * each read also asks for sysUpTime; when it went back, the device restarted and everything learned
 * of it is forgotten.
 */
public final class SnmpDriver implements Driver {

  private final SnmpConfig config;
  private final SnmpSession session;
  private final InstanceReader instances;
  private final Map<SnmpTable, TableReader> tables = new HashMap<>();
  private final AnswerLimits limits = new AnswerLimits();
  private final CounterEpochs counters = new CounterEpochs();
  private final NotificationReader notifications;
  private final Ticker ticker;
  private final UpTime upTime = new UpTime();

  /**
   * Does not connect yet.
   *
   * @param engine shared by all devices; stays open when this driver is closed
   */
  public SnmpDriver(SnmpConfig config, SnmpEngine engine, Ticker ticker) {
    this.config = config;
    this.session = new SnmpSession(config, engine, ticker);
    this.instances = new InstanceReader(session);
    this.notifications = new NotificationReader(instances);
    this.ticker = ticker;
  }

  /** A device is asked one question at a time; different devices share nothing. */
  @Override
  public String bus() {
    return "snmp " + config;
  }

  @Override
  public List<Reading> read(List<Point> points) {
    if (points.isEmpty()) {
      return List.of();
    }
    InstanceReader.Found had = instances.read(instances(points));
    Map<Oid, Cell> scalars = had.cells();
    Optional<Exchange.Lost> lost = had.lost();
    Cell upTimeCell =
        Objects.requireNonNull(scalars.get(Oid.SYS_UP_TIME), "asked for in every read");
    watchUpTime(upTimeCell);
    RequestTime asOf = upTimeCell.time();
    Map<SnmpTable, List<Point>> byTable = new LinkedHashMap<>();
    for (Point point : points) {
      if (source(point) instanceof SnmpSource.Column column) {
        byTable.computeIfAbsent(column.table(), t -> new ArrayList<>()).add(point);
      }
    }
    Map<Point, List<Reading>> readings = new HashMap<>();
    for (Map.Entry<SnmpTable, List<Point>> table : byTable.entrySet()) {
      TableReader reader = tables.computeIfAbsent(table.getKey(), this::reader);
      if (lost.isPresent()) {
        readings.putAll(reader.lost(table.getValue(), lost.get()));
      } else {
        TableReader.Outcome outcome = reader.read(table.getValue(), asOf, upTime.isKnown());
        readings.putAll(outcome.readings());
        lost = outcome.lost();
      }
    }
    List<Reading> ordered = new ArrayList<>();
    for (Point point : points) {
      if (source(point) instanceof SnmpSource.Scalar scalar) {
        Reading reading = scalar(point, scalar, scalars);
        ordered.add(counters.mark(point, "", reading, Optional.empty(), upTime.isKnown()));
      } else {
        ordered.addAll(readings.getOrDefault(point, List.of()));
      }
    }
    return ordered;
  }

  private TableReader reader(SnmpTable table) {
    return new TableReader(
        table, new TableWalk(session, limits, config.maxRepetitions()), instances);
  }

  private static SnmpSource source(Point point) {
    if (point.source() instanceof SnmpSource source) {
      return source;
    }
    throw new IllegalArgumentException(point.metric() + " is not read over SNMP");
  }

  private static List<Oid> instances(List<Point> points) {
    Set<Oid> instances = new LinkedHashSet<>();
    instances.add(Oid.SYS_UP_TIME);
    for (Point point : points) {
      if (source(point) instanceof SnmpSource.Scalar scalar) {
        scalar.variants().forEach(variant -> instances.add(variant.oid()));
      }
    }
    return List.copyOf(instances);
  }

  private void watchUpTime(Cell cell) {
    if (!(cell instanceof Cell.Had had)) {
      return;
    }
    OptionalDouble now = SnmpValues.number(had.variable());
    if (now.isPresent() && upTime.restarted(now.getAsDouble(), ticker.nanos().getAsLong())) {
      tables.values().forEach(TableReader::reset);
      instances.reset();
      limits.reset();
      counters.deviceRestarted();
      notifications.reset();
    }
  }

  /**
   * What a notification of this device says, with the labels that its rows have. May ask the device
   * for them; to be called as {@link #read} is, never at the same time.
   *
   * @param rules of the device's profile
   */
  public List<Reading> readings(SnmpNotification notification, List<NotificationRule> rules) {
    return notifications.readings(notification, rules);
  }

  private static Reading scalar(Point point, SnmpSource.Scalar scalar, Map<Oid, Cell> cells) {
    Cell.None first = null;
    for (Variant variant : scalar.variants()) {
      Cell cell = cells.get(variant.oid());
      if (cell instanceof Cell.Had had) {
        return ValueReading.of(point, variant, variant.oid(), had, Scaling.NONE);
      }
      if (first == null && cell instanceof Cell.None none) {
        first = none;
      }
    }
    if (first == null) {
      throw new IllegalStateException("no answer kept for " + scalar);
    }
    return Reading.missing(point, first.cause(), scalar + ": " + first.detail(), first.time());
  }

  @Override
  public void close() {
    session.close();
  }
}
