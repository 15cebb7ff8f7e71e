package io.rackproof.agent.poll;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Point;
import java.time.Duration;
import java.util.List;

/**
 * A device that is read again and again.
 *
 * @param name unique among all
 * @param interval from one poll to the next of the points that have no interval of their own
 */
public record PolledDevice(String name, Driver driver, List<Point> points, Duration interval) {
  public PolledDevice {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException(name + " has no points");
    }
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("not an interval: " + interval);
    }
  }
}
