package io.rackproof.collector.plan;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.measure.IncommensurableException;
import javax.measure.MetricPrefix;
import javax.measure.Unit;
import javax.measure.UnitConverter;
import tech.units.indriya.AbstractUnit;
import tech.units.indriya.unit.BaseUnit;
import tech.units.indriya.unit.Units;

/**
 * The units that people write in plans and that the catalogue gives to metrics, on JSR 385. A
 * compound is written with {@code /} and {@code *}: {@code L/min/kW}.
 */
public final class PlanUnits {

  /** No unit. */
  public static final Unit<?> ONE = AbstractUnit.ONE;

  public static final Unit<?> SECOND = Units.SECOND;
  public static final Unit<?> CELSIUS = Units.CELSIUS;
  public static final Unit<?> KELVIN = Units.KELVIN;

  private static final Map<String, Unit<?>> SYMBOLS = symbols();

  private PlanUnits() {}

  private static Map<String, Unit<?>> symbols() {
    Map<String, Unit<?>> units = new TreeMap<>();
    units.put("1", ONE);
    units.put("%", Units.PERCENT);
    prefixed(units, "W", Units.WATT);
    prefixed(units, "VA", Units.WATT);
    prefixed(units, "V", Units.VOLT);
    prefixed(units, "A", Units.AMPERE);
    prefixed(units, "Hz", Units.HERTZ);
    prefixed(units, "J", Units.JOULE);
    prefixed(units, "Pa", Units.PASCAL);
    prefixed(units, "g", Units.GRAM);
    units.put("bar", Units.PASCAL.multiply(100_000));
    units.put("hPa", Units.PASCAL.multiply(100));
    units.put("mbar", Units.PASCAL.multiply(100));
    units.put("psi", Units.PASCAL.multiply(6894.757293168));
    units.put("°C", Units.CELSIUS);
    units.put("degC", Units.CELSIUS);
    units.put("K", Units.KELVIN);
    units.put("L", Units.LITRE);
    units.put("l", Units.LITRE);
    units.put("mL", MetricPrefix.MILLI(Units.LITRE));
    units.put("m3", Units.CUBIC_METRE);
    prefixed(units, "m", Units.METRE);
    units.put("s", Units.SECOND);
    units.put("ms", MetricPrefix.MILLI(Units.SECOND));
    units.put("min", Units.MINUTE);
    units.put("h", Units.HOUR);
    units.put("d", Units.DAY);
    units.put("week", Units.WEEK);
    units.put("Wh", Units.JOULE.multiply(3600));
    units.put("kWh", Units.JOULE.multiply(3_600_000));
    units.put("MWh", Units.JOULE.multiply(3_600_000_000L));
    units.put("rpm", ONE.divide(Units.MINUTE));
    Unit<?> bit = new BaseUnit<>("bit");
    prefixed(units, "bit", bit);
    prefixed(units, "By", bit.multiply(8));
    prefixed(units, "B", bit.multiply(8));
    return units;
  }

  private static void prefixed(Map<String, Unit<?>> units, String symbol, Unit<?> unit) {
    units.put(symbol, unit);
    units.put("n" + symbol, unit.prefix(MetricPrefix.NANO));
    units.put("u" + symbol, unit.prefix(MetricPrefix.MICRO));
    units.put("µ" + symbol, unit.prefix(MetricPrefix.MICRO));
    units.put("m" + symbol, unit.prefix(MetricPrefix.MILLI));
    units.put("k" + symbol, unit.prefix(MetricPrefix.KILO));
    units.put("M" + symbol, unit.prefix(MetricPrefix.MEGA));
    units.put("G" + symbol, unit.prefix(MetricPrefix.GIGA));
    units.put("T" + symbol, unit.prefix(MetricPrefix.TERA));
  }

  /**
   * The unit that a text names; an empty text is no unit.
   *
   * @throws IllegalArgumentException for a symbol that is not known, naming it
   */
  public static Unit<?> parse(String text) {
    Unit<?> unit = ONE;
    boolean divide = false;
    for (String part : Signs.unit(text).strip().split("(?<=[/*])|(?=[/*])", -1)) {
      String symbol = part.strip();
      if (symbol.equals("/") || symbol.equals("*")) {
        divide = symbol.equals("/");
        continue;
      }
      if (symbol.isEmpty()) {
        continue;
      }
      Unit<?> factor = SYMBOLS.get(symbol);
      if (factor == null) {
        throw new IllegalArgumentException(
            "unknown unit '"
                + symbol
                + "'."
                + io.rackproof.document.Nearest.to(symbol, SYMBOLS.keySet())
                    .map(near -> " Did you mean '" + near + "'?")
                    .orElse(" Units are W, A, V, °C, K, bar, L/min, rpm, %, kWh, s and the like."));
      }
      if (unit.equals(ONE) && !divide) {
        unit = factor;
      } else {
        unit = divide ? unit.divide(factor) : unit.multiply(factor);
      }
    }
    return unit;
  }

  /** True when a value in one unit can be told in the other. */
  public static boolean compatible(Unit<?> a, Unit<?> b) {
    return a.isCompatible(b);
  }

  /**
   * How to turn a value in one unit into one in another.
   *
   * @throws IllegalArgumentException when their dimensions differ
   */
  public static UnitConverter converter(Unit<?> from, Unit<?> to) {
    try {
      return from.getConverterToAny(to);
    } catch (IncommensurableException e) {
      throw new IllegalArgumentException("cannot tell " + from + " in " + to, e);
    }
  }

  /** A unit for people: without a name it is a pure number, and W·s is told as J. */
  static String text(Unit<?> unit) {
    if (unit.equals(ONE)) {
      return "a pure number (1 or %)";
    }
    String text = symbol(unit);
    boolean compound = text.contains("·") || text.contains("*");
    return compound
        ? Stream.of("kg", "J", "W", "L", "bit", "bit/s", "s", "1")
            .filter(symbol -> compatible(parse(symbol), unit))
            .findFirst()
            .orElse(text)
        : text;
  }

  /** A unit as plans write it, {@code L/min}; empty for a pure number. */
  public static String symbol(Unit<?> unit) {
    return unit.equals(ONE)
        ? ""
        : unit.toString().replace("℃", "°C").replaceAll("(?<!\\p{L})l(?!\\p{L})", "L");
  }

  /** The unit of a difference of two values: K for °C, the unit itself for others. */
  public static Unit<?> ofDifference(Unit<?> unit) {
    return unit.equals(CELSIUS) ? KELVIN : unit;
  }
}
