package io.rackproof.collector.score;

import io.rackproof.collector.plan.Method;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One member of a signal and the events that it answers to. A change of a trigger counts once all
 * that the signal held before it is known. Not thread safe.
 */
final class StepTrack {

  private static final long NEVER = Long.MIN_VALUE;

  /** A change of a trigger: the last sample without the event and the first with it. */
  private record Edge(long before, long seen) {}

  /** The values that are taken of a signal. */
  interface Values {
    /** Its own. */
    Values OWN =
        new Values() {
          @Override
          public StepFunction held(Window window, Member signal) {
            return window.held(signal);
          }

          @Override
          public double value(StepFunction held, int i) {
            return held.value(i);
          }
        };

    StepFunction held(Window window, Member signal);

    double value(StepFunction held, int i);
  }

  private record Held(long start, long end, double value) {}

  private final Member signal;
  private final List<Member> triggers;
  private final Method.StepResponse step;
  private final StepBand band;
  private final Values values;

  private final long[] triggerTaken;
  private final long[] lastWithout;
  private final boolean[] with;
  private final PriorityQueue<Edge> edges =
      new PriorityQueue<>(Comparator.comparingLong(Edge::seen).thenComparingLong(Edge::before));

  private long gatheredTo = NEVER;
  private long taken = NEVER;
  private final Deque<Held> history = new ArrayDeque<>();
  private final List<StepEvent> events = new ArrayList<>();

  /** What the last event was not given yet: another event may turn out to have come before it. */
  private final Deque<Held> pending = new ArrayDeque<>();

  /**
   * @param triggers 1 while the event is on, 0 while it is not
   */
  StepTrack(
      Member signal,
      List<Member> triggers,
      Method.StepResponse step,
      StepBand band,
      Values values) {
    this.signal = signal;
    this.triggers = triggers;
    this.step = step;
    this.band = band;
    this.values = values;
    this.triggerTaken = new long[triggers.size()];
    Arrays.fill(triggerTaken, NEVER);
    this.lastWithout = triggerTaken.clone();
    this.with = new boolean[triggers.size()];
  }

  Member member() {
    return signal;
  }

  void commit(Window window, JudgedTime time, long upTo) {
    for (int t = 0; t < triggers.size(); t++) {
      takeTrigger(t, window.held(triggers.get(t)), upTo);
    }
    StepFunction held = values.held(window, signal);
    for (int i = held.firstAfter(gatheredTo, taken); i < held.size() && held.end(i) <= upTo; i++) {
      taken = held.start(i);
      if (!Double.isNaN(held.value(i))) {
        begin(time, held.start(i));
        add(new Held(held.start(i), held.end(i), values.value(held, i)));
      }
    }
    gatheredTo = upTo;
    give(time, noEventBefore());
  }

  /** The next event cannot have come before this time. */
  private long noEventBefore() {
    long time = edges.stream().mapToLong(Edge::before).min().orElse(Long.MAX_VALUE);
    for (long known : triggerTaken) {
      time = Math.min(time, known);
    }
    return time;
  }

  /** Gives the last event what ends by a time. */
  private void give(JudgedTime time, long upTo) {
    if (events.isEmpty()) {
      return;
    }
    StepEvent event = events.get(events.size() - 1);
    long end = endOfSpan(time, event.seen);
    while (!pending.isEmpty() && pending.getFirst().end() <= upTo) {
      Held held = pending.removeFirst();
      if (held.start() < end) {
        event.add(held.start(), Math.min(held.end(), end), held.value());
      }
    }
  }

  /** A trigger is known from the sample on that changes it, however long it holds. */
  private void takeTrigger(int t, StepFunction held, long upTo) {
    for (int i = held.firstEndingAfter(triggerTaken[t]);
        i < held.size() && held.start(i) < upTo;
        i++) {
      if (held.start(i) <= triggerTaken[t] || Double.isNaN(held.value(i))) {
        continue;
      }
      triggerTaken[t] = held.start(i);
      boolean on = held.value(i) > 0;
      if (on && !with[t] && lastWithout[t] != NEVER) {
        edges.add(new Edge(lastWithout[t], held.start(i)));
      }
      with[t] = on;
      lastWithout[t] = on ? lastWithout[t] : held.start(i);
    }
  }

  /** Begins the events that were seen by a time. */
  private void begin(JudgedTime time, long upTo) {
    for (Edge edge = edges.peek(); edge != null && edge.seen() <= upTo; edge = edges.peek()) {
      edges.remove();
      if (endOfSpan(time, edge.seen()) > edge.seen()) {
        begin(edge, time);
      }
    }
  }

  /** The end of the judged span that holds a time, or the time itself where none does. */
  static long endOfSpan(JudgedTime time, long at) {
    return time.spans().stream()
        .filter(span -> span.from() <= at && at < span.to())
        .mapToLong(JudgedTime.Span::to)
        .findFirst()
        .orElse(at);
  }

  private void begin(Edge edge, JudgedTime time) {
    if (!events.isEmpty()) {
      events.get(events.size() - 1).endBy(edge.before());
      give(time, Long.MAX_VALUE);
    }
    long from = edge.before() - step.baseline().toMillis();
    long covered = 0;
    double sum = 0;
    double reference = Double.NaN;
    for (Held held : history) {
      long length = Math.min(held.end(), edge.before()) - Math.max(held.start(), from);
      if (length > 0) {
        reference = Double.isNaN(reference) ? held.value() : reference;
        sum += (held.value() - reference) * length;
        covered += length;
      }
    }
    StepEvent event =
        new StepEvent(
            edge.before(),
            edge.seen(),
            covered > 0 ? reference + sum / covered : Double.NaN,
            (double) covered / step.baseline().toMillis(),
            band,
            step.hold().toMillis(),
            step.observe().map(o -> edge.seen() + o.toMillis()).orElse(Long.MAX_VALUE));
    // The answer may have begun between the last sample without the event and the first with it.
    pending.addAll(history);
    events.add(event);
  }

  private void add(Held held) {
    history.add(held);
    if (!events.isEmpty()) {
      pending.add(held);
    }
    long needed = held.start() - step.baseline().toMillis();
    for (int t = 0; t < with.length; t++) {
      if (!with[t] && lastWithout[t] != NEVER) {
        needed = Math.min(needed, lastWithout[t] - step.baseline().toMillis());
      }
    }
    for (Edge edge : edges) {
      needed = Math.min(needed, edge.before() - step.baseline().toMillis());
    }
    while (!history.isEmpty() && history.getFirst().end() <= needed) {
      history.removeFirst();
    }
  }

  /** All events by now, with what is not taken over yet. */
  List<StepEvent> events(Window window, JudgedTime time, long to) {
    StepTrack all = copy();
    all.commit(window, time, Long.MAX_VALUE);
    all.begin(time, to);
    all.give(time, Long.MAX_VALUE);
    return all.events;
  }

  /** An independent copy that can go on by itself. */
  StepTrack copy() {
    StepTrack copy = new StepTrack(signal, triggers, step, band, values);
    System.arraycopy(triggerTaken, 0, copy.triggerTaken, 0, triggerTaken.length);
    System.arraycopy(lastWithout, 0, copy.lastWithout, 0, lastWithout.length);
    System.arraycopy(with, 0, copy.with, 0, with.length);
    copy.edges.addAll(edges);
    copy.gatheredTo = gatheredTo;
    copy.taken = taken;
    copy.history.addAll(history);
    copy.pending.addAll(pending);
    events.forEach(event -> copy.events.add(event.copy()));
    return copy;
  }
}
