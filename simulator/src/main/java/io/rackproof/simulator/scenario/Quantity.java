package io.rackproof.simulator.scenario;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of number with a unit, as scenario files write it.
 *
 * @param example for messages
 * @param units with their size in the base unit
 */
record Quantity(String example, Map<String, Double> units) implements Function<String, Double> {

  static final Quantity POWER =
      new Quantity("45 kW", Map.of("W", 1.0, "kW", 1e3, "mW", 1e-3, "uW", 1e-6));
  static final Quantity PRESSURE =
      new Quantity("1.7 bar", Map.of("Pa", 1.0, "kPa", 1e3, "bar", 1e5));
  static final Quantity SHARE = new Quantity("80 %", Map.of("%", 0.01));

  private static final Pattern NUMBER = Pattern.compile("([+-]?\\d+(?:\\.\\d+)?)\\s*([A-Za-z%]+)");

  Quantity {
    units = Map.copyOf(units);
  }

  /**
   * Reads into the base unit: watts, pascals, 1.
   *
   * @throws IllegalArgumentException that says what to write
   */
  @Override
  public Double apply(String text) {
    Matcher matcher = NUMBER.matcher(text.strip());
    Double factor = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (factor == null) {
      throw new IllegalArgumentException(
          "expected a number and a unit such as '" + example + "', not '" + text + "'");
    }
    return Double.parseDouble(matcher.group(1)) * factor;
  }
}
