package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code wiring}: the links that must be seen. */
final class WiringReader {

  /** The value of a link is 1 when it is seen, else 0. */
  static final String LIMIT = ">= 100 %";

  private WiringReader() {}

  /** The method; empty after a mistake, which has been reported. */
  static Optional<Method> read(YamlMap criterion, @Nullable SignalOf signal, SignalReader signals) {
    YamlMap map = PlanValues.allow(criterion.require("wiring").map(), PlanKeys.WIRING);
    if (signal != null && !signals.isInfo(signal.expression())) {
      criterion
          .require("signal")
          .report("wiring takes a metric that tells by labels, such as switch_lldp_neighbor_info");
    }
    YamlValue portValue = map.require("port");
    List<String> port = portValue.isMissing() ? List.of() : PlanValues.labels(portValue);
    if (portValue.isList() && port.isEmpty()) {
      portValue.report("names the labels of an end, such as [device, port]");
    }
    List<SortedMap<String, String>> links = links(map.require("links"), port);
    return signal == null ? Optional.empty() : Optional.of(new Method.Wiring(signal, port, links));
  }

  private static List<SortedMap<String, String>> links(YamlValue value, List<String> port) {
    List<SortedMap<String, String>> links = new ArrayList<>();
    Set<String> labels = Set.of();
    Map<List<String>, Integer> ends = new HashMap<>();
    for (YamlValue item : value.list()) {
      TreeMap<String, String> link = new TreeMap<>(item.texts());
      if (!item.isMap()) {
        continue;
      }
      Optional<String> missing = port.stream().filter(p -> !link.containsKey(p)).findFirst();
      if (missing.isPresent()) {
        item.report("the label '" + missing.get() + "' is missing, which tells the end");
      } else if (link.size() <= port.size()) {
        item.report("says nothing of the other end: give 'neighbor', 'neighbor_port' or the like");
      } else if (!labels.isEmpty() && !link.keySet().equals(labels)) {
        item.report("every link has the same labels; the first one has " + labels);
      } else {
        @Nullable Integer other =
            ends.putIfAbsent(port.stream().map(link::get).toList(), item.line());
        if (other != null) {
          item.report("this end has a link already, at line " + other);
        }
      }
      labels = labels.isEmpty() ? link.keySet() : labels;
      links.add(link);
    }
    if (value.isList() && links.isEmpty()) {
      value.report("a wiring plan has at least one link");
    }
    return links;
  }

  /** A link is seen or not: nothing lies between. */
  static void checkLimit(YamlValue value, Limit limit) {
    double one =
        PlanUnits.compatible(limit.unit(), PlanUnits.ONE)
            ? PlanUnits.converter(PlanUnits.ONE, limit.unit()).convert(1.0)
            : 1;
    if (!limit.contains(one) || limit.contains(0)) {
      value.report("a link is 100 % when it is seen and else 0: the limit is '" + LIMIT + "'");
    }
  }
}
