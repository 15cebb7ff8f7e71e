package io.rackproof.simulator.model;

import java.util.ArrayList;
import java.util.List;

/** A quantity over time in straight lines: constant before its first corner and after its last. */
public final class Trace {

  private final double[] times;
  private final double[] values;

  private Trace(List<Double> times, List<Double> values) {
    this.times = times.stream().mapToDouble(Double::doubleValue).toArray();
    this.values = values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * A change to a value.
   *
   * @param at seconds at which it begins, not before the end of the change before it
   * @param ramp seconds that it takes, 0 for at once
   * @param value from then on
   */
  public record Change(double at, double ramp, double value) {}

  /** A trace that holds a value from the start and then makes the changes in turn. */
  public static Trace of(double start, List<Change> changes) {
    List<Double> times = new ArrayList<>(List.of(0.0));
    List<Double> values = new ArrayList<>(List.of(start));
    for (Change change : changes) {
      double last = times.get(times.size() - 1);
      if (change.at() < last) {
        throw new IllegalArgumentException("the change at " + change.at() + " s is too early");
      }
      times.add(change.at());
      values.add(values.get(values.size() - 1));
      times.add(change.at() + change.ramp());
      values.add(change.value());
    }
    return new Trace(times, values);
  }

  /** The value at a time; at a jump, the one after it. */
  public double at(double t) {
    if (t < times[0]) {
      return values[0];
    }
    for (int i = times.length - 1; i >= 0; i--) {
      if (t >= times[i]) {
        return i == times.length - 1 ? values[i] : values[i] + slope(i) * (t - times[i]);
      }
    }
    return values[0];
  }

  /** The area under the trace from 0 to a time, in the value's unit times seconds. */
  public double integral(double t) {
    double area = 0;
    for (int i = 0; i < times.length && times[i] < t; i++) {
      double length = end(i, t) - times[i];
      area += length * (values[i] + slope(i) * length / 2);
    }
    return area;
  }

  /** The trace as a body of a time constant (seconds) follows it, settled at 0. */
  public double lagged(double t, double constant) {
    double y = values[0];
    for (int i = 0; i < times.length && times[i] < t; i++) {
      double length = end(i, t) - times[i];
      double slope = slope(i);
      double decay = Math.exp(-length / constant);
      y = (values[i] + slope * (length - constant)) + (y - values[i] + slope * constant) * decay;
    }
    return y;
  }

  private double end(int corner, double t) {
    return corner == times.length - 1 ? t : Math.min(t, times[corner + 1]);
  }

  private double slope(int corner) {
    if (corner == times.length - 1 || times[corner + 1] == times[corner]) {
      return 0;
    }
    return (values[corner + 1] - values[corner]) / (times[corner + 1] - times[corner]);
  }
}
