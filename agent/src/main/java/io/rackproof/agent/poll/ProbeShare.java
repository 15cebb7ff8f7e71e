package io.rackproof.agent.poll;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Caps the time that a bus spends on probing silent devices, however many of them hang on it: after
 * a probe, nineteen times its duration belongs to the others, so that probes take 5 % at most. The
 * device that has waited longest comes first. Used by the one thread of its bus.
 */
final class ProbeShare {

  private static final int OTHERS = 19;

  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
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

  /** A probe is over. */
  void spent(long start, long end) {
    probed = true;
    freeAt = end + OTHERS * (end - start);
  }

  /** A device does not want to be probed any more. */
  void leaves(String device) {
    waiting.remove(device);
  }
}
