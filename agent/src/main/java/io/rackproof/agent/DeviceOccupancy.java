package io.rackproof.agent;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.agent.device.modbus.PlannedRead;
import io.rackproof.agent.poll.PointGroups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the polls of one Modbus device take of its bus.
 *
 * @param rounds the kinds of rounds that it has: one, unless points have intervals of their own
 * @param slot from one round to the next
 * @param learned true when costs were measured and limits seen, not taken from the line's speed
 */
record DeviceOccupancy(DeviceConfig device, List<Round> rounds, Duration slot, boolean learned) {

  /** An hour of slots is looked at where intervals fit each other badly. */
  private static final long MOST_SLOTS = 3_600;

  /**
   * Requests that are sent one after the other.
   *
   * @param share of the slots in which it is this round, (0, 1]
   */
  record Round(List<PlannedRead> reads, double share) {
    Duration cost() {
      return reads.stream().map(PlannedRead::cost).reduce(Duration.ZERO, Duration::plus);
    }
  }

  DeviceOccupancy {
    rounds = List.copyOf(rounds);
  }

  static DeviceOccupancy of(DeviceConfig device, ModbusDriver driver) {
    PointGroups groups = new PointGroups(device.profile().points(), device.interval());
    long slots = groups.cycle(MOST_SLOTS);
    Map<List<Point>, Integer> counts = new LinkedHashMap<>();
    for (long slot = 0; slot < slots; slot++) {
      List<Point> due = groups.due(slot);
      if (!due.isEmpty()) {
        counts.merge(due, 1, Integer::sum);
      }
    }
    List<Round> rounds = new ArrayList<>();
    counts.forEach(
        (points, count) -> rounds.add(new Round(driver.plan(points), (double) count / slots)));
    return new DeviceOccupancy(device, rounds, groups.slot(), driver.isLearned());
  }

  /** The share of the bus, 1 for all of it. */
  double share() {
    double nanos = 0;
    for (Round round : rounds) {
      nanos += round.share() * round.cost().toNanos();
    }
    return nanos / slot.toNanos();
  }

  double requestsPerSecond() {
    double requests = 0;
    for (Round round : rounds) {
      requests += round.share() * round.reads().size();
    }
    return requests * 1e9 / slot.toNanos();
  }
}
