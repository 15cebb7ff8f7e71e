package io.rackproof.agent.device;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a data sheet or a calibration says of a point, in the metric's base unit (K for a
 * temperature in °C); 0 stands for not known.
 *
 * @param reading largest error as a share of the reading, 0.01 for 1 %
 * @param absolute largest error that does not depend on the reading
 * @param resolution step between two readings; when 0, a whole number's {@link Scaling} gives it
 * @param resettable whether a user can set a counter back on the device
 * @param calibrated day of the calibration that the figures rest on; empty when not told
 * @param until last day on which that calibration counts; empty when not told
 */
public record Specification(
    double reading,
    double absolute,
    double resolution,
    boolean resettable,
    Optional<LocalDate> calibrated,
    Optional<LocalDate> until) {

  /** Nothing is known. */
  public static final Specification UNKNOWN =
      new Specification(0, 0, 0, false, Optional.empty(), Optional.empty());

  public Specification {
    if (!(reading >= 0 && absolute >= 0 && resolution >= 0)) {
      throw new IllegalArgumentException("an accuracy is not negative");
    }
  }

  /** Whether an error is known, and not a resolution alone. */
  public boolean tellsAnError() {
    return reading > 0 || absolute > 0;
  }

  /** This, with the errors and the resolution of another where it has none. */
  public Specification orErrorsOf(Specification other) {
    return tellsAnError() || !other.tellsAnError()
        ? this
        : new Specification(
            other.reading(),
            other.absolute(),
            resolution > 0 ? resolution : other.resolution(),
            resettable,
            other.calibrated(),
            other.until());
  }

  /** The same with another resolution. */
  public Specification withResolution(double step) {
    return new Specification(reading, absolute, step, resettable, calibrated, until);
  }
}
