package io.rackproof.simulator.snmp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/** The objects of one agent in the order of their identifiers, as functions of the time. */
public final class ObjectTree {

  private final TreeMap<OID, DoubleFunction<Variable>> objects;

  private ObjectTree(Map<OID, DoubleFunction<Variable>> objects) {
    this.objects = new TreeMap<>(objects);
  }

  /** The object itself. */
  public Optional<DoubleFunction<Variable>> get(OID oid) {
    return Optional.ofNullable(objects.get(oid));
  }

  /** The first object after an identifier, which need not exist. */
  public Optional<Map.Entry<OID, DoubleFunction<Variable>>> next(OID oid) {
    return Optional.ofNullable(objects.higherEntry(oid));
  }

  public int size() {
    return objects.size();
  }

  /** All identifiers, sorted. */
  public List<OID> identifiers() {
    return List.copyOf(objects.keySet());
  }

  /** Collects objects. */
  public static final class Builder {

    private final Map<OID, DoubleFunction<Variable>> objects = new TreeMap<>();

    /** An object that never changes. */
    public Builder constant(String oid, Variable value) {
      return put(oid, t -> value);
    }

    public Builder text(String oid, String value) {
      return constant(oid, new OctetString(value));
    }

    public Builder integer(String oid, int value) {
      return constant(oid, new Integer32(value));
    }

    /** An INTEGER, rounded. */
    public Builder integer(String oid, DoubleUnaryOperator value) {
      return put(oid, t -> new Integer32((int) Math.round(value.applyAsDouble(t))));
    }

    public Builder gauge(String oid, long value) {
      return constant(oid, new Gauge32(value));
    }

    /** A Counter32, which wraps. */
    public Builder counter32(String oid, DoubleUnaryOperator value) {
      return put(oid, t -> new Counter32((long) value.applyAsDouble(t) & 0xFFFF_FFFFL));
    }

    public Builder counter64(String oid, DoubleUnaryOperator value) {
      return put(oid, t -> new Counter64((long) value.applyAsDouble(t)));
    }

    /** TimeTicks from seconds. */
    public Builder ticks(String oid, DoubleUnaryOperator seconds) {
      return put(oid, t -> new TimeTicks((long) (100 * seconds.applyAsDouble(t)) & 0xFFFF_FFFFL));
    }

    public Builder put(String oid, DoubleFunction<Variable> value) {
      if (objects.put(new OID(oid), value) != null) {
        throw new IllegalArgumentException(oid + " is there twice");
      }
      return this;
    }

    public ObjectTree build() {
      return new ObjectTree(objects);
    }
  }
}
