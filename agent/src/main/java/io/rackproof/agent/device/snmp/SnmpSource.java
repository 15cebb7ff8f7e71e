package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.RawTrace;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where in an SNMP agent a point is found. */
public sealed interface SnmpSource extends Source {

  /**
   * Object, type and value as they came, the row's labels, and the number that states and dBm give.
   */
  @Override
  default List<RawTrace.Step> trace(Reading reading) {
    List<RawTrace.Step> steps = new ArrayList<>();
    if (!reading.raw().isEmpty()) {
      steps.add(new RawTrace.Step("object", reading.raw()));
    }
    if (isTable() && !reading.point().labels().isEmpty()) {
      steps.add(new RawTrace.Step("row", reading.point().labels().toString()));
    }
    if (reading.outcome() instanceof Reading.Value value) {
      steps.add(new RawTrace.Step("number", RawTrace.number(value.number())));
    }
    return steps;
  }

  /** Ways to read the point; the first that the device has is taken. */
  List<Variant> variants();

  /**
   * One instance, read by GET.
   *
   * @param variants full instance identifiers, at least one
   */
  record Scalar(List<Variant> variants) implements SnmpSource {
    public Scalar {
      variants = List.copyOf(variants);
      if (variants.isEmpty()) {
        throw new IllegalArgumentException("no object to read");
      }
    }

    @Override
    public String toString() {
      return variants.get(0).oid().toString();
    }
  }

  /**
   * A column, read by GETBULK together with the other columns of its table: one reading for each
   * row.
   *
   * @param table that gives the rows their labels; points of equal tables are read together
   * @param variants columns, at least one; the first that a row has is taken
   * @param except variants of earlier points: a row that one of them takes is not this point's
   * @param without labels of the table that the point does not have
   */
  record Column(SnmpTable table, List<Variant> variants, List<Variant> except, Set<String> without)
      implements SnmpSource {
    public Column {
      variants = List.copyOf(variants);
      except = List.copyOf(except);
      without = Set.copyOf(without);
      if (variants.isEmpty()) {
        throw new IllegalArgumentException("no column to read");
      }
    }

    /** A column whose rows have all labels of the table. */
    public Column(SnmpTable table, List<Variant> variants, List<Variant> except) {
      this(table, variants, except, Set.of());
    }

    @Override
    public boolean isTable() {
      return true;
    }

    @Override
    public String toString() {
      return variants.get(0).oid() + ".*";
    }
  }
}
