package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.List;

/**
 * The course of one member in bounded memory, to draw: of each stretch of time its first, lowest
 * and highest value and its longest gap. The stretches grow with the campaign. Not thread safe.
 */
final class TraceTrack {

  private final Member member;
  private final UnitScale scale;
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
    this(member, scale, origin, new TraceStretches(origin));
  }

  private TraceTrack(Member member, UnitScale scale, long origin, TraceStretches stretches) {
    this.member = member;
    this.scale = scale;
    this.origin = origin;
    this.stretches = stretches;
  }

  /** Whether a track of a scale would draw the same: scales are straight lines. */
  boolean isScaledLike(UnitScale other) {
    return scale.apply(0) == other.apply(0) && scale.apply(1) == other.apply(1);
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
    float drawn = (float) scale.apply(value);
    if (heldTo != Long.MIN_VALUE && heldTo < start) {
      stretches.gap(heldTo, start, drawn);
    }
    stretches.add(start, drawn);
    heldTo = end;
  }

  /** What to draw, with what is not taken over yet. */
  Trace trace(Window window, long to) {
    TraceTrack all = new TraceTrack(member, scale, origin, stretches.copy());
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
