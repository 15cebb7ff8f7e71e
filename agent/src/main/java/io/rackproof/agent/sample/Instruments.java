package io.rackproof.agent.sample;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Specification;
import io.rackproof.wire.Instrument;

/** What a point tells of the instrument behind its series. */
final class Instruments {

  private Instruments() {}

  /**
   * @param point of a reading that brought a value: a driver may have put there what only the value
   *     shows, such as the width of a counter
   */
  static Instrument of(Point point) {
    Specification known = point.specification();
    boolean counter = point.kind() == Point.Kind.COUNTER;
    double wrapsAt =
        counter && point.counterBits() > 0
            ? Math.scalb(Math.abs(point.scaling().factor()), point.counterBits())
            : 0;
    return new Instrument(
        known.reading(),
        known.absolute(),
        resolution(point),
        wrapsAt,
        counter && known.resettable(),
        known.calibrated(),
        known.until());
  }

  private static double resolution(Point point) {
    double told = point.specification().resolution();
    double factor = Math.abs(point.scaling().factor());
    boolean measured = point.kind() == Point.Kind.GAUGE || point.kind() == Point.Kind.COUNTER;
    // Errors, packets and bytes counted one by one are exact: nothing lies between two of them.
    boolean count = factor == 1 && (point.unit().equals("1") || point.unit().equals("By"));
    if (!measured || count) {
      return 0;
    }
    return told == 0 && point.source().isWholeNumber() ? factor : told;
  }
}
