package io.rackproof.wire;

/**
 * One value of a series at one time.
 *
 * @param series what was measured
 * @param timeMillis the middle of the request that read it, milliseconds since 1970-01-01T00:00Z by
 *     the agent's clock
 * @param value in the metric's base unit; NaN when nothing could be read
 * @param quality how far to trust it
 * @param timeUncertaintyMicros half of the request's round trip in microseconds, at least 0
 */
public record Sample(
    Series series, long timeMillis, double value, Quality quality, int timeUncertaintyMicros) {

  public Sample {
    if (timeUncertaintyMicros < 0) {
      throw new IllegalArgumentException("negative time uncertainty: " + timeUncertaintyMicros);
    }
    if (quality.isGood() && Double.isNaN(value)) {
      throw new IllegalArgumentException("a good sample has a value: " + series);
    }
  }

  /** A good sample whose request took no time worth telling. */
  public static Sample good(Series series, long timeMillis, double value) {
    return new Sample(series, timeMillis, value, Quality.GOOD, 0);
  }
}
