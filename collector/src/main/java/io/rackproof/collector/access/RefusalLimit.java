package io.rackproof.collector.access;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which refusals the audit log tells one by one: the first of each minute from each address. Those
 * beyond are counted, and the count is told when the minute is over. Bounded. Thread safe.
 */
final class RefusalLimit {

  private static final int A_MINUTE = 30;
  private static final long MINUTE_MILLIS = 60_000;

  /** Addresses that are counted apart in one minute; all others together. */
  private static final int MOST_ADDRESSES = 1_000;

  private static final String OTHERS = "others";

  private final Clock clock;
  private final Map<String, Integer> counts = new HashMap<>();
  private long minute = Long.MIN_VALUE;
  private final List<Rest> overdue = new ArrayList<>();

  /** Refusals of an address that were not told one by one. */
  record Rest(String from, int count) {}

  RefusalLimit(Clock clock) {
    this.clock = clock;
  }

  /** Counts one; true when it is to be told. */
  synchronized boolean take(String from) {
    turn();
    String key = counts.containsKey(from) || counts.size() < MOST_ADDRESSES ? from : OTHERS;
    return counts.merge(key, 1, Integer::sum) <= A_MINUTE;
  }

  /** What minutes that are over left untold; told once. */
  synchronized List<Rest> overdue() {
    turn();
    List<Rest> told = List.copyOf(overdue);
    overdue.clear();
    return told;
  }

  /** The same, of this minute as well. */
  synchronized List<Rest> rest() {
    collect();
    return overdue();
  }

  private void turn() {
    long now = clock.millis() / MINUTE_MILLIS;
    if (now != minute) {
      minute = now;
      collect();
    }
  }

  private void collect() {
    counts.forEach(
        (from, count) -> {
          if (count > A_MINUTE) {
            overdue.add(new Rest(from, count - A_MINUTE));
          }
        });
    counts.clear();
  }
}
