package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * Reads instances by GET, several in one request. A request that the device finds too big is
 * halved; an instance that it refuses is left out and the others are asked again.
 */
final class InstanceReader {

  private static final int MOST_BINDINGS = 24;

  private final SnmpSession session;
  private int bindings = MOST_BINDINGS;

  InstanceReader(SnmpSession session) {
    this.session = session;
  }

  /** Forgets what was learned of the device's limits. */
  void reset() {
    bindings = MOST_BINDINGS;
  }

  /** Has a cell for each instance. Nothing more is asked after a request that was not answered. */
  Map<Oid, Cell> read(List<Oid> instances) {
    Map<Oid, Cell> cells = new HashMap<>();
    Deque<List<Oid>> requests = new ArrayDeque<>();
    for (int from = 0; from < instances.size(); from += bindings) {
      requests.add(instances.subList(from, Math.min(instances.size(), from + bindings)));
    }
    while (!requests.isEmpty()) {
      List<Oid> asked = requests.remove();
      Exchange exchange = session.get(asked);
      if (exchange instanceof Exchange.Lost lost) {
        asked.forEach(oid -> cells.put(oid, lost.cell()));
        requests.forEach(rest -> rest.forEach(oid -> cells.put(oid, lost.cell())));
        return cells;
      }
      Exchange.Answer answer = (Exchange.Answer) exchange;
      if (!answer.isError()) {
        take(asked, answer, cells);
      } else if (answer.errorStatus() == PDU.tooBig && asked.size() > 1) {
        bindings = Math.max(1, asked.size() / 2);
        requests.addFirst(asked.subList(asked.size() / 2, asked.size()));
        requests.addFirst(asked.subList(0, asked.size() / 2));
      } else {
        refused(asked, answer, cells, requests);
      }
    }
    return cells;
  }

  private static void refused(
      List<Oid> asked, Exchange.Answer answer, Map<Oid, Cell> cells, Deque<List<Oid>> requests) {
    int index = answer.errorIndex();
    Cell.None refusal =
        answer.errorStatus() == PDU.noSuchName
            ? new Cell.None(Cause.ABSENT, "noSuchName", answer.time())
            : new Cell.None(
                Cause.REFUSED, PDU.toErrorStatusText(answer.errorStatus()), answer.time());
    if (index < 1 || index > asked.size()) {
      asked.forEach(oid -> cells.put(oid, refusal));
      return;
    }
    cells.put(asked.get(index - 1), refusal);
    List<Oid> others = new ArrayList<>(asked);
    others.remove(index - 1);
    if (!others.isEmpty()) {
      requests.addFirst(others);
    }
  }

  private static void take(List<Oid> asked, Exchange.Answer answer, Map<Oid, Cell> cells) {
    for (VariableBinding binding : answer.bindings()) {
      cells.put(new Oid(binding.getOid().toDottedString()), cell(binding, answer.time()));
    }
    for (Oid oid : asked) {
      cells.computeIfAbsent(
          oid, o -> new Cell.None(Cause.GARBAGE, "the answer leaves " + o + " out", answer.time()));
    }
  }

  private static Cell cell(VariableBinding binding, RequestTime time) {
    Variable variable = binding.getVariable();
    if (variable.isException()) {
      return new Cell.None(Cause.ABSENT, variable.toString(), time);
    }
    if (variable instanceof Null) {
      return new Cell.None(Cause.GARBAGE, "the answer has no value", time);
    }
    return new Cell.Had(variable, time);
  }
}
