package io.rackproof.collector.score;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signal of a criterion over time for one member, for plots.
 *
 * @param labels of the member, sorted
 * @param points in time order
 */
public record Trace(Map<String, String> labels, List<Point> points) {

  /**
   * @param value in the criterion's unit, held until the next point; NaN where the signal holds
   *     nothing
   */
  public record Point(long timeMillis, double value) {}

  public Trace {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    points = TracePoints.copyOf(points);
  }
}
