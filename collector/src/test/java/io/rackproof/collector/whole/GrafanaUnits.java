package io.rackproof.collector.whole;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which of Grafana's units fit an expression, worked out from the units of the catalogue. */
final class GrafanaUnits {

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("W", "watt"),
          Map.entry("VA", "voltamp"),
          Map.entry("A", "amp"),
          Map.entry("V", "volt"),
          Map.entry("Hz", "hertz"),
          Map.entry("J", "joule"),
          Map.entry("By", "bytes"),
          Map.entry("s", "s"),
          Map.entry("Pa", "pressurepa"),
          Map.entry("rpm", "rotrpm"),
          Map.entry("L/min", "flowlpm"),
          Map.entry("bit/s", "bps"),
          Map.entry("°C", "celsius"));

  /** Of a number without a unit, and of a column of a table that says none. */
  private static final Set<String> NUMBER = Set.of("short", "");

  private final Catalogue catalogue;

  GrafanaUnits(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The units that a panel of this expression may have. */
  Set<String> of(String expr) {
    String matched = expr.replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", "[]");
    if (matched.matches("(?s).*\\b(count|changes)\\b.*")) {
      return NUMBER;
    }
    if (matched.contains("rackproof_rack_info)") && matched.contains(" * on (rack) ")) {
      matched = matched.substring(0, matched.indexOf(" * on (rack) "));
    }
    List<String> units = units(matched);
    if (matched.contains("rate(")) {
      if (matched.contains(" / ")) {
        return Set.of("percentunit");
      }
      return Set.of(units.get(0).equals("By") ? "Bps" : "cps");
    }
    if (matched.matches("(?s).*(>=|<=|==|>|<) bool.*")) {
      return Set.of("percentunit", "short");
    }
    int over = matched.indexOf(" / ");
    if (over >= 0) {
      return ratio(units(matched.substring(0, over)).get(0), units(matched.substring(over)).get(0));
    }
    if (matched.contains(" - ") && units.stream().allMatch("°C"::equals)) {
      return Set.of("kelvin");
    }
    if (units.stream().distinct().count() > 1) {
      throw new AssertionError(expr + " mixes " + units);
    }
    String unit = units.get(0);
    if (!unit.equals("1")) {
      return Set.of(Objects.requireNonNull(NAMES.get(unit), () -> "no unit of Grafana: " + unit));
    }
    return Dashboards.names(expr).stream().anyMatch(name -> name.matches(".*_(ratio|usage)"))
        ? Set.of("percentunit")
        : NUMBER;
  }

  private static Set<String> ratio(String above, String below) {
    if (above.equals(below)) {
      return Set.of("percentunit", "short");
    }
    if (below.equals("1")) {
      return Set.of(Objects.requireNonNull(NAMES.get(above)));
    }
    if (above.equals("L/min") && below.equals("W")) {
      return Set.of("suffix: L/min/kW");
    }
    throw new AssertionError("no unit of " + above + " over " + below);
  }

  private List<String> units(String expr) {
    List<String> units = new ArrayList<>();
    for (String name : Dashboards.names(expr)) {
      Metric metric = Dashboards.metric(catalogue, name);
      units.add(Objects.requireNonNull(metric, () -> name + " is not in the catalogue").unit());
    }
    return units;
  }
}
