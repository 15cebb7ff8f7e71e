package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Reading.Cause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.snmp4j.PDU;

/**
 * Reads columns of one index by GETBULK, all in the same requests, each to its own end; by GETNEXT
 * from agents that have no GETBULK.
 *
 * <p>The number of rows asked for adapts to the device: it doubles with each walk that took several
 * whole answers. An answer that is cut short is continued where it ends, and no more rows are asked
 * for than fit; so it is after tooBig, and when a single row is still too big, with half of the
 * columns at a time. A request that is not answered halves the rows asked for, since a large answer
 * may be lost where small ones pass; each walk that ends well raises them by one, for a long time
 * not to what was lost.
 */
final class TableWalk {

  private static final int FIRST_ROWS = 25;
  private static final int MOST_COLUMNS = 40;

  /** After so many good walks as many rows are asked for again as were once not answered. */
  private static final int WALKS_BEFORE_FORGIVING = 600;

  private final SnmpSession session;
  private final AnswerLimits limits;
  private final int most;
  private int ceiling;
  private int repetitions;
  private boolean careful;
  private int lostRows = Integer.MAX_VALUE;
  private int walksUntilForgiven;

  TableWalk(SnmpSession session, AnswerLimits limits, int maxRepetitions) {
    this.session = session;
    this.limits = limits;
    this.most = maxRepetitions;
    this.ceiling = maxRepetitions;
    this.repetitions = Math.min(FIRST_ROWS, maxRepetitions);
  }

  /** Forgets what was learned of the device's limits. */
  void reset() {
    ceiling = most;
    repetitions = Math.min(FIRST_ROWS, most);
    careful = false;
    lostRows = Integer.MAX_VALUE;
  }

  /**
   * Walks columns.
   *
   * @param rowsKnown rows that the table is known to have; 0 when unknown
   */
  WalkedColumns walk(Collection<Oid> columns, int rowsKnown) {
    WalkedColumns found = new WalkedColumns();
    Deque<List<Oid>> groups = new ArrayDeque<>();
    List<Oid> all = List.copyOf(columns);
    for (int from = 0; from < all.size(); from += MOST_COLUMNS) {
      groups.add(all.subList(from, Math.min(all.size(), from + MOST_COLUMNS)));
    }
    int whole = 0;
    while (!groups.isEmpty() && found.lost().isEmpty()) {
      whole = Math.max(whole, walk(groups.remove(), rowsKnown, found, groups));
    }
    learn(found.lost().isPresent(), whole);
    return found;
  }

  private void learn(boolean lost, int whole) {
    limits.walked();
    if (lost) {
      return;
    }
    if (--walksUntilForgiven <= 0) {
      lostRows = Integer.MAX_VALUE;
    }
    limits.grow();
    int next = whole > 1 && !careful ? repetitions * 2 : careful ? repetitions + 1 : repetitions;
    repetitions = Math.max(1, Math.min(Math.min(ceiling, lostRows - 1), next));
  }

  /** So many rows were asked for, and nothing came. */
  private void lost(int asked, int columns) {
    careful = true;
    repetitions = Math.max(1, asked / 2);
    if (asked > 1) {
      lostRows = asked;
      walksUntilForgiven = WALKS_BEFORE_FORGIVING;
      limits.tooMany(asked * columns);
    }
  }

  /** Walks a group of columns; gives the number of answers that brought all that was asked for. */
  private int walk(List<Oid> columns, int rowsKnown, WalkedColumns found, Deque<List<Oid>> groups) {
    List<Oid> active = new ArrayList<>(columns);
    int rows = 0;
    int whole = 0;
    while (!active.isEmpty()) {
      boolean bulk = session.hasBulk() && !limits.walksByNext();
      int asked = bulk ? rowsToAsk(active.size(), rowsKnown - rows) : 1;
      List<Oid> from = active.stream().map(found::position).toList();
      Exchange exchange = bulk ? session.getBulk(from, asked) : session.getNext(from);
      if (exchange instanceof Exchange.Lost lost) {
        if (bulk && lost.cause() == Cause.TIMEOUT && !limits.bulkAnswered()) {
          // It answered a GET a moment ago: GETBULK, or an answer of this size, may be the trouble.
          limits.bulkFailed();
          lost(asked, active.size());
          repetitions = Math.min(repetitions, AnswerLimits.ROWS_OF_A_TRIAL);
          continue;
        }
        lost(asked, active.size());
        found.lose(lost);
        return whole;
      }
      Exchange.Answer answer = (Exchange.Answer) exchange;
      found.answered(answer);
      if (answer.isError() || answer.bindings().isEmpty()) {
        if (!retry(active, asked, bulk, answer, found, groups)) {
          return whole;
        }
        continue;
      }
      if (bulk) {
        limits.answered();
      }
      int full = answer.bindings().size() / active.size();
      if (full >= asked) {
        whole++;
      } else if (bulk && !found.endsHere(answer)) {
        ceiling = Math.max(1, Math.min(ceiling, full));
        repetitions = Math.min(repetitions, ceiling);
      }
      found.take(active, answer);
      rows += Math.max(1, full);
    }
    return whole;
  }

  private int rowsToAsk(int columns, int rowsLeft) {
    int wanted = rowsLeft > 0 ? rowsLeft + 1 : repetitions;
    return Math.min(wanted, Math.min(repetitions, limits.rows(columns)));
  }

  /** Learns from an error. False when these columns are done with. */
  private boolean retry(
      List<Oid> active,
      int asked,
      boolean bulk,
      Exchange.Answer answer,
      WalkedColumns found,
      Deque<List<Oid>> groups) {
    int culprit = answer.culprit(active.size());
    if (answer.errorStatus() == PDU.noSuchName && culprit >= 0) {
      // So SNMP v1 says that nothing follows this column.
      found.complete(active.remove(culprit));
      return true;
    }
    boolean tooBig = answer.errorStatus() == PDU.tooBig || !answer.isError();
    if (tooBig && asked > 1) {
      ceiling = asked / 2;
      repetitions = ceiling;
      limits.tooMany(asked * active.size());
      return true;
    }
    if (active.size() > 1) {
      // One row of them all is too much, or one of them cannot be had: keep the good ones.
      int half = active.size() / 2;
      if (tooBig) {
        ceiling = Math.min(most, limits.rows(half));
        repetitions = ceiling;
      }
      groups.addFirst(List.copyOf(active.subList(half, active.size())));
      groups.addFirst(List.copyOf(active.subList(0, half)));
      return false;
    }
    if (bulk && !tooBig && !limits.bulkAnswered()) {
      limits.bulkFailed();
      return true;
    }
    String detail =
        answer.isError() ? PDU.toErrorStatusText(answer.errorStatus()) : "an empty answer";
    if (answer.errorStatus() == PDU.noSuchName) {
      found.complete(active.get(0));
    } else {
      found.refuse(active.get(0), new Cell.None(Cause.REFUSED, detail, answer.time()));
    }
    return false;
  }
}
