package io.rackproof.collector.score;

import io.rackproof.collector.plan.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The spans of a plan's phases in a campaign, from marks by hand and from what signals held. */
final class PhaseFinder {

  private final Timeline timeline;
  private final long to;
  private final boolean complete;
  private final Map<String, List<WhenPhase.Stay>> stays;

  /**
   * Up to a time; {@code complete} once the campaign has ended there.
   *
   * @param stays by name, when each phase with a condition was on
   */
  PhaseFinder(
      Timeline timeline, long to, boolean complete, Map<String, List<WhenPhase.Stay>> stays) {
    this.timeline = timeline;
    this.to = to;
    this.complete = complete;
    this.stays = stays;
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
      } else {
        for (WhenPhase.Stay stay : stays.getOrDefault(phase.name(), List.of())) {
          add(spans, phase, stay.from(), stay.to());
        }
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
}
