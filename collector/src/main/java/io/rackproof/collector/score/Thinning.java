package io.rackproof.collector.score;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Makes a long trace short enough to draw, and keeps its lowest and highest values and its gaps.
 */
final class Thinning {

  private Thinning() {}

  /** At most {@code most} points, at least 8; of each stretch its first, extremes and last gap. */
  static List<Trace.Point> thin(List<Trace.Point> points, int most) {
    int limit = Math.max(8, most);
    if (points.size() <= limit) {
      return points;
    }
    int buckets = limit / 4;
    List<Trace.Point> kept = new ArrayList<>();
    for (int b = 0; b < buckets; b++) {
      int from = (int) ((long) points.size() * b / buckets);
      int to = (int) ((long) points.size() * (b + 1) / buckets);
      TreeSet<Integer> chosen = new TreeSet<>();
      chosen.add(from);
      int lowest = -1;
      int highest = -1;
      int gap = -1;
      for (int i = from; i < to; i++) {
        double value = points.get(i).value();
        if (Double.isNaN(value)) {
          gap = i;
          continue;
        }
        lowest = lowest < 0 || value < points.get(lowest).value() ? i : lowest;
        highest = highest < 0 || value > points.get(highest).value() ? i : highest;
      }
      for (int index : new int[] {lowest, highest, gap}) {
        if (index >= 0) {
          chosen.add(index);
        }
      }
      chosen.forEach(i -> kept.add(points.get(i)));
    }
    return kept;
  }
}
