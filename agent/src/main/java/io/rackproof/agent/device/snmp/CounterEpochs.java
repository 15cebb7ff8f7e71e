package io.rackproof.agent.device.snmp;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Continuity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether counters have run on since they were last read: by sysUpTime, and by the time of a row's
 * last discontinuity (ifCounterDiscontinuityTime, RFC 2863) where the device has it.
 */
final class CounterEpochs {

  /** An agent whose time of the last discontinuity moves with every read tells nothing by it. */
  private static final int CHANGES_OF_A_LIAR = 3;

  private final Map<Point, Map<String, Epoch>> epochs = new HashMap<>();
  private int starts;
  private boolean distrusted;

  /**
   * @param start of the device, counted
   * @param discontinuity as the device tells it; empty when it does not
   * @param bits width of the counter
   * @param changes of the discontinuity in as many reads
   */
  private record Epoch(int start, String discontinuity, int bits, int changes) {}

  /** The device has restarted: all counters have, when they are next read. */
  void deviceRestarted() {
    starts++;
    distrusted = false;
  }

  /**
   * The reading with what is known of its counter; as it is when it is no value of a counter.
   *
   * @param point that the profile has
   * @param row index in its table; empty for a scalar
   * @param upTimeKnown whether a restart would have been noticed
   */
  Reading mark(
      Point point,
      String row,
      Reading reading,
      Optional<String> discontinuity,
      boolean upTimeKnown) {
    if (point.kind() != Point.Kind.COUNTER || !(reading.outcome() instanceof Reading.Value)) {
      return reading;
    }
    Map<String, Epoch> rows = epochs.computeIfAbsent(point, p -> new HashMap<>());
    Epoch before = rows.get(row);
    int bits = reading.point().counterBits();
    String told = discontinuity.orElse("");
    boolean comparable = before != null && !told.isEmpty() && !before.discontinuity().isEmpty();
    boolean moved = comparable && before != null && !before.discontinuity().equals(told);
    int changes = moved && before != null ? before.changes() + 1 : 0;
    if (changes >= CHANGES_OF_A_LIAR) {
      distrusted = true;
    }
    rows.put(row, new Epoch(starts, told, bits, changes));
    return reading.withContinuity(
        continuity(before, bits, comparable && upTimeKnown && !distrusted, moved && !distrusted));
  }

  private Continuity continuity(
      @Nullable Epoch before, int bits, boolean certain, boolean discontinued) {
    if (before == null) {
      return Continuity.UNKNOWN;
    }
    if (before.start() != starts || before.bits() != bits || discontinued) {
      return Continuity.RESTARTED;
    }
    return certain ? Continuity.UNBROKEN : Continuity.UNKNOWN;
  }
}
