package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * What a walk brought. Rows that come out of their order are kept, since some agents sort their
 * tables by another rule; a row that comes twice ends its column, which would be walked for ever.
 */
final class WalkedColumns {

  /** Rows out of order that a column may have. */
  private static final int MOST_DISORDER = 2_000;

  /** No table of a device that is polled has more. */
  private static final int MOST_ROWS = 50_000;

  private final Map<Oid, Map<String, Cell.Had>> rows = new HashMap<>();
  private final Map<Oid, OID> last = new HashMap<>();
  private final Map<Oid, Integer> disorder = new HashMap<>();
  private final Set<Oid> complete = new HashSet<>();
  private final Map<Oid, Cell.None> refused = new HashMap<>();
  private Exchange.@Nullable Lost lost;
  private Exchange.@Nullable Answer answer;

  /** The values of a column by row index, in the order in which they came. */
  Map<String, Cell.Had> rows(Oid column) {
    return rows.getOrDefault(column, Map.of());
  }

  /** Whether the column was read to its end: a row that is not there does not exist. */
  boolean isComplete(Oid column) {
    return complete.contains(column);
  }

  /** Why the device does not give a column. */
  Optional<Cell.None> refusal(Oid column) {
    return Optional.ofNullable(refused.get(column));
  }

  /** The request that was not answered and ended the walk. */
  Optional<Exchange.Lost> lost() {
    return Optional.ofNullable(lost);
  }

  /** The last answer; empty when there was none. */
  Optional<Exchange.Answer> last() {
    return Optional.ofNullable(answer);
  }

  /** A column that was not asked for since it is known to be empty or of no use. */
  void absent(Oid column) {
    complete.add(column);
  }

  void complete(Oid column) {
    complete.add(column);
  }

  void refuse(Oid column, Cell.None why) {
    refused.put(column, why);
  }

  void lose(Exchange.Lost request) {
    lost = request;
  }

  void answered(Exchange.Answer to) {
    answer = to;
  }

  /** Where to go on: after the last row that is known of the column. */
  Oid position(Oid column) {
    OID row = last.get(column);
    return row == null ? column : new Oid(row.toDottedString());
  }

  /** An answer that ends behind the last column's end is short because there is no more. */
  boolean endsHere(Exchange.Answer cut) {
    return cut.bindings().stream().anyMatch(binding -> binding.getVariable().isException());
  }

  /**
   * Takes the rows of an answer.
   *
   * @param active the columns asked for, in their order; loses those that have ended
   */
  void take(List<Oid> active, Exchange.Answer from) {
    List<Oid> asked = List.copyOf(active);
    for (int i = 0; i < from.bindings().size(); i++) {
      Oid column = asked.get(i % asked.size());
      if (active.contains(column) && !take(column, from.bindings().get(i), from)) {
        active.remove(column);
      }
    }
  }

  /** False when the column has ended. */
  private boolean take(Oid column, VariableBinding binding, Exchange.Answer from) {
    OID root = new OID(column.dotted());
    OID name = binding.getOid();
    boolean inside = name.startsWith(root) && name.size() > root.size();
    if (!inside || binding.getVariable().isException()) {
      complete.add(column);
      return false;
    }
    String index = name.toDottedString().substring(column.dotted().length() + 1);
    Map<String, Cell.Had> had = rows.computeIfAbsent(column, c -> new LinkedHashMap<>());
    OID before = last.getOrDefault(column, root);
    boolean backwards = name.compareTo(before) <= 0;
    if (backwards
        && (had.containsKey(index) || disorder.merge(column, 1, Integer::sum) > MOST_DISORDER)) {
      refuse(column, garbage(name + " follows " + before + " in a walk", from));
      return false;
    }
    if (had.size() >= MOST_ROWS) {
      refuse(column, garbage("more than " + MOST_ROWS + " rows", from));
      return false;
    }
    last.put(column, name);
    if (!(binding.getVariable() instanceof Null)) {
      had.put(index, new Cell.Had(binding.getVariable(), from.time()));
    }
    return true;
  }

  private static Cell.None garbage(String detail, Exchange.Answer from) {
    return new Cell.None(Cause.GARBAGE, detail, from.time());
  }
}
