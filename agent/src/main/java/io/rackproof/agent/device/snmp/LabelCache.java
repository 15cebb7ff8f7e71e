package io.rackproof.agent.device.snmp;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Variable;

/**
 * The labels of a table's rows. They are read once and kept until the device restarts or a row
 * appears that is not known: then rows may have been renamed, and all are read again.
 */
final class LabelCache {

  private final SnmpTable table;
  private final InstanceReader reader;
  private final Map<String, Map<String, String>> labels = new HashMap<>();
  private final Map<String, Map<String, String>> twins = new HashMap<>();

  LabelCache(SnmpTable table, InstanceReader reader) {
    this.table = table;
    this.reader = reader;
  }

  void clear() {
    labels.clear();
    twins.clear();
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
  Optional<Exchange.Lost> learn(Collection<String> rows) {
    if (!lacks(rows)) {
      return Optional.empty();
    }
    clear();
    Set<Oid> instances = new LinkedHashSet<>();
    for (String row : rows) {
      table.labels().values().forEach(template -> instances.addAll(template.instances(row)));
      table.twins().values().forEach(template -> instances.addAll(template.instances(row)));
    }
    InstanceReader.Found found = reader.read(instances);
    for (String row : rows) {
      label(row, found);
    }
    return found.lost();
  }

  private void label(String row, InstanceReader.Found found) {
    Optional<Map<String, String>> own = labels(table.labels(), row, found);
    Optional<Map<String, String>> ofTwins = labels(table.twins(), row, found);
    if (own.isPresent() && ofTwins.isPresent()) {
      labels.put(row, own.get());
      twins.put(row, ofTwins.get());
    }
  }

  /** Empty when what the labels are made of could not be read. */
  private static Optional<Map<String, String>> labels(
      Map<String, LabelTemplate> templates, String row, InstanceReader.Found found) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, LabelTemplate> label : templates.entrySet()) {
      for (Oid instance : label.getValue().instances(row)) {
        Cell cell = found.cells().get(instance);
        if (found.lost().filter(lost -> lost.cell().equals(cell)).isPresent()) {
          return Optional.empty();
        }
      }
      label
          .getValue()
          .render(row, instance -> variable(found.cells().get(instance)))
          .ifPresent(text -> texts.put(label.getKey(), text));
    }
    return Optional.of(texts);
  }

  private static Optional<Variable> variable(@Nullable Cell cell) {
    return cell instanceof Cell.Had had ? Optional.of(had.variable()) : Optional.empty();
  }

  /** The labels of a row; empty when they could not be read. */
  Optional<Map<String, String>> of(String row) {
    return Optional.ofNullable(labels.get(row));
  }

  /** The labels of a row for when another row has the same ones; empty when it has none. */
  Map<String, String> ofTwin(String row) {
    return twins.getOrDefault(row, Map.of());
  }
}
