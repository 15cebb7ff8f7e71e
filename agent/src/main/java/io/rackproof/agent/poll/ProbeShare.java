package io.rackproof.agent.poll;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Caps the time that a bus spends on silent devices, however many of them hang on it. What they
 * have spent in the last minute stays below a twentieth of it ({@link SilentTime}): that holds for
 * devices that have never answered too, which come first. Probes of those that are known to be
 * silent are spread besides: for each, twenty-nine times its duration belongs to the others, so
 * that probes take 3.3 %, and a device that was never heard finds room. The one that has waited
 * longest is probed first. While no device of the bus answers, nobody is held back, since nobody is
 * there to take the time from. Used by the one thread of its bus.
 */
final class ProbeShare {

  private static final int OTHERS = 29;
  private static final int REST = 4;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Set<String> neverAsked = new HashSet<>();
  private final Set<String> inDoubt = new HashSet<>();
  private final Set<String> living = new HashSet<>();
  private final SilentTime spent = new SilentTime();
  private boolean probed;
  private long restedAt;
  private long freeAt;

  /** A device whose probe is due, and how long it may take until it has its next slot. */
  private record Waiting(Duration slots) {}

  /** True when a device that was never asked may be asked now. */
  boolean allowsFirst(String device, long now) {
    boolean allowed = living.isEmpty() || (isRested(device, now) && spent.hasRoomForFirst(now));
    note(neverAsked, device, allowed);
    return allowed;
  }

  /** True when a device that did not answer the first time it was asked may be asked once more. */
  boolean allowsAgain(String device, long now) {
    boolean allowed =
        living.isEmpty() || (neverAsked.isEmpty() && isRested(device, now) && spent.hasRoom(now));
    note(inDoubt, device, allowed);
    return allowed;
  }

  /**
   * True when a device that did not answer the first time it was asked may be asked once more right
   * then. So are the first few: with more, those not asked yet come before.
   */
  boolean allowsAtOnce(long now) {
    return spent.hasAmpleRoom(now) && (living.isEmpty() || spent.hasRoom(now));
  }

  private static void note(Set<String> waiting, String device, boolean allowed) {
    if (allowed) {
      waiting.remove(device);
    } else {
      waiting.add(device);
    }
  }

  /** Those that had to wait do not come all at once, so that the others keep their slots. */
  private boolean isRested(String device, long now) {
    return !(neverAsked.contains(device) || inDoubt.contains(device)) || now - restedAt >= 0;
  }

  /**
   * True when a device may be probed now; if not, it waits its turn.
   *
   * @param slots from one chance of the device to the next
   */
  boolean allowsProbe(String device, Duration slots, long now) {
    if (living.isEmpty()) {
      return true;
    }
    if ((probed && now - freeAt < 0) || !spent.hasRoom(now)) {
      waiting.putIfAbsent(device, new Waiting(slots));
      return false;
    }
    if (waiting.isEmpty()) {
      return true;
    }
    Map.Entry<String, Waiting> first = waiting.entrySet().iterator().next();
    boolean missedItsTurn = now - freeAt > 2 * first.getValue().slots().toNanos();
    if (first.getKey().equals(device)) {
      waiting.remove(device);
      return true;
    }
    if (missedItsTurn) {
      waiting.remove(first.getKey());
      waiting.remove(device);
      return true;
    }
    waiting.putIfAbsent(device, new Waiting(slots));
    return false;
  }

  /**
   * A device that was never heard, or is only probed, was asked in vain.
   *
   * @param first true as long as it is not known to be silent
   */
  void silent(String device, long start, long end, boolean first) {
    living.remove(device);
    spent.add(device, start, end, first, living.isEmpty());
    // With nobody to give the time to, it is not owed.
    long from = probed && !living.isEmpty() ? Math.max(freeAt, end) : end;
    probed = true;
    restedAt = end + REST * (end - start);
    freeAt = Math.min(from + OTHERS * (end - start), end + longest(end - start));
  }

  /** What a device was asked in vain before it was known to be silent. */
  void wasSilent(String device, long start, long end) {
    spent.add(device, start, end, false, false);
  }

  /** Many devices that fall silent at once do not put off the next probe for ever. */
  private static long longest(long probe) {
    return Math.max(OTHERS * probe, LONGEST.toNanos());
  }

  /**
   * A device has answered.
   *
   * @param first true for the first time: what it did not answer before was not spent on a dead one
   */
  void answered(String device, long now, boolean first) {
    if (first) {
      spent.forget(device);
    }
    if (living.isEmpty() && spent.firstAnswers(now)) {
      probed = false;
    }
    living.add(device);
    waiting.remove(device);
  }

  /** A device does not hang on the bus any more. */
  void leaves(String device) {
    living.remove(device);
    waiting.remove(device);
    neverAsked.remove(device);
    inDoubt.remove(device);
  }
}
