package io.rackproof.agent.device;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One quantity of a device and how to read it.
 *
 * @param metric its name in the catalogue
 * @param labels that tell it apart from the others of this metric, sorted; without rack, device and
 *     role, and without those that a table's rows give
 * @param source where it is found
 * @param scaling from what the device reports to the metric's base unit
 * @param unit of the metric, as the catalogue writes it
 * @param kind how its values behave
 * @param counterBits width at which a counter wraps; 0 when unknown or no counter
 * @param plausible values outside are marked out of range; empty for no check
 * @param specification of its accuracy
 * @param interval from one reading to the next; empty for the device's own
 */
public record Point(
    String metric,
    Map<String, String> labels,
    Source source,
    Scaling scaling,
    String unit,
    Kind kind,
    int counterBits,
    Optional<Range> plausible,
    Specification specification,
    Optional<Duration> interval) {

  /** How the values of a point behave. */
  public enum Kind {
    GAUGE,
    COUNTER,
    STATE,
    /** A text that identifies something; sent as 1 with the text as the label {@code value}. */
    INFO
  }

  /** Values from low to high, both inclusive, in the metric's base unit. */
  public record Range(double low, double high) {
    public Range {
      if (!(low <= high)) {
        throw new IllegalArgumentException("the range " + low + " .. " + high + " is upside down");
      }
    }

    public boolean contains(double value) {
      return value >= low && value <= high;
    }
  }

  public Point {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** A point that is read at its device's interval. */
  public Point(
      String metric,
      Map<String, String> labels,
      Source source,
      Scaling scaling,
      String unit,
      Kind kind,
      int counterBits,
      Optional<Range> plausible,
      Specification specification) {
    this(
        metric,
        labels,
        source,
        scaling,
        unit,
        kind,
        counterBits,
        plausible,
        specification,
        Optional.empty());
  }

  /** A point of whose accuracy nothing is known. */
  public Point(
      String metric,
      Map<String, String> labels,
      Source source,
      Scaling scaling,
      String unit,
      Kind kind,
      int counterBits,
      Optional<Range> plausible) {
    this(
        metric, labels, source, scaling, unit, kind, counterBits, plausible, Specification.UNKNOWN);
  }

  /** The same point with another specification, as the calibration of one device gives it. */
  public Point withSpecification(Specification other) {
    return new Point(
        metric, labels, source, scaling, unit, kind, counterBits, plausible, other, interval);
  }

  /** The same point, read at an interval of its own. */
  public Point withInterval(Duration own) {
    return new Point(
        metric,
        labels,
        source,
        scaling,
        unit,
        kind,
        counterBits,
        plausible,
        specification,
        Optional.of(own));
  }

  /** The same point with labels added, as the row of a table gives them. */
  public Point withLabels(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(more);
    return new Point(
        metric, all, source, scaling, unit, kind, counterBits, plausible, specification, interval);
  }
}
