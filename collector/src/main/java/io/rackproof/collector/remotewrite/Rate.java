package io.rackproof.collector.remotewrite;

import java.time.Clock;

/** A bucket of samples that fills at a steady rate, up to ten seconds' worth. Thread safe. */
final class Rate {

  private static final int SECONDS = 10;

  private final Clock clock;
  private final double perMilli;
  private final double most;
  private double left;
  private long lastMillis;

  Rate(Clock clock, int perSecond) {
    this.clock = clock;
    this.perMilli = perSecond / 1000.0;
    this.most = (double) perSecond * SECONDS;
    this.left = most;
    this.lastMillis = clock.millis();
  }

  /**
   * Takes samples out; a request larger than the bucket empties it and is paid off later.
   *
   * @return 0 when they may come, else the seconds after which they may
   */
  synchronized long take(int samples) {
    long now = clock.millis();
    left = Math.min(most, left + Math.max(0, now - lastMillis) * perMilli);
    lastMillis = now;
    double needed = Math.min(samples, most);
    if (left < needed) {
      return 1 + (long) ((needed - left) / perMilli / 1000);
    }
    left -= samples;
    return 0;
  }
}
