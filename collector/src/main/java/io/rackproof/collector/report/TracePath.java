package io.rackproof.collector.report;

import io.rackproof.collector.score.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * A trace as the path of an SVG: each value held until the next, broken where there is none. Of the
 * points that fall on one pixel the first, the extremes and the last are drawn.
 */
final class TracePath {

  private final Axis times;
  private final Axis values;
  private final StringBuilder path = new StringBuilder();
  private boolean drawing;

  private TracePath(Axis times, Axis values) {
    this.times = times;
    this.values = values;
  }

  static String of(Trace trace, Axis times, Axis values) {
    TracePath drawn = new TracePath(times, values);
    List<Trace.Point> pixel = new ArrayList<>();
    for (Trace.Point point : trace.points()) {
      boolean samePixel =
          !pixel.isEmpty()
              && Double.isFinite(point.value())
              && drawn.pixel(pixel.get(0)) == drawn.pixel(point);
      if (!samePixel) {
        drawn.flush(pixel);
      }
      pixel.add(point);
      if (!Double.isFinite(point.value())) {
        drawn.flush(pixel);
      }
    }
    drawn.flush(pixel);
    return drawn.path.toString();
  }

  private long pixel(Trace.Point point) {
    return Math.round(times.atTime(point.timeMillis()));
  }

  private void flush(List<Trace.Point> pixel) {
    int size = pixel.size();
    int lowest = 0;
    int highest = 0;
    for (int i = 1; i < size; i++) {
      lowest = pixel.get(i).value() < pixel.get(lowest).value() ? i : lowest;
      highest = pixel.get(i).value() > pixel.get(highest).value() ? i : highest;
    }
    for (int i = 0; i < size; i++) {
      if (i == 0 || i == lowest || i == highest || i == size - 1) {
        draw(pixel.get(i));
      }
    }
    pixel.clear();
  }

  private void draw(Trace.Point point) {
    String x = Plot.px(times.atTime(point.timeMillis()));
    if (drawing) {
      path.append('H').append(x);
    }
    if (!Double.isFinite(point.value())) {
      drawing = false;
      return;
    }
    String y = Plot.px(values.at(point.value()));
    path.append(drawing ? "V" + y : "M" + x + " " + y);
    drawing = true;
  }
}
