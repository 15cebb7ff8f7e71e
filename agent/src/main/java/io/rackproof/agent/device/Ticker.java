package io.rackproof.agent.device;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Time as drivers and schedules see it: the wall for stamps, a monotonic count for durations. Tests
 * bring their own.
 *
 * @param wall for time stamps
 * @param nanos monotonic, from any origin
 */
public record Ticker(Clock wall, LongSupplier nanos) {

  /** Starts to time a request. */
  public Request start() {
    return new Request(wall.millis(), nanos.getAsLong());
  }

  /** A request that is under way. */
  public final class Request {
    private final long sentMillis;
    private final long sentNanos;

    private Request(long sentMillis, long sentNanos) {
      this.sentMillis = sentMillis;
      this.sentNanos = sentNanos;
    }

    /** The answer is here, or will not come any more. */
    public RequestTime end() {
      long half = Math.max(0, nanos.getAsLong() - sentNanos) / 2;
      return new RequestTime(
          sentMillis + TimeUnit.NANOSECONDS.toMillis(half),
          (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMicros(half)));
    }
  }
}
