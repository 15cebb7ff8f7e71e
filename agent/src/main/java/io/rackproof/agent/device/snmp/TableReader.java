package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the points of one table, and remembers between reads what the device has of it. */
final class TableReader {

  /** After so many reads columns that were of no use are tried again. */
  private static final int READS_BEFORE_TRYING_AGAIN = 60;

  private final SnmpTable table;
  private final TableWalk walk;
  private final LabelCache labels;
  private final Set<Oid> useless = new HashSet<>();
  private final Map<Point, Map<String, Point>> rowsBefore = new HashMap<>();
  private final CounterEpochs counters = new CounterEpochs();
  private int rowsKnown;
  private int reads;

  TableReader(SnmpTable table, TableWalk walk, InstanceReader instances) {
    this.table = table;
    this.walk = walk;
    this.labels = new LabelCache(table, instances);
  }

  /** Forgets everything: the device restarted. */
  void reset() {
    walk.reset();
    counters.deviceRestarted();
    labels.clear();
    useless.clear();
    rowsBefore.clear();
    rowsKnown = 0;
    reads = 0;
  }

  /** The readings of points of this table when the device does not answer. */
  Map<Point, List<Reading>> lost(Collection<Point> points, Exchange.Lost lost) {
    Map<Point, List<Reading>> readings = new LinkedHashMap<>();
    for (Point point : points) {
      readings.put(point, missing(point, lost.cell(), Set.of()));
    }
    return readings;
  }

  /** Result of a read. */
  record Outcome(Map<Point, List<Reading>> readings, Optional<Exchange.Lost> lost) {}

  /**
   * Reads the points.
   *
   * @param asOf when the device last answered, for what is known without asking again
   * @param upTimeKnown whether a restart of the device would have been noticed
   */
  Outcome read(Collection<Point> points, RequestTime asOf, boolean upTimeKnown) {
    if (++reads % READS_BEFORE_TRYING_AGAIN == 0) {
      useless.clear();
    }
    WalkedColumns columns = walk.walk(columns(points), rowsKnown);
    useless.forEach(columns::absent);
    Set<String> rows = rows(points, columns);
    if (labels.lacks(rows) && !useless.isEmpty()) {
      // A new row may have what the others lack.
      useless.clear();
      columns = walk.walk(columns(points), 0);
      rows = rows(points, columns);
    }
    Optional<Exchange.Lost> lost = columns.lost().isPresent() ? columns.lost() : labels.learn(rows);
    Rows found = new Rows(table, columns, labels, asOf);
    Map<Point, List<Reading>> readings = new LinkedHashMap<>();
    Set<Oid> used = new HashSet<>();
    for (Point point : points) {
      readings.put(point, readings(point, rows, found, lost, used, upTimeKnown));
    }
    if (lost.isEmpty()) {
      rowsKnown = rows.size();
      remember(points, columns, used);
    }
    return new Outcome(readings, lost);
  }

  private List<Reading> readings(
      Point point,
      Set<String> rows,
      Rows found,
      Optional<Exchange.Lost> lost,
      Set<Oid> used,
      boolean upTimeKnown) {
    Map<String, Reading> byRow = new LinkedHashMap<>();
    for (String row : rows) {
      found
          .read(point, row, used)
          .map(r -> counters.mark(point, row, r, found.discontinuity(row), upTimeKnown))
          .ifPresent(reading -> byRow.put(row, reading));
    }
    Map<String, Point> before = rowsBefore.getOrDefault(point, Map.of());
    List<Reading> readings = new RowNames(point, labels::ofTwin).tellApart(byRow, before);
    Optional<Cell.None> reason = lost.map(Exchange.Lost::cell).or(() -> found.refusal(point));
    if (reason.isPresent()) {
      Set<String> had = byRow.keySet();
      if (before.isEmpty() || before.keySet().stream().anyMatch(row -> !had.contains(row))) {
        readings.addAll(missing(point, reason.get(), had));
      }
      return readings;
    }
    Cell.None gone = new Cell.None(Cause.ABSENT, "the device has no such row", found.time());
    if (byRow.isEmpty() || before.keySet().stream().anyMatch(row -> !byRow.containsKey(row))) {
      readings.addAll(missing(point, gone, byRow.keySet()));
    }
    Map<String, Point> now = new LinkedHashMap<>();
    List<String> order = List.copyOf(byRow.keySet());
    for (int i = 0; i < order.size(); i++) {
      now.put(order.get(i), readings.get(i).point());
    }
    rowsBefore.put(point, now);
    return readings;
  }

  /** One for each row of the last whole read that is not had now; at least one. */
  private List<Reading> missing(Point point, Cell.None reason, Set<String> had) {
    List<Reading> readings = new ArrayList<>();
    for (Map.Entry<String, Point> row :
        rowsBefore.getOrDefault(point, Map.<String, Point>of()).entrySet()) {
      if (!had.contains(row.getKey())) {
        readings.add(
            Reading.missing(row.getValue(), reason.cause(), reason.detail(), reason.time()));
      }
    }
    if (readings.isEmpty()) {
      readings.add(Reading.missing(point, reason.cause(), reason.detail(), reason.time()));
    }
    return readings;
  }

  private Set<Oid> columns(Collection<Point> points) {
    Set<Oid> columns = new LinkedHashSet<>();
    for (Point point : points) {
      SnmpSource.Column source = (SnmpSource.Column) point.source();
      source.variants().forEach(variant -> add(variant, columns));
      source.except().forEach(variant -> add(variant, columns));
    }
    table.decimals().ifPresent(columns::add);
    table.prefix().ifPresent(columns::add);
    table.discontinuity().ifPresent(columns::add);
    table.factor().ifPresent(columns::add);
    table.available().forEach(match -> add(match, columns));
    columns.removeAll(useless);
    return columns;
  }

  private static void add(Variant variant, Set<Oid> columns) {
    columns.add(variant.oid());
    variant.where().forEach(match -> add(match, columns));
  }

  private static void add(RowMatch match, Set<Oid> columns) {
    match.subject().walked().ifPresent(columns::add);
  }

  private static Set<String> rows(Collection<Point> points, WalkedColumns columns) {
    Set<String> rows = new HashSet<>();
    for (Point point : points) {
      for (Variant variant : ((SnmpSource.Column) point.source()).variants()) {
        rows.addAll(columns.rows(variant.oid()).keySet());
      }
    }
    List<String> sorted = new ArrayList<>(rows);
    sorted.sort(RowIndex.ORDER);
    return new LinkedHashSet<>(sorted);
  }

  /**
   * Columns that are empty, second choices that no row needed, and conditions that no row came to,
   * are not asked for again.
   */
  private void remember(Collection<Point> points, WalkedColumns columns, Set<Oid> used) {
    Set<Oid> needed = new HashSet<>(used);
    table.decimals().ifPresent(needed::add);
    table.prefix().ifPresent(needed::add);
    table.discontinuity().ifPresent(needed::add);
    table.factor().ifPresent(needed::add);
    table.available().forEach(match -> add(match, needed));
    for (Oid column : columns(points)) {
      boolean empty = columns.isComplete(column) && columns.rows(column).isEmpty();
      // What the device refused may be had next time.
      boolean refused = columns.refusal(column).isPresent();
      if (empty || !(refused || needed.contains(column))) {
        useless.add(column);
      }
    }
  }
}
