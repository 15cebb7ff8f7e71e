package io.rackproof.agent.poll;

import java.time.Duration;

/**
 * Spares a bus the timeouts of a device that does not answer: after some failures the device is
 * only probed, ever more rarely. A device that has never answered gets no second chance before it:
 * it is only probed from its first failure on. Times are monotonic nanoseconds.
 */
final class CircuitBreaker {

  static final int FAILURES = 3;
  static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
  static final Duration LAST_BACK_OFF = Duration.ofSeconds(30);

  /** As if it had failed before, until it answers. */
  private int failures = FAILURES - 1;

  private long backOff;
  private long probeAt;

  /** True when the device may be asked now. */
  boolean allows(long now) {
    return failures < FAILURES || now - probeAt >= 0;
  }

  /** True while the device is only probed. */
  boolean isOpen() {
    return failures >= FAILURES;
  }

  void succeeded() {
    failures = 0;
    backOff = 0;
  }

  void failed(long now) {
    failures = Math.min(FAILURES, failures + 1);
    if (failures == FAILURES) {
      backOff =
          backOff == 0 ? FIRST_BACK_OFF.toNanos() : Math.min(2 * backOff, LAST_BACK_OFF.toNanos());
      probeAt = now + backOff;
    }
  }
}
