package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a notification of a device model means.
 *
 * @param type its identifier, snmpTrapOID
 * @param name for people and for the count of such notifications, {@code link-down}
 * @param meaning the sample that it gives; empty when it is only counted
 */
public record NotificationRule(Oid type, String name, Optional<Meaning> meaning) {

  /**
   * A sample that a notification gives.
   *
   * @param point with its fixed labels; its source is not read
   * @param value a number that the notification stands for; empty to take it from {@code object}
   * @param object where in the notification the value is, and how it is converted
   * @param entry the row object of the table that its objects belong to; gives the labels their
   *     index. Empty when the labels are fixed
   * @param labels that the row has. Columns that the notification lacks are read from the device
   */
  public record Meaning(
      Point point,
      Optional<Double> value,
      Optional<Variant> object,
      Optional<Oid> entry,
      Map<String, LabelTemplate> labels) {
    public Meaning {
      if (value.isPresent() == object.isPresent()) {
        throw new IllegalArgumentException("either a value or an object");
      }
      if (!labels.isEmpty() && entry.isEmpty()) {
        throw new IllegalArgumentException("labels of a row need its table");
      }
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }
}
