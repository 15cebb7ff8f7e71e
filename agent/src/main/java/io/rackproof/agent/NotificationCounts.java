package io.rackproof.agent;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.snmp.NotificationRule;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many notifications of each type that its profile names a device has sent. They are told with
 * every poll, from zero on, so that a criterion can hold that none came. Not thread safe.
 */
final class NotificationCounts {

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Point> points = new LinkedHashMap<>();

  NotificationCounts(List<NotificationRule> rules) {
    for (NotificationRule rule : rules) {
      counts.put(rule.name(), 0L);
      points.put(rule.name(), point(rule));
    }
  }

  private static Point point(NotificationRule rule) {
    return new Point(
        "device_notifications_total",
        Map.of("notification", rule.name()),
        new SnmpSource.Scalar(List.of(Variant.of(new Oid(rule.type().dotted())))),
        Scaling.NONE,
        "1",
        Point.Kind.COUNTER,
        0,
        Optional.empty());
  }

  void add(String name) {
    counts.merge(name, 1L, Long::sum);
  }

  /** All counts as of a moment. */
  List<Reading> readings(RequestTime time) {
    List<Reading> readings = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          Point point = points.get(name);
          if (point != null) {
            readings.add(Reading.value(point, count, time, ""));
          }
        });
    return readings;
  }
}
