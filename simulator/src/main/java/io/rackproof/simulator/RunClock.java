package io.rackproof.simulator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Seconds of a run. It begins with the first request for data, or when the patience is over; until
 * then it stands at 0. To ask it is such a request. Thread safe.
 */
public final class RunClock implements DoubleSupplier {

  private static final long NOT_BEGUN = Long.MAX_VALUE;

  private final LongSupplier nanos;
  private final long latest;
  private final AtomicLong begin = new AtomicLong(NOT_BEGUN);

  /**
   * @param nanos a monotonic count
   * @param patience from now on
   */
  public RunClock(LongSupplier nanos, Duration patience) {
    this.nanos = nanos;
    this.latest = nanos.getAsLong() + patience.toNanos();
  }

  @Override
  public double getAsDouble() {
    long now = nanos.getAsLong();
    if (begin.get() == NOT_BEGUN) {
      begin.compareAndSet(NOT_BEGUN, now - latest < 0 ? now : latest);
    }
    return (now - begin.get()) / 1e9;
  }
}
