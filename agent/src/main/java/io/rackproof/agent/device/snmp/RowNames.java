package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Tells rows apart to which a device gives the same name, such as the phases of two PDUs in a daisy
 * chain: they get the labels that the table has for twins, else the row's index after their name.
 * Of rows that have no label at all, only the first is kept.
 */
final class RowNames {

  private final Point point;
  private final Function<String, Map<String, String>> ofTwin;

  /**
   * @param ofTwin the labels that the table gives a row for when another has the same ones
   */
  RowNames(Point point, Function<String, Map<String, String>> ofTwin) {
    this.point = point;
    this.ofTwin = ofTwin;
  }

  /**
   * The readings in the order of their rows.
   *
   * @param byRow loses the rows that cannot be told apart
   * @param before rows of the last whole read, so that a name does not change while its twin cannot
   *     be read
   */
  List<Reading> tellApart(Map<String, Reading> byRow, Map<String, Point> before) {
    Map<Map<String, String>, Integer> count = new HashMap<>();
    byRow.values().forEach(r -> count.merge(r.point().labels(), 1, Integer::sum));
    Set<String> twins = new HashSet<>();
    byRow.forEach(
        (row, reading) -> {
          Map<String, String> labels = reading.point().labels();
          Point last = before.get(row);
          boolean wasTwin =
              last != null
                  && !last.labels().equals(labels)
                  && last.labels().equals(labels(reading.point(), row));
          if (count.getOrDefault(labels, 0) > 1 || wasTwin) {
            twins.add(row);
          }
        });
    List<Reading> readings = new ArrayList<>();
    Set<Map<String, String>> told = new HashSet<>();
    for (Map.Entry<String, Reading> row : List.copyOf(byRow.entrySet())) {
      Reading reading = row.getValue();
      if (twins.contains(row.getKey())) {
        reading = renamed(reading, labels(reading.point(), row.getKey()));
      }
      if (!told.add(reading.point().labels())) {
        reading = renamed(reading, indexed(reading.point(), row.getKey()));
        if (!told.add(reading.point().labels())) {
          byRow.remove(row.getKey());
          continue;
        }
      }
      readings.add(reading);
    }
    return readings;
  }

  private static Reading renamed(Reading reading, Map<String, String> labels) {
    return new Reading(
        reading.point().withLabels(labels),
        reading.outcome(),
        reading.time(),
        reading.raw(),
        reading.continuity());
  }

  /** The labels of a row that has a twin. */
  private Map<String, String> labels(Point row, String index) {
    Map<String, String> given = new HashMap<>(ofTwin.apply(index));
    given.keySet().removeAll(((SnmpSource.Column) point.source()).without());
    given.keySet().removeAll(point.labels().keySet());
    if (given.isEmpty()) {
      return indexed(row, index);
    }
    Map<String, String> labels = new HashMap<>(row.labels());
    labels.putAll(given);
    return labels;
  }

  /** The labels with the row's index after the last one that the row itself gives, else has. */
  private Map<String, String> indexed(Point row, String index) {
    Map<String, String> labels = new HashMap<>(row.labels());
    String name = labels.isEmpty() ? null : new TreeSet<>(labels.keySet()).last();
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
