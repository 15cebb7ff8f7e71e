package io.rackproof.collector.score;

import java.util.Arrays;
import java.util.List;

/**
 * Of each of at most 128 stretches of time the first, the lowest and the highest value and where a
 * gap begins. Times are kept from the stretch's start, in 4 bytes: a campaign has thousands of
 * these. Not thread safe.
 */
final class TraceStretches {

  private static final int STRETCHES = 128;

  /** The shortest stretch: finer than instruments are polled. */
  private static final long SHORTEST_MILLIS = 100;

  private static final int NONE = -1;

  private final long origin;
  private long length = SHORTEST_MILLIS;
  private int used;
  private final int[] firstAt;
  private final float[] first;
  private final int[] lowestAt;
  private final float[] lowest;
  private final int[] highestAt;
  private final float[] highest;

  /** Where a gap begins, or NONE; empty while there was no gap. */
  private int[] gapAt = {};

  /** The stretch that was looked for last, its start and its end; empty when there is none. */
  private int last;

  private long lastFrom;
  private long lastTo;

  /**
   * @param origin no time is before
   */
  TraceStretches(long origin) {
    this.origin = origin;
    firstAt = new int[STRETCHES];
    first = new float[STRETCHES];
    lowestAt = new int[STRETCHES];
    lowest = new float[STRETCHES];
    highestAt = new int[STRETCHES];
    highest = new float[STRETCHES];
    Arrays.fill(firstAt, NONE);
  }

  private TraceStretches(TraceStretches other) {
    origin = other.origin;
    length = other.length;
    used = other.used;
    firstAt = other.firstAt.clone();
    first = other.first.clone();
    lowestAt = other.lowestAt.clone();
    lowest = other.lowest.clone();
    highestAt = other.highestAt.clone();
    highest = other.highest.clone();
    gapAt = other.gapAt.clone();
  }

  TraceStretches copy() {
    return new TraceStretches(this);
  }

  void add(long time, float value) {
    int at = turnTo(time);
    int from = (int) (time - lastFrom);
    if (firstAt[at] == NONE) {
      firstAt[at] = from;
      first[at] = value;
      lowestAt[at] = from;
      lowest[at] = value;
      highestAt[at] = from;
      highest[at] = value;
      return;
    }
    if (value < lowest[at]) {
      lowest[at] = value;
      lowestAt[at] = from;
    }
    if (value > highest[at]) {
      highest[at] = value;
      highestAt[at] = from;
    }
  }

  void gap(long time) {
    int at = turnTo(time);
    if (gapAt.length == 0) {
      gapAt = new int[STRETCHES];
      Arrays.fill(gapAt, NONE);
    }
    gapAt[at] = (int) (time - lastFrom);
  }

  /** The stretch of a time; makes all of them longer while there are too few. */
  private int turnTo(long time) {
    if (time >= lastFrom && time < lastTo) {
      return last;
    }
    while ((time - origin) / length >= STRETCHES) {
      fold();
    }
    last = (int) ((time - origin) / length);
    used = Math.max(used, last + 1);
    lastFrom = origin + last * length;
    lastTo = lastFrom + length;
    return last;
  }

  private void fold() {
    int later = (int) length;
    for (int i = 0; i < STRETCHES / 2; i++) {
      join(i, 2 * i, 2 * i + 1, later);
    }
    Arrays.fill(firstAt, STRETCHES / 2, STRETCHES, NONE);
    if (gapAt.length > 0) {
      Arrays.fill(gapAt, STRETCHES / 2, STRETCHES, NONE);
    }
    length *= 2;
    used = (used + 1) / 2;
  }

  private void join(int to, int a, int b, int later) {
    int begins = firstAt[a] != NONE ? a : b;
    int low = firstAt[b] != NONE && lowest[b] < lowest[begins] ? b : begins;
    int high = firstAt[b] != NONE && highest[b] > highest[begins] ? b : begins;
    float lowestValue = lowest[low];
    int lowestTime = lowestAt[low] + (low == b ? later : 0);
    float highestValue = highest[high];
    int highestTime = highestAt[high] + (high == b ? later : 0);
    if (gapAt.length > 0) {
      gapAt[to] = gapAt[b] != NONE ? gapAt[b] + later : gapAt[a];
    }
    first[to] = first[begins];
    firstAt[to] = firstAt[begins] == NONE ? NONE : firstAt[begins] + (begins == b ? later : 0);
    lowest[to] = lowestValue;
    lowestAt[to] = lowestTime;
    highest[to] = highestValue;
    highestAt[to] = highestTime;
  }

  /** Adds what to draw, in time order. */
  void points(List<Trace.Point> points) {
    for (int i = 0; i < used; i++) {
      points(i, origin + i * length, points);
    }
  }

  private void points(int i, long start, List<Trace.Point> points) {
    int from = points.size();
    if (firstAt[i] != NONE) {
      points.add(new Trace.Point(start + firstAt[i], first[i]));
      if (lowestAt[i] != firstAt[i]) {
        points.add(new Trace.Point(start + lowestAt[i], lowest[i]));
      }
      if (highestAt[i] != firstAt[i]) {
        points.add(new Trace.Point(start + highestAt[i], highest[i]));
      }
    }
    if (gapAt.length > 0 && gapAt[i] != NONE) {
      points.add(new Trace.Point(start + gapAt[i], Double.NaN));
    }
    points
        .subList(from, points.size())
        .sort((a, b) -> Long.compare(a.timeMillis(), b.timeMillis()));
  }
}
