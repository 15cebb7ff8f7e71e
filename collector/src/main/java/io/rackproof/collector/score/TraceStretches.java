package io.rackproof.collector.score;

import java.util.Arrays;
import java.util.List;

/**
 * Of each of at most 128 stretches of time the first, the lowest and the highest value and the
 * longest gap that begins in it. Times of values are kept from the stretch's start, in 4 bytes: a
 * campaign has thousands of these. Not thread safe.
 */
final class TraceStretches {

  private static final int STRETCHES = 128;

  /** The shortest stretch: finer than instruments are polled. */
  private static final long SHORTEST_MILLIS = 100;

  private static final int NONE = -1;

  private final long origin;
  private long length = SHORTEST_MILLIS;
  private final int[] firstAt;
  private final float[] first;
  private final int[] lowestAt;
  private final float[] lowest;
  private final int[] highestAt;
  private final float[] highest;

  /** The gaps, [from, to), of no length where there is none; empty while there was no gap. */
  private long[] gapFrom = {};

  private long[] gapTo = {};

  /** What was held when the gaps ended. */
  private float[] afterGap = {};

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
    firstAt = other.firstAt.clone();
    first = other.first.clone();
    lowestAt = other.lowestAt.clone();
    lowest = other.lowest.clone();
    highestAt = other.highestAt.clone();
    highest = other.highest.clone();
    gapFrom = other.gapFrom.clone();
    gapTo = other.gapTo.clone();
    afterGap = other.afterGap.clone();
  }

  TraceStretches copy() {
    return new TraceStretches(this);
  }

  void add(long time, float value) {
    int at = stretch(time);
    int from = (int) (time - origin - at * length);
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

  /**
   * Nothing was held in [from, to).
   *
   * @param after the value at its end, which is added too
   */
  void gap(long from, long to, float after) {
    if (gapFrom.length == 0) {
      gapFrom = new long[STRETCHES];
      gapTo = new long[STRETCHES];
      afterGap = new float[STRETCHES];
    }
    int at = stretch(from);
    if (to - from > gapLength(at)) {
      gapFrom[at] = from;
      gapTo[at] = to;
      afterGap[at] = after;
    }
  }

  private long gapLength(int i) {
    return gapTo[i] - gapFrom[i];
  }

  /** The stretch of a time; makes all of them longer while there are too few. */
  private int stretch(long time) {
    while (time - origin >= STRETCHES * length) {
      fold();
    }
    return (int) ((time - origin) / length);
  }

  private void fold() {
    int later = (int) length;
    for (int i = 0; i < STRETCHES / 2; i++) {
      join(i, 2 * i, 2 * i + 1, later);
    }
    Arrays.fill(firstAt, STRETCHES / 2, STRETCHES, NONE);
    if (gapFrom.length > 0) {
      Arrays.fill(gapFrom, STRETCHES / 2, STRETCHES, 0);
      Arrays.fill(gapTo, STRETCHES / 2, STRETCHES, 0);
    }
    length *= 2;
  }

  private void join(int to, int a, int b, int later) {
    int begins = firstAt[a] != NONE ? a : b;
    int low = firstAt[b] != NONE && lowest[b] < lowest[begins] ? b : begins;
    int high = firstAt[b] != NONE && highest[b] > highest[begins] ? b : begins;
    float lowestValue = lowest[low];
    int lowestTime = lowestAt[low] + (low == b ? later : 0);
    float highestValue = highest[high];
    int highestTime = highestAt[high] + (high == b ? later : 0);
    if (gapFrom.length > 0) {
      int longer = gapLength(b) > gapLength(a) ? b : a;
      gapFrom[to] = gapFrom[longer];
      gapTo[to] = gapTo[longer];
      afterGap[to] = afterGap[longer];
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
    for (int i = 0; i < STRETCHES; i++) {
      points(i, origin + i * length, points);
    }
  }

  private void points(int i, long start, List<Trace.Point> points) {
    if (firstAt[i] != NONE) {
      insert(points, start + firstAt[i], first[i]);
      insert(points, start + lowestAt[i], lowest[i]);
      insert(points, start + highestAt[i], highest[i]);
    }
    if (gapFrom.length > 0 && gapLength(i) > 0) {
      insert(points, gapFrom[i], Double.NaN);
      // Else it ends with the first value of a later stretch.
      if (gapTo[i] < start + length) {
        insert(points, gapTo[i], afterGap[i]);
      }
    }
  }

  /** Each time once, in time order. */
  private static void insert(List<Trace.Point> points, long time, double value) {
    int at = points.size();
    while (at > 0 && points.get(at - 1).timeMillis() > time) {
      at--;
    }
    if (at == 0 || points.get(at - 1).timeMillis() < time) {
      points.add(at, new Trace.Point(time, value));
    }
  }
}
