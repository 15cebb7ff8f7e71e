package io.rackproof.agent.poll;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Caps the time that a bus spends on probing silent devices, however many of them hang on it: for
 * each time-out, twenty-four times its duration belongs to the others, so that probes take 4 %, and
 * with the overhead of requests less than 5 %. The first time-outs of devices that have never
 * answered count too. The device that has waited longest comes first. While no device of the bus
 * answers, probes take time from nobody and are not held back. Used by the one thread of its bus.
 */
final class ProbeShare {

  private static final int OTHERS = 24;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Set<String> living = new HashSet<>();
  private boolean probed;
  private long freeAt;

  /** A device whose probe is due, and how long it may take until it has its next slot. */
  private record Waiting(Duration slots) {}

  /**
   * True when a device may be probed now; if not, it waits its turn.
   *
   * @param slots from one chance of the device to the next
   */
  boolean allows(String device, Duration slots, long now) {
    if (living.isEmpty()) {
      return true;
    }
    if (probed && now - freeAt < 0) {
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

  /** A device was asked in vain, and will only be probed. */
  void silent(String device, long start, long end) {
    living.remove(device);
    // With nobody to give the time to, it is not owed.
    long from = probed && !living.isEmpty() ? Math.max(freeAt, end) : end;
    probed = true;
    freeAt = Math.min(from + OTHERS * (end - start), end + longest(end - start));
  }

  /** Many devices that fall silent at once do not put off the next probe for ever. */
  private static long longest(long probe) {
    return Math.max(OTHERS * probe, LONGEST.toNanos());
  }

  /** A device has answered. */
  void answered(String device) {
    living.add(device);
    waiting.remove(device);
  }

  /** A device does not hang on the bus any more. */
  void leaves(String device) {
    living.remove(device);
    waiting.remove(device);
  }
}
