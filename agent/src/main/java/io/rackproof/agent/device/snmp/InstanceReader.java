package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * Reads instances by GET, several in one request. A request that the device finds too big is
 * halved; an instance that it refuses is left out and the others are asked again. An SNMP v1 agent
 * refuses the whole request for the sake of one instance that it does not have: that one is not
 * asked for again for a while.
 */
final class InstanceReader {

  private static final int MOST_BINDINGS = 24;

  /** After so many reads instances that were not there are tried again. */
  private static final int READS_BEFORE_TRYING_AGAIN = 60;

  private final SnmpSession session;
  private final Map<Oid, Cell.None> absent = new HashMap<>();
  private int bindings = MOST_BINDINGS;
  private int reads;

  /**
   * What was read.
   *
   * @param cells one for each instance
   * @param lost the request that was not answered, after which nothing more was asked
   */
  record Found(Map<Oid, Cell> cells, Optional<Exchange.Lost> lost) {}

  InstanceReader(SnmpSession session) {
    this.session = session;
  }

  /** Forgets what was learned of the device's limits. */
  void reset() {
    bindings = MOST_BINDINGS;
    absent.clear();
  }

  /** Reads instances. Nothing more is asked after a request that was not answered. */
  Found read(Collection<Oid> instances) {
    if (++reads % READS_BEFORE_TRYING_AGAIN == 0) {
      absent.clear();
    }
    Map<Oid, Cell> cells = new HashMap<>();
    Deque<List<Oid>> requests = new ArrayDeque<>();
    List<Oid> wanted = new ArrayList<>();
    for (Oid instance : instances) {
      Cell.None known = absent.get(instance);
      if (known == null) {
        wanted.add(instance);
      } else {
        cells.put(instance, known);
      }
    }
    for (int from = 0; from < wanted.size(); from += bindings) {
      requests.add(wanted.subList(from, Math.min(wanted.size(), from + bindings)));
    }
    while (!requests.isEmpty()) {
      List<Oid> asked = requests.remove();
      Exchange exchange = session.get(asked);
      if (exchange instanceof Exchange.Lost lost) {
        asked.forEach(oid -> cells.put(oid, lost.cell()));
        requests.forEach(rest -> rest.forEach(oid -> cells.put(oid, lost.cell())));
        return new Found(cells, Optional.of(lost));
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
    return new Found(cells, Optional.empty());
  }

  private void refused(
      List<Oid> asked, Exchange.Answer answer, Map<Oid, Cell> cells, Deque<List<Oid>> requests) {
    int culprit = answer.culprit(asked.size());
    boolean unknown = answer.errorStatus() == PDU.noSuchName;
    Cell.None refusal =
        unknown
            ? new Cell.None(Cause.ABSENT, "noSuchName", answer.time())
            : new Cell.None(
                Cause.REFUSED, PDU.toErrorStatusText(answer.errorStatus()), answer.time());
    if (culprit < 0) {
      apart(asked, refusal, cells, requests);
      return;
    }
    Oid instance = asked.get(culprit);
    cells.put(instance, refusal);
    if (unknown && !instance.equals(Oid.SYS_UP_TIME)) {
      absent.put(instance, refusal);
    }
    List<Oid> others = new ArrayList<>(asked);
    others.remove(culprit);
    if (!others.isEmpty()) {
      requests.addFirst(others);
    }
  }

  /** An error that is about none of them: asked for one by one, the good ones are had. */
  private static void apart(
      List<Oid> asked, Cell.None refusal, Map<Oid, Cell> cells, Deque<List<Oid>> requests) {
    if (asked.size() == 1) {
      cells.put(asked.get(0), refusal);
      return;
    }
    int half = asked.size() / 2;
    requests.addFirst(asked.subList(half, asked.size()));
    requests.addFirst(asked.subList(0, half));
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
