package io.rackproof.agent.device.snmp;

import java.util.concurrent.TimeUnit;

/**
 * Follows sysUpTime, in hundredths of a second, range [0, 2^32 - 1], which wraps after 497 days.
 * Tells a device that restarted, also while nobody looked, from one whose count wrapped.
 */
final class UpTime {

  private static final double WRAP = Math.scalb(1.0, 32);
  private static final double TICKS_PER_SECOND = 100;

  /** Agents refresh the value now and then, and their clocks are not exact. */
  private static final double SLACK_TICKS = 5 * TICKS_PER_SECOND;

  private static final double JITTER_TICKS = TICKS_PER_SECOND;

  private static final double CLOCK_ERROR = 0.1;

  private double last = Double.NaN;
  private long lastNanos;

  /** Whether anything is known yet. */
  boolean isKnown() {
    return !Double.isNaN(last);
  }

  /**
   * Takes the next value.
   *
   * @param nanos monotonic time at which it was had
   * @return true when it lies behind where it would be if the device had run on
   */
  boolean restarted(double ticks, long nanos) {
    double before = last;
    double elapsed = (nanos - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1) * TICKS_PER_SECOND;
    last = ticks;
    lastNanos = nanos;
    if (Double.isNaN(before)) {
      return false;
    }
    double least = before + elapsed * (1 - CLOCK_ERROR) - SLACK_TICKS;
    double most = before + elapsed * (1 + CLOCK_ERROR) + SLACK_TICKS;
    if (ticks >= before - JITTER_TICKS && ticks >= least) {
      return false;
    }
    // Wrapped, if that leads to where it would be.
    return ticks + WRAP < least || ticks + WRAP > most;
  }
}
