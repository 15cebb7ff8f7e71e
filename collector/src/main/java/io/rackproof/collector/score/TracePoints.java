package io.rackproof.collector.score;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Points in 16 bytes each: a campaign of thousands of members has millions of them. Immutable. */
final class TracePoints extends AbstractList<Trace.Point> implements RandomAccess {

  private final long[] times;
  private final double[] values;

  private TracePoints(int size) {
    times = new long[size];
    values = new double[size];
  }

  static List<Trace.Point> copyOf(List<Trace.Point> points) {
    if (points instanceof TracePoints) {
      return points;
    }
    TracePoints copy = new TracePoints(points.size());
    int i = 0;
    for (Trace.Point point : points) {
      copy.times[i] = point.timeMillis();
      copy.values[i++] = point.value();
    }
    return copy;
  }

  @Override
  public Trace.Point get(int index) {
    return new Trace.Point(times[index], values[index]);
  }

  @Override
  public int size() {
    return times.length;
  }
}
