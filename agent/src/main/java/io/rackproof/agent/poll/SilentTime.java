package io.rackproof.agent.poll;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a bus has spent within the last minute on devices that did not answer. Times are monotonic
 * nanoseconds. Used by the one thread of its bus.
 */
final class SilentTime {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** Of a minute: a twentieth, less what the line itself adds to each time-out. */
  private static final long MOST = Duration.ofMillis(2_900).toNanos();

  private final Deque<Spent> lately = new ArrayDeque<>();
  private long pardonedUntil;
  private boolean pardoned;

  /**
   * A request without an answer.
   *
   * @param first of a device that was never heard, before it is known to be silent
   * @param fromNobody while no device of the bus answered
   */
  private record Spent(String device, long start, long end, boolean first, boolean fromNobody) {
    long nanos() {
      return end - start;
    }
  }

  void add(String device, long start, long end, boolean first, boolean fromNobody) {
    lately.addLast(new Spent(device, start, end, first, fromNobody));
  }

  void forget(String device) {
    lately.removeIf(spent -> spent.device().equals(device));
  }

  /** True when one more request may stay without an answer. */
  boolean hasRoom(long now) {
    return fits(now, false, MOST);
  }

  /** The same for a device that was never asked. */
  boolean hasRoomForFirst(long now) {
    return fits(now, true, MOST);
  }

  /** True when half of all is left after one more, or there was no more than one. */
  boolean hasAmpleRoom(long now) {
    return fits(now, false, MOST / 2) || lately.size() <= 1;
  }

  private boolean fits(long now, boolean first, long most) {
    forgetOld(now);
    long sum = 0;
    long longest = 0;
    for (Spent spent : lately) {
      longest = Math.max(longest, spent.nanos());
      if (!first || !pardoned || spent.end() - pardonedUntil > 0) {
        sum += spent.nanos();
      }
    }
    // One request that takes more than the share alone is not refused for ever.
    return sum == 0 || sum + longest <= most;
  }

  /**
   * A device answers, and none did before. What was spent until then was taken from nobody, and is
   * forgotten; but the first requests of a start count, since the devices after them waited.
   *
   * @return true when it is forgotten
   */
  boolean firstAnswers(long now) {
    forgetOld(now);
    if (!lately.stream().filter(Spent::fromNobody).allMatch(Spent::first)) {
      lately.removeIf(Spent::fromNobody);
      return true;
    }
    if (lately.stream().mapToLong(Spent::nanos).sum() > MOST) {
      // Too much already: devices not asked yet shall not wait for it besides.
      pardoned = true;
      pardonedUntil = now;
    }
    return false;
  }

  private void forgetOld(long now) {
    lately.removeIf(spent -> now - spent.end() >= MINUTE);
  }
}
