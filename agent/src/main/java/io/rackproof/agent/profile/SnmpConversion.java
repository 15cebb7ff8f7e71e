package io.rackproof.agent.profile;

import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.RowMatch;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** From a device's number to the metric: {@code scale}, {@code offset}, {@code states}… */
record SnmpConversion(
    Scaling scaling, Optional<Variant.States> states, Set<Double> unavailable, boolean dbm) {

  /** The number as it is. */
  static final SnmpConversion NONE =
      new SnmpConversion(Scaling.NONE, Optional.empty(), Set.of(), false);

  private static final String OTHERWISE = "default";

  static SnmpConversion read(YamlMap map) {
    double scale = map.get("scale").map(SnmpConversion::scale).orElse(1.0);
    double offset = map.get("offset").map(YamlValue::number).orElse(0.0);
    boolean dbm = map.get("unit").map(unit -> unit.oneOf("dBm")).isPresent();
    Optional<Variant.States> states = map.get("states").map(SnmpConversion::states);
    Set<Double> unavailable = unavailable(map);
    if (states.isPresent() && (map.has("scale") || map.has("offset") || dbm)) {
      map.report("a state has no scale: leave 'states' or the others out");
    }
    return new SnmpConversion(new Scaling(scale, offset), states, unavailable, dbm);
  }

  /** The numbers under {@code not-available}. */
  static Set<Double> unavailable(YamlMap map) {
    Set<Double> numbers = new HashSet<>();
    map.get("not-available")
        .ifPresent(v -> v.list().forEach(number -> numbers.add(number.number())));
    return numbers;
  }

  /** The same with more numbers that stand for no value. */
  SnmpConversion or(Set<Double> more) {
    Set<Double> all = new HashSet<>(unavailable);
    all.addAll(more);
    return new SnmpConversion(scaling, states, all, dbm);
  }

  private static double scale(YamlValue value) {
    double scale = value.number();
    if (scale == 0) {
      value.report("a scale of 0 would make every value 0");
      return 1;
    }
    return scale;
  }

  private static Variant.States states(YamlValue value) {
    YamlMap map = value.map();
    Map<Double, Double> states = new HashMap<>();
    OptionalDouble otherwise = OptionalDouble.empty();
    for (String key : map.keys()) {
      YamlValue to = map.require(key);
      if (key.equals(OTHERWISE)) {
        otherwise = OptionalDouble.of(to.number());
      } else if (key.matches("-?\\d{1,10}")) {
        states.put(Double.parseDouble(key), to.number());
      } else {
        to.report("the key '" + key + "' is no number of a state; 'default' stands for all others");
      }
    }
    return new Variant.States(states, otherwise);
  }

  Variant variant(Oid oid, List<RowMatch> where) {
    return new Variant(oid, where, scaling, states, unavailable, dbm);
  }
}
