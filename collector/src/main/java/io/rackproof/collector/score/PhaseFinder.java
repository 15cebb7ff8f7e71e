package io.rackproof.collector.score;

import io.rackproof.collector.plan.Expression.Aggregator;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** The spans of a plan's phases in a campaign, from marks by hand and from what signals held. */
final class PhaseFinder {

  private final Timeline timeline;
  private final long to;
  private final boolean complete;
  private final SignalEvaluator signals;

  /** Up to a time; {@code complete} once the campaign has ended there. */
  PhaseFinder(Timeline timeline, long to, boolean complete, SignalEvaluator signals) {
    this.timeline = timeline;
    this.to = to;
    this.complete = complete;
    this.signals = signals;
  }

  /** All spans by start; those that start together in the plan's order. */
  List<PhaseSpan> find(List<Phase> phases) {
    List<PhaseSpan> spans = new ArrayList<>();
    OptionalLong timedFrom = OptionalLong.of(timeline.startMillis());
    for (Phase phase : phases) {
      if (phase.entry() instanceof Phase.Whole) {
        add(spans, phase, timeline.startMillis(), OptionalLong.empty());
      } else if (phase.entry() instanceof Phase.Timed) {
        if (timedFrom.isPresent() && timedFrom.getAsLong() < to) {
          long end = add(spans, phase, timedFrom.getAsLong(), OptionalLong.empty());
          timedFrom = end < to ? OptionalLong.of(end) : OptionalLong.empty();
        }
      } else if (phase.entry() instanceof Phase.ByHand) {
        byHand(spans, phase);
      } else if (phase.entry() instanceof Phase.When when) {
        when(spans, phase, when);
      }
    }
    spans.sort(Comparator.comparingLong(PhaseSpan::startMillis));
    return spans;
  }

  /** Adds a span that ends by itself, at the phase's duration or with the campaign. */
  private long add(List<PhaseSpan> spans, Phase phase, long start, OptionalLong left) {
    if (start >= to) {
      return start;
    }
    long end = Math.min(left.orElse(to), to);
    boolean finished = complete || left.isPresent();
    if (phase.duration().isPresent()) {
      long most = start + phase.duration().get().toMillis();
      finished |= most <= end;
      end = Math.min(end, most);
    }
    long judgedFrom = Math.min(start + phase.settle().toMillis(), end);
    spans.add(new PhaseSpan(phase.name(), start, judgedFrom, end, finished));
    return end;
  }

  private void byHand(List<PhaseSpan> spans, Phase phase) {
    OptionalLong entered = OptionalLong.empty();
    for (Timeline.Mark mark : timeline.marks()) {
      if (!mark.phase().equals(phase.name()) || mark.timeMillis() >= to) {
        continue;
      }
      if (mark.entered() && entered.isEmpty()) {
        entered = OptionalLong.of(Math.max(mark.timeMillis(), timeline.startMillis()));
      } else if (!mark.entered() && entered.isPresent()) {
        add(spans, phase, entered.getAsLong(), OptionalLong.of(mark.timeMillis()));
        entered = OptionalLong.empty();
      }
    }
    if (entered.isPresent()) {
      add(spans, phase, entered.getAsLong(), OptionalLong.empty());
    }
  }

  /**
   * A condition turns the phase on once it has held for the hold, and off from the moment at which
   * it began to fail once it has failed for the hold. Unknown time stops both clocks and sets
   * neither back. After its full duration a phase must be left before it can be entered again.
   */
  private void when(List<PhaseSpan> spans, Phase phase, Phase.When when) {
    StepFunction condition = condition(when);
    long hold = when.hold().toMillis();
    boolean on = false;
    long entered = 0;
    long failing = 0;
    long clock = 0;
    for (int i = 0; i < condition.size(); i++) {
      long start = Math.max(condition.start(i), timeline.startMillis());
      long length = condition.end(i) - start;
      if (length <= 0 || Double.isNaN(condition.value(i))) {
        continue;
      }
      boolean holds = condition.value(i) > 0;
      if (holds == on) {
        clock = 0;
        continue;
      }
      failing = clock == 0 ? start : failing;
      if (clock + length < hold) {
        clock += length;
        continue;
      }
      if (on) {
        add(spans, phase, entered, OptionalLong.of(failing));
      } else {
        entered = start + hold - clock;
      }
      on = !on;
      clock = 0;
    }
    if (on) {
      add(spans, phase, entered, OptionalLong.empty());
    }
  }

  /** 1 while every member is inside, 0 while one is outside; unknown where one holds nothing. */
  private StepFunction condition(Phase.When when) {
    Limit limit = when.limit();
    UnitScale scale = UnitScale.toLimit(when.signal().unit(), limit);
    List<StepFunction> inside;
    try {
      inside =
          signals.evaluate(when.signal().expression()).stream()
              .map(m -> m.held().map(v -> holds(limit, scale, v)))
              .toList();
    } catch (AmbiguousSignalException e) {
      inside = List.of();
    }
    return inside.isEmpty()
        ? new StepFunction.Builder(0).build(new long[0])
        : Aggregation.of(Aggregator.MIN, inside);
  }

  private static double holds(Limit limit, UnitScale scale, double value) {
    if (Double.isNaN(value)) {
      return value;
    }
    return limit.contains(Rounding.of(scale.apply(value))) ? 1 : 0;
  }
}
