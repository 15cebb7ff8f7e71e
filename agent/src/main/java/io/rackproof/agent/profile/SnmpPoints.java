package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code snmp} section and the points of an SNMP profile; docs/profiles-snmp.md describes them.
 */
final class SnmpPoints {

  private SnmpPoints() {}

  static Profile.Protocol protocol(YamlMap root, Catalogue catalogue) {
    root.require("snmp").map().allow();
    return new Profile.Snmp(
        root.get("notifications")
            .map(section -> SnmpNotifications.read(section, catalogue))
            .orElse(List.of()));
  }

  static List<Point> read(YamlValue points, Catalogue catalogue) {
    List<Point> read = new ArrayList<>();
    Set<String> series = new HashSet<>();
    for (YamlValue item : points.list()) {
      YamlMap map = item.map();
      if (map.has("table")) {
        read.addAll(SnmpTables.read(map, catalogue));
      } else {
        Point point = scalar(map, catalogue);
        if (point != null) {
          if (!series.add(point.metric() + point.labels())) {
            item.report(
                "another point has the metric "
                    + point.metric()
                    + " and the same labels; give"
                    + " each a label of its own, or list them under 'first-of'");
          }
          read.add(point);
        }
      }
    }
    if (read.isEmpty()) {
      points.report("a profile needs at least one point");
    }
    return read;
  }

  private static @Nullable Point scalar(YamlMap map, Catalogue catalogue) {
    boolean choices = map.has("first-of");
    map.allow(
        choices
            ? SnmpMetric.keys("first-of")
            : SnmpMetric.keys("oid", "scale", "offset", "unit", "states", "not-available"));
    SnmpMetric metric = SnmpMetric.read(map, catalogue);
    List<Variant> variants = new ArrayList<>();
    if (choices) {
      for (YamlValue choice : map.require("first-of").list()) {
        YamlMap each =
            choice.map().allow("oid", "scale", "offset", "unit", "states", "not-available");
        add(variant(each), variants);
      }
    } else {
      add(variant(map), variants);
    }
    if (metric == null || variants.isEmpty()) {
      return null;
    }
    metric.checkLabels(Map.of());
    return metric.point(new SnmpSource.Scalar(variants), variants.get(0).scaling());
  }

  private static @Nullable Variant variant(YamlMap map) {
    Oid oid = map.require("oid").parsed(Oid::new);
    SnmpConversion conversion = SnmpConversion.read(map);
    return oid == null ? null : conversion.variant(oid, List.of());
  }

  private static void add(@Nullable Variant variant, List<Variant> variants) {
    if (variant != null) {
      variants.add(variant);
    }
  }
}
