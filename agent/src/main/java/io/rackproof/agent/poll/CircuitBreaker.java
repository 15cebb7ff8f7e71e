package io.rackproof.agent.poll;

import java.time.Duration;

/**
 * Spares a bus the timeouts of a device that does not answer: after some failures the device is
 * only probed, ever more rarely. The first failure is answered by asking again at once, since an
 * answer may have been lost; a device that has never answered gets no further chance than that.
 * Times are monotonic nanoseconds.
 */
final class CircuitBreaker {

  /** In a row, of a device that has answered before. */
  static final int FAILURES = 3;

  /** In a row, of a device that has never answered. */
  static final int FIRST_FAILURES = 2;

  static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
  static final Duration LAST_BACK_OFF = Duration.ofSeconds(30);

  private boolean heard;
  private int failures;
  private long backOff;
  private long probeAt;

  /** True when the device may be asked now. */
  boolean allows(long now) {
    return !isOpen() || now - probeAt >= 0;
  }

  /** True while the device is only probed. */
  boolean isOpen() {
    return failures >= (heard ? FAILURES : FIRST_FAILURES);
  }

  /** True when the device has answered at some time. */
  boolean wasHeard() {
    return heard;
  }

  /** True after the first failure: whether the device is dead, or an answer was lost, is open. */
  boolean isInDoubt() {
    return failures == 1;
  }

  void succeeded() {
    heard = true;
    failures = 0;
    backOff = 0;
  }

  void failed(long now) {
    failures = Math.min(FAILURES, failures + 1);
    if (isOpen()) {
      backOff =
          backOff == 0 ? FIRST_BACK_OFF.toNanos() : Math.min(2 * backOff, LAST_BACK_OFF.toNanos());
      probeAt = now + backOff;
    }
  }
}
