package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Scaling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snmp4j.smi.Variable;

/**
 * Notifications of one device to readings. Labels that a notification does not carry are read from
 * the device and kept until it restarts: a link that went down is named as its port is when it is
 * polled.
 */
final class NotificationReader {

  private final InstanceReader instances;
  private final Map<Oid, Variable> known = new HashMap<>();

  NotificationReader(InstanceReader instances) {
    this.instances = instances;
  }

  /** Forgets labels: the device restarted. */
  void reset() {
    known.clear();
  }

  List<Reading> readings(SnmpNotification notification, List<NotificationRule> rules) {
    List<Reading> readings = new ArrayList<>();
    for (NotificationRule rule : rules) {
      if (rule.type().equals(notification.type())) {
        rule.meaning().flatMap(m -> reading(notification, m)).ifPresent(readings::add);
      }
    }
    return readings;
  }

  /** Empty when its labels cannot be told, or it lacks the value: it is counted all the same. */
  private Optional<Reading> reading(
      SnmpNotification notification, NotificationRule.Meaning meaning) {
    Optional<Map<String, String>> labels = labels(notification, meaning);
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    Point point = meaning.point().withLabels(labels.get());
    if (meaning.value().isPresent()) {
      return Optional.of(
          Reading.value(
              point, meaning.value().get(), notification.time(), notification.toString()));
    }
    Variant variant = meaning.object().orElseThrow();
    return notification
        .object(variant.oid())
        .map(
            object ->
                ValueReading.of(
                    point,
                    variant,
                    object.getKey(),
                    new Cell.Had(object.getValue(), notification.time()),
                    Scaling.NONE));
  }

  private Optional<Map<String, String>> labels(
      SnmpNotification notification, NotificationRule.Meaning meaning) {
    if (meaning.labels().isEmpty()) {
      return Optional.of(Map.of());
    }
    Optional<String> row = meaning.entry().flatMap(notification::row);
    if (row.isEmpty() || !learn(notification, meaning, row.get())) {
      return Optional.empty();
    }
    Map<String, String> labels = new HashMap<>();
    for (Map.Entry<String, LabelTemplate> label : meaning.labels().entrySet()) {
      label
          .getValue()
          .render(row.get(), instance -> value(notification, instance))
          .ifPresent(text -> labels.put(label.getKey(), text));
    }
    return Optional.of(labels);
  }

  private Optional<Variable> value(SnmpNotification notification, Oid instance) {
    return notification
        .object(instance)
        .map(Map.Entry::getValue)
        .or(() -> Optional.ofNullable(known.get(instance)));
  }

  /** Reads what labels need and nobody told; false when the device does not answer. */
  private boolean learn(
      SnmpNotification notification, NotificationRule.Meaning meaning, String row) {
    Set<Oid> missing = new LinkedHashSet<>();
    for (LabelTemplate template : meaning.labels().values()) {
      for (Oid instance : template.instances(row)) {
        if (value(notification, instance).isEmpty()) {
          missing.add(instance);
        }
      }
    }
    if (missing.isEmpty()) {
      return true;
    }
    InstanceReader.Found found = instances.read(missing);
    found
        .cells()
        .forEach(
            (instance, cell) -> {
              if (cell instanceof Cell.Had had) {
                known.put(instance, had.variable());
              }
            });
    return found.lost().isEmpty();
  }
}
