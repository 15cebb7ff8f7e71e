package io.rackproof.agent.profile;

import io.rackproof.agent.device.serial.Expression;
import io.rackproof.agent.device.serial.Octets;
import io.rackproof.agent.device.serial.SerialSource;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which part of a frame a point is: a field, what a pattern matches, or bytes. */
final class SerialParts {

  /** The keys that say it. */
  static final List<String> KEYS =
      List.of(
          "field",
          "separator",
          "pattern",
          "group",
          "byte",
          "type",
          "order",
          "length",
          "bit",
          "fraction");

  private static final String VALUE = "value";

  private SerialParts() {}

  static SerialSource.Part read(YamlMap map, Optional<Metric> metric) {
    List<String> given = List.of("field", "pattern", "byte").stream().filter(map::has).toList();
    if (given.size() > 1) {
      map.require(given.get(1))
          .report(
              "a point has one of 'field', 'pattern' and 'byte', and there is a '"
                  + given.get(0)
                  + "' already");
    }
    only(map, "field", "separator");
    only(map, "pattern", "group");
    for (String key : List.of("type", "order", "length", "bit", "fraction")) {
      only(map, "byte", key);
    }
    if (map.has("field")) {
      return new SerialSource.Field(
          (int) map.require("field").integer(1, 1000),
          map.get("separator").map(YamlValue::nonEmpty).filter(s -> !s.isEmpty()).orElse(","));
    }
    if (map.has("pattern")) {
      return match(map, metric);
    }
    return map.has("byte") ? octets(map) : new SerialSource.Whole();
  }

  private static void only(YamlMap map, String with, String key) {
    if (map.has(key) && !map.has(with)) {
      map.require(key).report("has a meaning only beside '" + with + "'");
    }
  }

  private static SerialSource.Part match(YamlMap map, Optional<Metric> metric) {
    YamlValue written = map.require("pattern");
    SerialSource.Match match = written.parsed(SerialSource.Match::of);
    if (match == null) {
      return new SerialSource.Whole();
    }
    Expression expression = match.expression();
    String group = match.group();
    if (map.has("group")) {
      YamlValue name = map.require("group");
      group = name.nonEmpty();
      if (!expression.names().contains(group)) {
        name.report("the pattern has no group (?<" + group + ">…)");
        group = match.group();
      }
    }
    Set<String> known = metric.map(m -> Set.copyOf(m.labels())).orElse(Set.of());
    List<String> labels = new ArrayList<>(expression.names());
    labels.removeIf(name -> !known.contains(name) || name.equals(VALUE));
    labels.remove(group);
    return new SerialSource.Match(expression, group, labels);
  }

  private static SerialSource.Part octets(YamlMap map) {
    int at = (int) map.require("byte").integer(0, 4095);
    Octets.Type type = map.require("type").oneOf(Octets.Type.class);
    int length = type.bytes();
    if (length == 0) {
      length = (int) map.require("length").integer(1, type == Octets.Type.BCD ? 8 : 64);
    } else {
      map.get("length").ifPresent(v -> v.report("is only for bcd and text"));
    }
    boolean little =
        map.get("order").map(v -> v.oneOf("big", "little").equals("little")).orElse(false);
    int bits = 8 * length;
    int bit = map.get("bit").map(v -> (int) v.integer(0, Math.min(63, bits - 1))).orElse(-1);
    if (bit >= 0 && (type == Octets.Type.TEXT || type == Octets.Type.FLOAT32)) {
      map.require("bit").report("only whole numbers have bits");
      bit = -1;
    }
    return new Octets(
        at, type, length, little, bit, map.get("fraction").map(SerialParts::fraction));
  }

  private static Octets.Fraction fraction(YamlValue value) {
    YamlMap map = value.map().allow("byte", "scale");
    return new Octets.Fraction(
        (int) map.require("byte").integer(0, 4095), map.require("scale").number());
  }
}
