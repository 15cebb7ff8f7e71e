package io.rackproof.wire;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What is known of the instrument behind a series. All figures are in the metric's base unit (K for
 * a temperature in °C), finite and not negative; 0 stands for not known.
 *
 * @param reading largest error as a share of the reading, 0.01 for 1 %
 * @param absolute largest error that does not depend on the reading
 * @param resolution step between two readings
 * @param wrapsAt the value at which a counter starts again from 0, such as 2^32 times its scale
 * @param resettable whether a user can set the counter back on the device
 * @param calibrated day of the calibration that the figures rest on; empty when not told
 * @param until last day on which that calibration counts; empty when not told
 */
public record Instrument(
    double reading,
    double absolute,
    double resolution,
    double wrapsAt,
    boolean resettable,
    Optional<LocalDate> calibrated,
    Optional<LocalDate> until) {

  /** Nothing is known. */
  public static final Instrument UNKNOWN = new Instrument(0, 0, 0, 0, false);

  public Instrument {
    for (double figure : new double[] {reading, absolute, resolution, wrapsAt}) {
      if (!(figure >= 0 && Double.isFinite(figure))) {
        throw new IllegalArgumentException(
            "figures of an instrument are finite and not negative, not " + figure);
      }
    }
  }

  /** An instrument of whose calibration nothing is told. */
  public Instrument(
      double reading, double absolute, double resolution, double wrapsAt, boolean resettable) {
    this(reading, absolute, resolution, wrapsAt, resettable, Optional.empty(), Optional.empty());
  }

  /** Whether anything is known of its accuracy; its resolution alone is not enough. */
  public boolean hasAccuracy() {
    return reading > 0 || absolute > 0;
  }
}
