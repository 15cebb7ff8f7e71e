package io.rackproof.collector.score;

import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.score.signal.AmbiguousSignalException;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Bounds;
import io.rackproof.collector.score.statistic.Rounding;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * A phase that a condition enters and leaves. It turns on once the condition has held for the hold,
 * and off from the moment at which it began to fail once it has failed for the hold. Unknown time
 * stops both clocks and sets neither back. Not thread safe.
 */
final class WhenPhase {

  /** Bits of the condition's value. */
  private static final int ENTER = 1;

  private static final int LEAVE = 2;

  /** Share of a value by which it may be off for its limit before it is looked at closely. */
  private static final double NEAR = 1e-9;

  private final Phase phase;
  private final long hold;
  private final long start;
  private final Optional<Member> condition;
  private final List<Stay> stays = new ArrayList<>();

  private long gatheredTo = Long.MIN_VALUE;
  private long taken = Long.MIN_VALUE;

  /** Where the first piece starts that is not taken over: it may turn the phase from there on. */
  private long waiting = Long.MAX_VALUE;

  private boolean on;
  private long entered;
  private long turning;
  private long clock;

  /**
   * From when to when it was on; no end while it is.
   *
   * @param turning while it is on: since when what ends it holds, not for long enough yet
   */
  record Stay(long from, OptionalLong to, OptionalLong turning) {}

  WhenPhase(Phase phase, Phase.When when, Signals signals, long start) {
    this(phase, when.hold().toMillis(), start, condition(when, signals));
  }

  private WhenPhase(Phase phase, long hold, long start, Optional<Member> condition) {
    this.phase = phase;
    this.hold = hold;
    this.start = start;
    this.condition = condition;
  }

  Phase phase() {
    return phase;
  }

  /**
   * ENTER while every member is inside, LEAVE while one is outside or, where there is a condition
   * of its own to leave, while that holds; unknown where one holds nothing.
   */
  private static Optional<Member> condition(Phase.When when, Signals signals) {
    try {
      Optional<Member> inside = holds(when.signal(), when.limit(), signals);
      if (inside.isEmpty() || when.until().isEmpty()) {
        return inside.map(m -> m.map(v -> v > 0 ? ENTER : LEAVE));
      }
      Method.Condition until = when.until().get();
      return holds(until.signal(), until.limit(), signals)
          .map(leave -> Signals.sum(List.of(inside.get(), leave.map(v -> LEAVE * v))));
    } catch (AmbiguousSignalException e) {
      return Optional.empty();
    }
  }

  /** 1 while every member is inside a limit, 0 while one is not; empty without members. */
  private static Optional<Member> holds(SignalOf signal, Limit limit, Signals signals) {
    DoubleUnaryOperator condition = holds(signal, limit);
    List<Member> inside =
        signals.members(signal.expression()).stream().map(m -> m.map(condition)).toList();
    return inside.isEmpty() ? Optional.empty() : Optional.of(Signals.all(inside));
  }

  /** 1 inside, 0 outside; a value that was filtered out stays so. */
  static DoubleUnaryOperator holds(SignalOf signal, Limit limit) {
    UnitScale scale = UnitScale.toLimit(signal.unit(), limit);
    Bounds bounds = Bounds.of(limit, UnitScale.fromLimit(limit, signal.unit()));
    return value -> {
      if (Double.isNaN(value)) {
        return value;
      }
      // Only beside the limit it matters how a value is rounded and converted, which is slow.
      double margin = bounds.margin(value);
      boolean near = Math.abs(margin) <= NEAR * (Math.abs(value) + Math.abs(margin));
      boolean inside = near ? limit.contains(Rounding.of(scale.apply(value))) : margin > 0;
      return inside ? 1 : 0;
    };
  }

  /** Takes over the pieces of the condition that end by a time. */
  void commit(Window window, long upTo) {
    if (condition.isPresent()) {
      StepFunction held = window.held(condition.get());
      int i = held.firstAfter(gatheredTo, taken);
      for (; i < held.size() && held.end(i) <= upTo; i++) {
        add(held.start(i), held.end(i), held.value(i));
        taken = held.start(i);
      }
      waiting = i < held.size() ? held.start(i) : Long.MAX_VALUE;
    }
    gatheredTo = upTo;
  }

  private void add(long from, long to, double value) {
    long begin = Math.max(from, start);
    long length = to - begin;
    if (length <= 0 || Double.isNaN(value)) {
      return;
    }
    boolean turns = ((int) value & (on ? LEAVE : ENTER)) != 0;
    if (!turns) {
      clock = 0;
      return;
    }
    turning = clock == 0 ? begin : turning;
    if (clock + length < hold) {
      clock += length;
      return;
    }
    if (on) {
      stays.add(new Stay(entered, OptionalLong.of(turning), OptionalLong.empty()));
    } else {
      entered = begin + hold - clock;
    }
    on = !on;
    long rest = begin + hold - clock;
    clock = 0;
    if (hold > 0) {
      // Both conditions may hold at once: what is left counts for the other.
      add(rest, to, value);
    }
  }

  /** Before this time it is known when the phase was on, whatever comes after what was gathered. */
  long settledTo() {
    long settled = Math.min(gatheredTo, waiting);
    return on && clock > 0 ? Math.min(turning, settled) : settled;
  }

  /** When it was on by what was taken over. */
  List<Stay> stays() {
    List<Stay> all = new ArrayList<>(stays);
    if (on) {
      OptionalLong since = clock > 0 ? OptionalLong.of(turning) : OptionalLong.empty();
      all.add(new Stay(entered, OptionalLong.empty(), since));
    }
    return all;
  }

  /** When it was on, by all of a window. */
  List<Stay> stays(Window window) {
    WhenPhase all = copy();
    all.commit(window, Long.MAX_VALUE);
    return all.stays();
  }

  /** An independent copy that can go on by itself. */
  WhenPhase copy() {
    WhenPhase copy = new WhenPhase(phase, hold, start, condition);
    copy.stays.addAll(stays);
    copy.gatheredTo = gatheredTo;
    copy.taken = taken;
    copy.waiting = waiting;
    copy.on = on;
    copy.entered = entered;
    copy.turning = turning;
    copy.clock = clock;
    return copy;
  }
}
