package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Specification;
import java.util.OptionalDouble;

/** A value on the wire to a reading of its point. */
final class ValueReading {

  /** SNMP counts time in hundredths of a second. */
  private static final Scaling TIME_TICKS = new Scaling(0.01, 0);

  private ValueReading() {}

  /**
   * The reading of a value that was had.
   *
   * @param point with the row's labels
   * @param rowScaling that the row itself tells: decimals and prefix
   */
  static Reading of(Point point, Variant variant, Oid instance, Cell.Had cell, Scaling rowScaling) {
    String raw = SnmpValues.raw(instance, cell.variable());
    Point read = point(point, variant, cell, rowScaling);
    if (point.kind() == Point.Kind.INFO) {
      return new Reading(
          read, new Reading.Text(SnmpValues.text(cell.variable())), cell.time(), raw);
    }
    OptionalDouble number = SnmpValues.number(cell.variable());
    if (number.isEmpty()) {
      return missing(read, Cause.GARBAGE, "no number: " + raw, cell, raw);
    }
    double value = number.getAsDouble();
    if (variant.unavailable().contains(value)) {
      return missing(read, Cause.NOT_AVAILABLE, "the device has no value: " + raw, cell, raw);
    }
    if (variant.states().isPresent()) {
      OptionalDouble state = variant.states().get().of(value);
      if (state.isEmpty()) {
        return missing(read, Cause.GARBAGE, "a state that the profile lacks: " + raw, cell, raw);
      }
      value = state.getAsDouble();
    }
    if (variant.decibelMilliwatts()) {
      value = Math.pow(10, rowScaling.then(variant.scaling()).apply(value) / 10) / 1000;
    }
    return new Reading(read, new Reading.Value(value), cell.time(), raw);
  }

  /** The reading of a row that the device marks as having no value. */
  static Reading unavailable(
      Point point, Variant variant, Oid instance, Cell.Had cell, String detail) {
    String raw = SnmpValues.raw(instance, cell.variable());
    return missing(
        point(point, variant, cell, Scaling.NONE), Cause.NOT_AVAILABLE, detail, cell, raw);
  }

  private static Point point(Point point, Variant variant, Cell.Had cell, Scaling rowScaling) {
    Scaling scaling = rowScaling.then(variant.scaling());
    boolean converted = variant.decibelMilliwatts() || variant.states().isPresent();
    if (converted) {
      scaling = Scaling.NONE;
    } else if (SnmpValues.isTimeTicks(cell.variable())) {
      scaling = TIME_TICKS.then(scaling);
    }
    Specification specification = point.specification().orErrorsOf(variant.accuracy());
    if (specification.resolution() == 0
        && !converted
        && SnmpValues.isWholeNumber(cell.variable())) {
      specification = specification.withResolution(Math.abs(scaling.factor()));
    }
    int counterBits =
        point.kind() == Point.Kind.COUNTER ? SnmpValues.counterBits(cell.variable()) : 0;
    return new Point(
        point.metric(),
        point.labels(),
        point.source(),
        scaling,
        point.unit(),
        point.kind(),
        counterBits,
        point.plausible(),
        specification,
        point.interval());
  }

  private static Reading missing(
      Point point, Cause cause, String detail, Cell.Had cell, String raw) {
    return new Reading(point, new Reading.Missing(cause, detail), cell.time(), raw);
  }
}
