package io.rackproof.agent.sample;

import io.rackproof.agent.device.Reading.Continuity;

/**
 * Tells a counter that wrapped from one that restarted. Values are as the device reports them,
 * before scaling, since the width of a counter is a matter of its bits.
 */
final class CounterHistory {

  /**
   * A wrap may be this many times as fast as the counter has ever been seen: bursts are real, but a
   * counter that never moved fast does not jump to its end.
   */
  private static final double BURST = 8;

  /** A counter of 64 bits takes centuries. */
  private static final int WRAPS_IN_PRACTICE = 32;

  private double last = Double.NaN;
  private long lastMillis;
  private double fastestPerMilli;

  /**
   * Takes the next value.
   *
   * @param bits width of the counter; 0 when unknown
   * @param told what the device itself says of it
   * @return true when the counter began anew: the device says so, or it fell and no wrap explains
   *     it
   */
  boolean restarted(double value, long timeMillis, int bits, Continuity told) {
    double before = last;
    long millis = Math.max(1, timeMillis - lastMillis);
    last = value;
    lastMillis = timeMillis;
    if (Double.isNaN(before)) {
      return false;
    }
    if (told == Continuity.RESTARTED) {
      return true;
    }
    if (value >= before) {
      fastestPerMilli = Math.max(fastestPerMilli, (value - before) / millis);
      return false;
    }
    if (bits == 0) {
      return true;
    }
    if (told == Continuity.UNBROKEN && bits <= WRAPS_IN_PRACTICE) {
      return false;
    }
    double range = Math.scalb(1.0, bits);
    double wrapped = range - before + value;
    return wrapped > range / 2 || wrapped > BURST * fastestPerMilli * millis;
  }
}
