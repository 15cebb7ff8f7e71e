package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells rows apart to which a device gives the same name, such as two sensors called "Input current
 * sensor": each of them gets its row index after the name. Of rows that have no label at all, only
 * the first is kept.
 */
final class RowNames {

  private RowNames() {}

  /**
   * The readings in the order of their rows.
   *
   * @param byRow loses the rows that cannot be told apart
   * @param before rows of the last whole read, so that a name does not change while its twin cannot
   *     be read
   */
  static List<Reading> tellApart(
      Point point, Map<String, Reading> byRow, Map<String, Point> before) {
    Map<Map<String, String>, Integer> count = new HashMap<>();
    byRow.values().forEach(r -> count.merge(r.point().labels(), 1, Integer::sum));
    Set<String> twins = new HashSet<>();
    byRow.forEach(
        (row, reading) -> {
          Map<String, String> labels = reading.point().labels();
          Point last = before.get(row);
          boolean wasTwin =
              last != null && last.labels().equals(indexed(point, reading.point(), row));
          if (count.getOrDefault(labels, 0) > 1 || wasTwin) {
            twins.add(row);
          }
        });
    List<Reading> readings = new ArrayList<>();
    Set<Map<String, String>> told = new HashSet<>();
    for (Map.Entry<String, Reading> row : List.copyOf(byRow.entrySet())) {
      Reading reading = row.getValue();
      if (twins.contains(row.getKey())) {
        reading = renamed(point, reading, row.getKey());
      }
      if (told.add(reading.point().labels())) {
        readings.add(reading);
      } else {
        byRow.remove(row.getKey());
      }
    }
    return readings;
  }

  private static Reading renamed(Point point, Reading reading, String row) {
    return new Reading(
        reading.point().withLabels(indexed(point, reading.point(), row)),
        reading.outcome(),
        reading.time(),
        reading.raw(),
        reading.continuity());
  }

  /** The labels with the row's index after the last one that the row itself gives. */
  private static Map<String, String> indexed(Point point, Point row, String index) {
    Map<String, String> labels = new HashMap<>(row.labels());
    String name = null;
    for (String label : ((SnmpSource.Column) point.source()).table().labels().keySet()) {
      if (labels.containsKey(label)) {
        name = label;
      }
    }
    if (name != null) {
      labels.merge(name, "", (value, none) -> value + " (" + index + ")");
    }
    return labels;
  }
}
