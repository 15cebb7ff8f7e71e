package io.rackproof.agent.device.snmp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the columns of a table, and of tables with the same index, have in common.
 *
 * @param entry the row object, {@code 1.3.6.1.2.1.2.2.1} for ifEntry
 * @param labels of each row
 * @param twins labels that only those rows get, beside or in place of their others, to which the
 *     device gives the same ones: the units of a daisy chain
 * @param decimals column with the number of decimal digits in the row's value (ENTITY-SENSOR-MIB:
 *     entPhySensorPrecision); the value is divided by ten to that power
 * @param prefix column with the SI prefix of the row's unit as ENTITY-SENSOR-MIB's
 *     EntitySensorDataScale numbers it: 8 milli, 9 units, 10 kilo
 * @param factor column with a whole number that scales the row's value: a positive one multiplies
 *     it, a negative one divides it by its absolute value, 0 leaves it (RITTAL-CMC-III-MIB:
 *     cmcIIIVarScale)
 * @param available conditions on columns; where one fails the row's values are not available
 * @param discontinuity column whose value changes when the row's counters begin anew (IF-MIB:
 *     ifCounterDiscontinuityTime)
 */
public record SnmpTable(
    Oid entry,
    Map<String, LabelTemplate> labels,
    Map<String, LabelTemplate> twins,
    Optional<Oid> decimals,
    Optional<Oid> prefix,
    Optional<Oid> factor,
    List<RowMatch> available,
    Optional<Oid> discontinuity) {

  public SnmpTable {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    twins = Collections.unmodifiableMap(new LinkedHashMap<>(twins));
    available = List.copyOf(available);
  }

  /** A table whose rows have no factor and do not tell when their counters begin anew. */
  public SnmpTable(
      Oid entry,
      Map<String, LabelTemplate> labels,
      Optional<Oid> decimals,
      Optional<Oid> prefix,
      List<RowMatch> available) {
    this(entry, labels, Map.of(), decimals, prefix, Optional.empty(), available, Optional.empty());
  }
}
