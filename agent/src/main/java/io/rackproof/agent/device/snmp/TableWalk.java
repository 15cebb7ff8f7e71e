package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * Reads columns of one index by GETBULK, all in the same requests, each to its own end.
 *
 * <p>The number of rows asked for adapts to the device. An answer that is cut short is continued
 * where it ends, and no more rows are asked for than fit; so it is after tooBig, and when a single
 * row is still too big, with half of the columns at a time. A request that is not answered halves
 * the rows asked for, since a large answer may be lost where small ones pass; each walk that ends
 * well raises them by one.
 */
final class TableWalk {

  /** The most values asked for at once: they fill 64 KiB only if each takes more than 120 bytes. */
  private static final int MOST_VALUES = 500;

  private static final int MOST_COLUMNS = 40;

  private final SnmpSession session;
  private final int most;
  private int ceiling;
  private int repetitions;

  /** What a walk brought. */
  static final class Columns {
    private final Map<Oid, Map<String, Cell.Had>> rows = new HashMap<>();
    private final Map<Oid, OID> last = new HashMap<>();
    private final Set<Oid> complete = new HashSet<>();
    private final Map<Oid, Cell.None> refused = new HashMap<>();
    private Exchange.@Nullable Lost lost;
    private Exchange.@Nullable Answer answer;

    /** The values of a column by row index, in the order of the rows. */
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
  }

  TableWalk(SnmpSession session, int maxRepetitions) {
    this.session = session;
    this.most = maxRepetitions;
    this.ceiling = maxRepetitions;
    this.repetitions = maxRepetitions;
  }

  /** Forgets what was learned of the device's limits. */
  void reset() {
    ceiling = most;
    repetitions = most;
  }

  /**
   * Walks columns.
   *
   * @param rowsKnown rows that the table is known to have; 0 when unknown
   */
  Columns walk(Collection<Oid> columns, int rowsKnown) {
    Columns found = new Columns();
    Deque<List<Oid>> groups = new ArrayDeque<>();
    List<Oid> all = List.copyOf(columns);
    for (int from = 0; from < all.size(); from += MOST_COLUMNS) {
      groups.add(all.subList(from, Math.min(all.size(), from + MOST_COLUMNS)));
    }
    while (!groups.isEmpty() && found.lost == null) {
      walk(groups.remove(), rowsKnown, found, groups);
    }
    if (found.lost == null) {
      repetitions = Math.min(ceiling, repetitions + 1);
    } else {
      repetitions = Math.max(1, repetitions / 2);
    }
    return found;
  }

  private void walk(List<Oid> columns, int rowsKnown, Columns found, Deque<List<Oid>> groups) {
    List<Oid> active = new ArrayList<>(columns);
    int rows = 0;
    while (!active.isEmpty()) {
      int asked = rowsToAsk(active.size(), rowsKnown - rows);
      List<Oid> from = active.stream().map(column -> position(column, found)).toList();
      Exchange exchange = session.getBulk(from, asked);
      if (exchange instanceof Exchange.Lost lost) {
        found.lost = lost;
        return;
      }
      Exchange.Answer answer = (Exchange.Answer) exchange;
      found.answer = answer;
      if (answer.isError() || answer.bindings().isEmpty()) {
        if (!retry(active, asked, answer, found, groups)) {
          return;
        }
        continue;
      }
      int full = answer.bindings().size() / active.size();
      if (answer.bindings().size() < active.size() * asked
          && !endsOutside(active, answer.bindings())) {
        ceiling = Math.max(1, Math.min(ceiling, full));
        repetitions = Math.min(repetitions, ceiling);
      }
      take(active, answer, found);
      rows += Math.max(1, full);
    }
  }

  /** Where to go on: after the last row that is known of the column. */
  private static Oid position(Oid column, Columns found) {
    OID last = found.last.get(column);
    return last == null ? column : new Oid(last.toDottedString());
  }

  private int rowsToAsk(int columns, int rowsLeft) {
    int fit = Math.max(1, MOST_VALUES / columns);
    int wanted = rowsLeft > 0 ? rowsLeft + 1 : repetitions;
    return Math.min(wanted, Math.min(repetitions, fit));
  }

  /** An answer that ends behind the last column's end is short because there is no more. */
  private static boolean endsOutside(List<Oid> active, List<VariableBinding> bindings) {
    for (VariableBinding binding : bindings) {
      if (binding.getVariable().isException()) {
        return true;
      }
    }
    return active.isEmpty();
  }

  /** Learns from an error. False when these columns are done with. */
  private boolean retry(
      List<Oid> active, int asked, Exchange.Answer answer, Columns found, Deque<List<Oid>> groups) {
    boolean tooBig = answer.errorStatus() == PDU.tooBig || !answer.isError();
    if (tooBig && asked > 1) {
      ceiling = asked / 2;
      repetitions = ceiling;
      return true;
    }
    if (active.size() > 1) {
      // One row of them all is too much, or one of them cannot be had: keep the good ones.
      int half = active.size() / 2;
      groups.addFirst(List.copyOf(active.subList(half, active.size())));
      groups.addFirst(List.copyOf(active.subList(0, half)));
      return false;
    }
    Oid column = active.get(0);
    if (answer.errorStatus() == PDU.noSuchName) {
      found.complete.add(column);
    } else {
      String detail =
          answer.isError() ? PDU.toErrorStatusText(answer.errorStatus()) : "an empty answer";
      found.refused.put(column, new Cell.None(Cause.REFUSED, detail, answer.time()));
    }
    return false;
  }

  private static void take(List<Oid> active, Exchange.Answer answer, Columns found) {
    List<Oid> asked = List.copyOf(active);
    for (int i = 0; i < answer.bindings().size(); i++) {
      VariableBinding binding = answer.bindings().get(i);
      Oid column = asked.get(i % asked.size());
      if (!active.contains(column)) {
        continue;
      }
      OID root = new OID(column.dotted());
      OID name = binding.getOid();
      boolean inside = name.startsWith(root) && name.size() > root.size();
      if (!inside || binding.getVariable().isException()) {
        found.complete.add(column);
        active.remove(column);
        continue;
      }
      OID before = found.last.getOrDefault(column, root);
      if (name.compareTo(before) <= 0) {
        // Rows that do not increase would be walked for ever.
        found.refused.put(
            column,
            new Cell.None(
                Cause.GARBAGE, name + " follows " + before + " in a walk", answer.time()));
        active.remove(column);
        continue;
      }
      found.last.put(column, name);
      if (!(binding.getVariable() instanceof Null)) {
        String index = name.toDottedString().substring(column.dotted().length() + 1);
        found
            .rows
            .computeIfAbsent(column, c -> new LinkedHashMap<>())
            .put(index, new Cell.Had(binding.getVariable(), answer.time()));
      }
    }
  }
}
