package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of one member in bounded memory, to draw: of each stretch of time its first, lowest
 * and highest value and whether there was a gap. The stretches grow with the campaign. Not thread
 * safe.
 */
final class TraceTrack {

  private final Member member;
  private final double factor;
  private final double offset;
  private final long origin;
  private final TraceStretches stretches;

  private long gatheredTo = Long.MIN_VALUE;
  private long taken = Long.MIN_VALUE;
  private long heldTo = Long.MIN_VALUE;

  /**
   * @param scale to the unit that is drawn
   * @param origin when the campaign began; what was before is not drawn
   */
  TraceTrack(Member member, UnitScale scale, long origin) {
    this(
        member,
        scale.apply(1) - scale.apply(0),
        scale.apply(0),
        origin,
        new TraceStretches(origin));
  }

  private TraceTrack(
      Member member, double factor, double offset, long origin, TraceStretches stretches) {
    this.member = member;
    this.factor = factor;
    this.offset = offset;
    this.origin = origin;
    this.stretches = stretches;
  }

  /** Whether a track of a scale would draw the same. */
  boolean isScaledLike(UnitScale scale) {
    return factor == scale.apply(1) - scale.apply(0) && offset == scale.apply(0);
  }

  void commit(Window window, long upTo) {
    StepFunction held = window.held(member);
    for (int i = held.firstAfter(gatheredTo, taken); i < held.size() && held.end(i) <= upTo; i++) {
      taken = held.start(i);
      add(Math.max(origin, taken), held.end(i), held.value(i));
    }
    gatheredTo = upTo;
  }

  private void add(long start, long end, double value) {
    if (end <= origin || Double.isNaN(value)) {
      return;
    }
    if (heldTo != Long.MIN_VALUE && heldTo < start) {
      stretches.gap(heldTo);
    }
    stretches.add(start, (float) (value * factor + offset));
    heldTo = end;
  }

  /** What to draw, with what is not taken over yet. */
  Trace trace(Window window, long to) {
    TraceTrack all = new TraceTrack(member, factor, offset, origin, stretches.copy());
    all.gatheredTo = gatheredTo;
    all.taken = taken;
    all.heldTo = heldTo;
    all.commit(window, Long.MAX_VALUE);
    List<Trace.Point> points = new ArrayList<>();
    all.stretches.points(points);
    if (all.heldTo != Long.MIN_VALUE) {
      points.add(new Trace.Point(Math.min(all.heldTo, to), Double.NaN));
    }
    return new Trace(member.labels(), points);
  }
}
