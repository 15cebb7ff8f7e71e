package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One way to read a point.
 *
 * @param oid an instance for a scalar, a column for a table
 * @param where conditions on the row, all of which must hold; empty for scalars
 * @param scaling to the metric's base unit, after a row's own decimals and prefix
 * @param states numbers that stand for states, and the value of each; empty to take the number
 * @param unavailable numbers by which the device says that it has no value
 * @param decibelMilliwatts the number is in dBm, and the metric in watts
 * @param accuracy of what is read in this way, where the point itself has none
 */
public record Variant(
    Oid oid,
    List<RowMatch> where,
    Scaling scaling,
    Optional<States> states,
    Set<Double> unavailable,
    boolean decibelMilliwatts,
    Specification accuracy) {

  /**
   * The meaning of an enumeration's numbers.
   *
   * @param values of the numbers that are named
   * @param otherwise value of all others; empty to refuse them
   */
  public record States(Map<Double, Double> values, OptionalDouble otherwise) {
    public States {
      values = Map.copyOf(values);
    }

    OptionalDouble of(double number) {
      Double value = values.get(number);
      return value != null ? OptionalDouble.of(value) : otherwise;
    }
  }

  public Variant {
    where = List.copyOf(where);
    unavailable = Set.copyOf(unavailable);
  }

  /** A way of which no accuracy is known. */
  public Variant(
      Oid oid,
      List<RowMatch> where,
      Scaling scaling,
      Optional<States> states,
      Set<Double> unavailable,
      boolean decibelMilliwatts) {
    this(oid, where, scaling, states, unavailable, decibelMilliwatts, Specification.UNKNOWN);
  }

  /** The plain value of one object. */
  public static Variant of(Oid oid) {
    return new Variant(oid, List.of(), Scaling.NONE, Optional.empty(), Set.of(), false);
  }

  /** The same with an accuracy. */
  public Variant withAccuracy(Specification known) {
    return new Variant(oid, where, scaling, states, unavailable, decibelMilliwatts, known);
  }
}
