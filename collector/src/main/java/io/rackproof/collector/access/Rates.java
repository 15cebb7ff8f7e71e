package io.rackproof.collector.access;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many requests one caller makes: a bucket of tokens for each of the latest. Thread safe. */
final class Rates {

  private static final int MOST = 10_000;

  /** A page with all its parts is some fifteen requests; a script asks one after the other. */
  static final int BURST = 300;

  static final int PER_SECOND = 50;

  private final Clock clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  private record Bucket(double left, long millis) {}

  Rates(Clock clock) {
    this.clock = clock;
  }

  /** Takes one request; false when there were too many. */
  synchronized boolean take(String caller) {
    long now = clock.millis();
    Bucket bucket = buckets.getOrDefault(caller, new Bucket(BURST, now));
    double left =
        Math.min(BURST, bucket.left() + Math.max(0, now - bucket.millis()) * PER_SECOND / 1000.0);
    boolean taken = left >= 1;
    buckets.put(caller, new Bucket(taken ? left - 1 : left, now));
    return taken;
  }
}
