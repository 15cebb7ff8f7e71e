package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The course of one member in bounded memory, to draw: of each stretch of time its first, lowest
 * and highest value and whether there was a gap. The stretches grow with the campaign. Not thread
 * safe.
 */
final class TraceTrack {

  private static final int STRETCHES = 128;

  /** The shortest stretch: finer than instruments are polled. */
  private static final long SHORTEST_MILLIS = 100;

  private static final long NONE = -1;

  private final Member member;
  private final double factor;
  private final double offset;
  private final long origin;

  private long length = SHORTEST_MILLIS;

  /** The stretch that was looked for last, its start and its end; empty when there is none. */
  private int lastStretch;

  private long lastFrom;
  private long lastTo;
  private int used;
  private final long[] firstTime = new long[STRETCHES];
  private final float[] first = new float[STRETCHES];
  private final long[] lowestTime = new long[STRETCHES];
  private final float[] lowest = new float[STRETCHES];
  private final long[] highestTime = new long[STRETCHES];
  private final float[] highest = new float[STRETCHES];

  /** Where a gap begins, or NONE. */
  private final long[] gap = new long[STRETCHES];

  private long gatheredTo = Long.MIN_VALUE;
  private long taken = Long.MIN_VALUE;
  private long heldTo = Long.MIN_VALUE;

  /**
   * @param scale to the unit that is drawn
   * @param origin when the campaign began; what was before is not drawn
   */
  TraceTrack(Member member, UnitScale scale, long origin) {
    this(member, scale.apply(1) - scale.apply(0), scale.apply(0), origin);
  }

  private TraceTrack(Member member, double factor, double offset, long origin) {
    this.member = member;
    this.factor = factor;
    this.offset = offset;
    this.origin = origin;
    Arrays.fill(firstTime, NONE);
    Arrays.fill(gap, NONE);
  }

  void commit(Window window, long upTo) {
    StepFunction held = window.held(member);
    for (int i = held.firstAfter(gatheredTo, taken); i < held.size() && held.end(i) <= upTo; i++) {
      taken = held.start(i);
      add(Math.max(origin, held.start(i)), held.end(i), held.value(i));
    }
    gatheredTo = upTo;
  }

  private void add(long start, long end, double value) {
    if (end <= origin || Double.isNaN(value)) {
      return;
    }
    if (heldTo != Long.MIN_VALUE && heldTo < start) {
      gap[stretch(heldTo)] = heldTo;
    }
    float drawn = (float) (value * factor + offset);
    int at = stretch(start);
    if (firstTime[at] == NONE) {
      firstTime[at] = start;
      first[at] = drawn;
      lowestTime[at] = start;
      lowest[at] = drawn;
      highestTime[at] = start;
      highest[at] = drawn;
    }
    if (drawn < lowest[at]) {
      lowest[at] = drawn;
      lowestTime[at] = start;
    }
    if (drawn > highest[at]) {
      highest[at] = drawn;
      highestTime[at] = start;
    }
    heldTo = end;
  }

  /** The stretch of a time; makes all of them longer while there are too few. */
  private int stretch(long time) {
    if (time >= lastFrom && time < lastTo) {
      return lastStretch;
    }
    while ((time - origin) / length >= STRETCHES) {
      fold();
    }
    int at = (int) ((time - origin) / length);
    used = Math.max(used, at + 1);
    lastStretch = at;
    lastFrom = origin + at * length;
    lastTo = lastFrom + length;
    return at;
  }

  private void fold() {
    for (int i = 0; i < STRETCHES; i++) {
      int a = 2 * i;
      if (a >= STRETCHES) {
        firstTime[i] = NONE;
        gap[i] = NONE;
      } else {
        join(i, a, a + 1);
      }
    }
    length *= 2;
    used = (used + 1) / 2;
  }

  private void join(int to, int a, int b) {
    int begins = firstTime[a] != NONE ? a : b;
    int low = firstTime[b] != NONE && lowest[b] < lowest[begins] ? b : begins;
    int high = firstTime[b] != NONE && highest[b] > highest[begins] ? b : begins;
    float lowestValue = lowest[low];
    long lowestAt = lowestTime[low];
    float highestValue = highest[high];
    long highestAt = highestTime[high];
    gap[to] = gap[b] != NONE ? gap[b] : gap[a];
    first[to] = first[begins];
    firstTime[to] = firstTime[begins];
    lowest[to] = lowestValue;
    lowestTime[to] = lowestAt;
    highest[to] = highestValue;
    highestTime[to] = highestAt;
  }

  /** What to draw, with what is not taken over yet. */
  Trace trace(Window window, long to) {
    TraceTrack all = copy();
    all.commit(window, Long.MAX_VALUE);
    List<Trace.Point> points = new ArrayList<>();
    for (int i = 0; i < all.used; i++) {
      all.points(i, points);
    }
    if (all.heldTo != Long.MIN_VALUE) {
      points.add(new Trace.Point(Math.min(all.heldTo, to), Double.NaN));
    }
    return new Trace(member.labels(), points);
  }

  private void points(int i, List<Trace.Point> points) {
    int from = points.size();
    if (firstTime[i] != NONE) {
      points.add(new Trace.Point(firstTime[i], first[i]));
      if (lowestTime[i] != firstTime[i]) {
        points.add(new Trace.Point(lowestTime[i], lowest[i]));
      }
      if (highestTime[i] != firstTime[i]) {
        points.add(new Trace.Point(highestTime[i], highest[i]));
      }
    }
    if (gap[i] != NONE) {
      points.add(new Trace.Point(gap[i], Double.NaN));
    }
    points
        .subList(from, points.size())
        .sort((a, b) -> Long.compare(a.timeMillis(), b.timeMillis()));
  }

  private TraceTrack copy() {
    TraceTrack copy = new TraceTrack(member, factor, offset, origin);
    copy.length = length;
    copy.used = used;
    System.arraycopy(firstTime, 0, copy.firstTime, 0, STRETCHES);
    System.arraycopy(first, 0, copy.first, 0, STRETCHES);
    System.arraycopy(lowestTime, 0, copy.lowestTime, 0, STRETCHES);
    System.arraycopy(lowest, 0, copy.lowest, 0, STRETCHES);
    System.arraycopy(highestTime, 0, copy.highestTime, 0, STRETCHES);
    System.arraycopy(highest, 0, copy.highest, 0, STRETCHES);
    System.arraycopy(gap, 0, copy.gap, 0, STRETCHES);
    copy.gatheredTo = gatheredTo;
    copy.taken = taken;
    copy.heldTo = heldTo;
    return copy;
  }
}
