package io.rackproof.agent.uplink;

import java.time.Duration;

/**
 * How patient an uplink is.
 *
 * @param connect until a TCP connection stands
 * @param hello until TLS is negotiated, and again until the collector has answered the hello
 * @param acknowledgement while batches are unacknowledged and none is acknowledged: beyond it the
 *     collector counts as dead
 * @param silence after which a sign of life is sent
 * @param firstRetry the wait before the first attempt to reconnect; it doubles with each, and half
 *     of it is random, so that a hundred agents do not come back in one moment
 * @param maxRetry the longest wait
 * @param refusedRetry the wait after a refusal that will stand until somebody mends something
 */
public record UplinkTiming(
    Duration connect,
    Duration hello,
    Duration acknowledgement,
    Duration silence,
    Duration firstRetry,
    Duration maxRetry,
    Duration refusedRetry) {

  public static final UplinkTiming DEFAULT =
      new UplinkTiming(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  /**
   * The wait before an attempt.
   *
   * @param attempt counts from 0
   * @param random from 0 to 1
   */
  Duration retry(int attempt, double random) {
    long longest = Math.min(maxRetry.toMillis(), firstRetry.toMillis() << Math.min(attempt, 20));
    return Duration.ofMillis(Math.round(longest * (0.5 + random / 2)));
  }
}
