package io.rackproof.wire;

/**
 * What is known of the instrument behind a series. All figures are in the metric's base unit (K for
 * a temperature in °C); 0 stands for not known.
 *
 * @param reading largest error as a share of the reading, 0.01 for 1 %
 * @param absolute largest error that does not depend on the reading
 * @param resolution step between two readings
 * @param wrapsAt the value at which a counter starts again from 0, such as 2^32 times its scale
 * @param resettable whether a user can set the counter back on the device
 */
public record Instrument(
    double reading, double absolute, double resolution, double wrapsAt, boolean resettable) {

  /** Nothing is known. */
  public static final Instrument UNKNOWN = new Instrument(0, 0, 0, 0, false);

  public Instrument {
    if (!(reading >= 0 && absolute >= 0 && resolution >= 0 && wrapsAt >= 0)) {
      throw new IllegalArgumentException("figures of an instrument are not negative");
    }
  }

  /** Whether anything is known of its accuracy; its resolution alone is not enough. */
  public boolean hasAccuracy() {
    return reading > 0 || absolute > 0;
  }
}
