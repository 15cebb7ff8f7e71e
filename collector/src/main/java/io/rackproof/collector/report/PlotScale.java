package io.rackproof.collector.report;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Trace;
import java.util.List;
import java.util.Optional;

/**
 * What a criterion's plot shows beside its traces.
 *
 * @param unit of the traces, for people
 * @param shown the interval to draw, in that unit; empty when the limit is not one of the signal
 *     itself, as for a count of errors
 * @param times in milliseconds, as pixels
 * @param values in the unit, as pixels
 */
record PlotScale(String unit, Optional<Limit> shown, Axis times, Axis values) {

  static PlotScale of(
      Criterion criterion,
      List<Trace> traces,
      List<PhaseSpan> spans,
      double left,
      double right,
      double top,
      double bottom) {
    Optional<Limit> shown = criterion.signalLimit();
    return new PlotScale(
        criterion.signalUnit(),
        shown,
        times(traces, spans, left, right),
        values(traces, shown, bottom, top));
  }

  private static Axis times(List<Trace> traces, List<PhaseSpan> spans, double left, double right) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (PhaseSpan span : spans) {
      first = Math.min(first, span.startMillis());
      last = Math.max(last, span.endMillis());
    }
    for (Trace trace : traces) {
      if (!trace.points().isEmpty()) {
        first = Math.min(first, trace.points().get(0).timeMillis());
        last = Math.max(last, trace.points().get(trace.points().size() - 1).timeMillis());
      }
    }
    return first < last
        ? new Axis(first, last, left, right)
        : new Axis(first, first + 1000.0, left, right);
  }

  private static Axis values(List<Trace> traces, Optional<Limit> shown, double bottom, double top) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Trace trace : traces) {
      for (Trace.Point point : trace.points()) {
        if (Double.isFinite(point.value())) {
          low = Math.min(low, point.value());
          high = Math.max(high, point.value());
        }
      }
    }
    for (double bound : shown.map(s -> new double[] {s.low(), s.high()}).orElse(new double[0])) {
      if (Double.isFinite(bound)) {
        low = Math.min(low, bound);
        high = Math.max(high, bound);
      }
    }
    if (low > high) {
      return new Axis(0, 1, bottom, top);
    }
    double room = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.05, 0.5);
    // A quantity that never was negative is not shown below zero.
    double floor = low >= 0 && low - room < 0 && low > 0 ? 0 : low - room;
    return new Axis(floor, high + room, bottom, top);
  }
}
