package io.rackproof.agent.poll;

import io.rackproof.agent.device.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The points of a device by how often they are read. All are read in slots of one clock, the
 * shortest of the intervals; the others are read in every second, third… slot of it, and so keep
 * their phase and share requests whenever they fall together.
 */
public final class PointGroups {

  private final Duration slot;
  private final Map<Long, List<Point>> byPeriod = new TreeMap<>();
  private final Map<Long, Long> nextAt = new HashMap<>();
  private final Map<List<Long>, List<Point>> joined = new HashMap<>();

  /**
   * @param interval of the points that have none of their own
   */
  public PointGroups(List<Point> points, Duration interval) {
    Duration shortest = null;
    for (Point point : points) {
      Duration own = point.interval().orElse(interval);
      shortest = shortest == null || own.compareTo(shortest) < 0 ? own : shortest;
    }
    slot = shortest == null ? interval : shortest;
    for (Point point : points) {
      Duration own = point.interval().orElse(interval);
      long period = Math.max(1, Math.round((double) own.toNanos() / slot.toNanos()));
      byPeriod.computeIfAbsent(period, p -> new ArrayList<>()).add(point);
    }
    // The slot before the first is the read at once: everything is due in it.
    byPeriod.keySet().forEach(period -> nextAt.put(period, -1L));
  }

  /** From one slot to the next. */
  public Duration slot() {
    return slot;
  }

  /**
   * The points that are due in a slot; those whose slot has passed unread are read now, and their
   * next one stays where it was. The same groups give the same list.
   */
  public List<Point> due(long number) {
    List<Long> periods = new ArrayList<>();
    for (long period : byPeriod.keySet()) {
      if (number >= nextAt.getOrDefault(period, -1L)) {
        periods.add(period);
        nextAt.put(period, (Math.floorDiv(number, period) + 1) * period);
      }
    }
    return joined.computeIfAbsent(periods, this::join);
  }

  /** Slots after which the same groups fall together again; at most {@code most}. */
  public long cycle(long most) {
    long cycle = 1;
    for (long period : byPeriod.keySet()) {
      long common = cycle / greatestCommonDivisor(cycle, period) * period;
      cycle = common > most ? most : common;
    }
    return cycle;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  private List<Point> join(List<Long> periods) {
    List<Point> points = new ArrayList<>();
    periods.forEach(period -> points.addAll(byPeriod.getOrDefault(period, List.of())));
    return List.copyOf(points);
  }
}
