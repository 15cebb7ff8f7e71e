package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.snmp.LabelTemplate;
import io.rackproof.agent.device.snmp.NotificationRule;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code notifications} of an SNMP profile: traps and informs that a model sends by itself. */
final class SnmpNotifications {

  private static final String[] CONVERSION = {"scale", "offset", "unit", "states", "not-available"};

  private final Catalogue catalogue;

  private SnmpNotifications(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  static List<NotificationRule> read(YamlValue section, Catalogue catalogue) {
    SnmpNotifications reader = new SnmpNotifications(catalogue);
    List<NotificationRule> rules = new ArrayList<>();
    Map<String, String> types = new LinkedHashMap<>();
    for (YamlValue item : section.list()) {
      YamlMap map = item.map();
      NotificationRule rule = reader.rule(map);
      if (rule == null) {
        continue;
      }
      String before = types.put(rule.name(), rule.type().dotted());
      if (before != null && !before.equals(rule.type().dotted())) {
        map.require("name").report("is also the name of " + before);
      }
      rules.add(rule);
    }
    return rules;
  }

  private @Nullable NotificationRule rule(YamlMap map) {
    List<String> keys =
        new ArrayList<>(List.of("notification", "name", "table", "value", "object"));
    keys.addAll(List.of(CONVERSION));
    map.allow(SnmpMetric.keys(keys.toArray(String[]::new)));
    Oid type = map.require("notification").parsed(Oid::new);
    YamlValue nameKey = map.require("name");
    String name = nameKey.nonEmpty();
    if (!name.isEmpty() && !name.matches("[a-zA-Z0-9._-]+")) {
      nameKey.report("a name has letters, digits, '.', '_' and '-'");
    }
    Optional<NotificationRule.Meaning> meaning = Optional.empty();
    if (map.has("metric")) {
      meaning = meaning(map);
    } else {
      for (String key : map.keys()) {
        if (!key.equals("notification") && !key.equals("name")) {
          map.require(key).report("needs a 'metric'; without one the notification is only counted");
        }
      }
    }
    return type == null ? null : new NotificationRule(type, name, meaning);
  }

  private Optional<NotificationRule.Meaning> meaning(YamlMap map) {
    SnmpMetric metric = SnmpMetric.read(map, catalogue);
    if (map.has("value") == map.has("object")) {
      map.report("one of 'value' (a number) and 'object' (where it is in the notification)");
      return Optional.empty();
    }
    Optional<Double> value = map.get("value").map(YamlValue::number);
    SnmpConversion conversion = SnmpConversion.read(map);
    Optional<Variant> object =
        map.get("object")
            .flatMap(v -> Optional.ofNullable(v.parsed(Oid::new)))
            .map(oid -> conversion.variant(oid, List.of()));
    for (String key : CONVERSION) {
      if (value.isPresent() && map.has(key)) {
        map.require(key).report("a 'value' is taken as it is: '" + key + "' goes with 'object'");
      }
    }
    Optional<Oid> entry = map.get("table").flatMap(v -> Optional.ofNullable(v.parsed(Oid::new)));
    Map<String, LabelTemplate> templates = new LinkedHashMap<>();
    entry.ifPresent(e -> templates(map, e, templates));
    if (metric == null || (value.isEmpty() && object.isEmpty())) {
      return Optional.empty();
    }
    if (metric.metric().kind() != Metric.Kind.STATE
        && metric.metric().kind() != Metric.Kind.GAUGE) {
      map.require("metric").report("a notification gives a state or a gauge, not this");
      return Optional.empty();
    }
    metric.checkLabels(Map.of());
    SnmpMetric own = entry.isPresent() ? metric.withoutLabels() : metric;
    Point point =
        own.point(
            new SnmpSource.Scalar(List.of(object.orElseGet(() -> Variant.of(new Oid("0.0"))))),
            object.map(Variant::scaling).orElse(Scaling.NONE));
    return Optional.of(new NotificationRule.Meaning(point, value, object, entry, templates));
  }

  private static void templates(YamlMap map, Oid entry, Map<String, LabelTemplate> templates) {
    YamlMap written = map.require("labels").map();
    for (String label : written.keys()) {
      LabelTemplate template =
          written.require(label).parsed(text -> LabelTemplate.parse(text, entry));
      if (template != null) {
        templates.put(label, template);
      }
    }
  }
}
