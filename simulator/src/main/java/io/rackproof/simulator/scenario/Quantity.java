package io.rackproof.simulator.scenario;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit, as scenario files write them. */
enum Quantity {
  POWER("45 kW", Map.of("W", 1.0, "kW", 1e3, "mW", 1e-3, "uW", 1e-6)),
  PRESSURE("1.7 bar", Map.of("Pa", 1.0, "kPa", 1e3, "bar", 1e5)),
  SHARE("80 %", Map.of("%", 0.01));

  private static final Pattern NUMBER = Pattern.compile("([+-]?\\d+(?:\\.\\d+)?)\\s*([A-Za-z%]+)");

  private final String example;
  private final Map<String, Double> units;

  Quantity(String example, Map<String, Double> units) {
    this.example = example;
    this.units = new LinkedHashMap<>(units);
  }

  /** Reads into the base unit: watts, pascals, 1; refuses with an IllegalArgumentException. */
  Function<String, Double> parser() {
    return text -> {
      Matcher matcher = NUMBER.matcher(text.strip());
      Double factor = matcher.matches() ? units.get(matcher.group(2)) : null;
      if (factor == null) {
        throw new IllegalArgumentException(
            "expected a number and a unit such as '" + example + "', not '" + text + "'");
      }
      return Double.parseDouble(matcher.group(1)) * factor;
    };
  }
}
