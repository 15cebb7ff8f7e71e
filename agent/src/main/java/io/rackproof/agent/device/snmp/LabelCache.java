package io.rackproof.agent.device.snmp;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The labels of a table's rows. They are read once and kept until the device restarts or a row
 * appears that is not known: then rows may have been renamed, and all are read again.
 */
final class LabelCache {

  private final SnmpTable table;
  private final InstanceReader reader;
  private final Map<String, Map<String, String>> labels = new HashMap<>();

  LabelCache(SnmpTable table, InstanceReader reader) {
    this.table = table;
    this.reader = reader;
  }

  void clear() {
    labels.clear();
  }

  /** Whether a row is here that has no labels yet. */
  boolean lacks(Collection<String> rows) {
    return !labels.keySet().containsAll(rows);
  }

  /**
   * Reads the labels of rows that have none; of all rows when there is a new one.
   *
   * @return the request that was not answered; the rows that it concerns have no labels then
   */
  Optional<Cell.None> learn(Collection<String> rows) {
    if (!lacks(rows)) {
      return Optional.empty();
    }
    labels.clear();
    Set<Oid> instances = new LinkedHashSet<>();
    for (String row : rows) {
      table.labels().values().forEach(template -> instances.addAll(template.instances(row)));
    }
    Map<Oid, Cell> cells = reader.read(List.copyOf(instances));
    Optional<Cell.None> lost = Optional.empty();
    for (String row : rows) {
      Optional<Cell.None> failed = label(row, cells);
      lost = lost.isPresent() ? lost : failed;
    }
    return lost;
  }

  private Optional<Cell.None> label(String row, Map<Oid, Cell> cells) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, LabelTemplate> label : table.labels().entrySet()) {
      for (Oid instance : label.getValue().instances(row)) {
        if (cells.get(instance) instanceof Cell.None none && isUnanswered(none)) {
          return Optional.of(none);
        }
      }
      label
          .getValue()
          .render(row, instance -> text(cells.get(instance)))
          .ifPresent(text -> texts.put(label.getKey(), text));
    }
    labels.put(row, texts);
    return Optional.empty();
  }

  private static boolean isUnanswered(Cell.None none) {
    return switch (none.cause()) {
      case TIMEOUT, UNREACHABLE -> true;
      default -> false;
    };
  }

  private static Optional<String> text(@org.jspecify.annotations.Nullable Cell cell) {
    return cell instanceof Cell.Had had
        ? Optional.of(SnmpValues.text(had.variable()))
        : Optional.empty();
  }

  /** The labels of a row; empty when they could not be read. */
  Optional<Map<String, String>> of(String row) {
    return Optional.ofNullable(labels.get(row));
  }
}
