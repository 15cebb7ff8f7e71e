package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.RequestTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** A trap or an inform, whatever its version. */
public final class SnmpNotification {

  private final String sender;
  private final Optional<String> origin;
  private final Oid type;
  private final boolean confirmed;
  private final String version;
  private final RequestTime time;
  private final List<VariableBinding> bindings;

  SnmpNotification(
      String sender,
      Optional<String> origin,
      Oid type,
      boolean confirmed,
      String version,
      RequestTime time,
      List<VariableBinding> bindings) {
    this.sender = sender;
    this.origin = origin;
    this.type = type;
    this.confirmed = confirmed;
    this.version = version;
    this.time = time;
    this.bindings = List.copyOf(bindings);
  }

  /** The address that it came from, such as {@code 192.0.2.11}. */
  public String sender() {
    return sender;
  }

  /**
   * The address of the device that it is about, when it says so and another one has sent it on:
   * agent-addr of SNMP v1, snmpTrapAddress of RFC 3584.
   */
  public Optional<String> origin() {
    return origin;
  }

  /** Its identifier, snmpTrapOID; that of a v1 trap as RFC 3584 3.1 makes it. */
  public Oid type() {
    return type;
  }

  /** True for an inform, false for a trap. */
  public boolean isConfirmed() {
    return confirmed;
  }

  /** When it came. */
  public RequestTime time() {
    return time;
  }

  /** The row that the first of its objects below a table's entry belongs to. */
  Optional<String> row(Oid entry) {
    for (VariableBinding binding : bindings) {
      Optional<String> below = entry.rest(binding.getOid().toDottedString());
      if (below.isPresent() && below.get().indexOf('.') > 0) {
        return Optional.of(below.get().substring(below.get().indexOf('.') + 1));
      }
    }
    return Optional.empty();
  }

  /** The instance and value of an object, or of the first instance below it. */
  Optional<Map.Entry<Oid, Variable>> object(Oid object) {
    for (VariableBinding binding : bindings) {
      String name = binding.getOid().toDottedString();
      if (name.equals(object.dotted()) || object.rest(name).isPresent()) {
        return Optional.of(Map.entry(new Oid(name), binding.getVariable()));
      }
    }
    return Optional.empty();
  }

  /** For people: its type, and the objects in it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(version).append(confirmed ? " inform " : " trap ");
    text.append(type);
    for (VariableBinding binding : bindings) {
      text.append(", ")
          .append(
              SnmpValues.raw(new Oid(binding.getOid().toDottedString()), binding.getVariable()));
    }
    return text.toString();
  }
}
