package io.rackproof.collector.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;

/**
 * What a statistic must be: an interval in the unit that the plan writes.
 *
 * @param text as the plan writes it: {@code <= 132 kW}, {@code 18 .. 27 °C}, {@code within 5 % of
 *     130 kW}, {@code == 0}
 * @param low least value inside; negative infinity for none
 * @param lowInclusive whether low itself is inside
 * @param high largest value inside; positive infinity for none
 * @param highInclusive whether high itself is inside
 * @param unitText of low and high, as the plan writes it; empty for none
 * @param unit of low and high
 */
public record Limit(
    String text,
    double low,
    boolean lowInclusive,
    double high,
    boolean highInclusive,
    String unitText,
    Unit<?> unit) {

  private static final String NUMBER = Quantity.NUMBER;
  private static final Pattern BOUND =
      Pattern.compile("(<=|>=|==|<|>)\\s*" + NUMBER + "\\s*(\\S.*)?");
  private static final Pattern RANGE =
      Pattern.compile(
          NUMBER
              + "\\s*([^\\s.\\d](?:[^.]*[^\\s.])?)?\\s*(?:\\.\\.|–)\\s*"
              + NUMBER
              + "\\s*(\\S.*)?");
  private static final Pattern WITHIN =
      Pattern.compile("within\\s+" + NUMBER + "\\s*(\\S+)?\\s+of\\s+" + NUMBER + "\\s*(\\S.*)?");
  private static final Pattern AROUND =
      Pattern.compile(NUMBER + "\\s*([^\\s±][^±]*?)?\\s*±\\s*" + NUMBER + "\\s*(\\S.*)?");

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException telling the forms there are, or the unit that is not known
   */
  public static Limit parse(String text) {
    String written = text.strip();
    String plain = Signs.plain(text);
    Matcher bound = BOUND.matcher(plain);
    if (bound.matches()) {
      return bound(written, bound.group(1), Double.parseDouble(bound.group(2)), bound.group(3));
    }
    Matcher range = RANGE.matcher(plain);
    if (range.matches()) {
      return range(written, range);
    }
    Matcher within = WITHIN.matcher(plain);
    if (within.matches()) {
      double tolerance = Double.parseDouble(within.group(1));
      return around(written, within.group(3), within.group(4), tolerance, within.group(2));
    }
    Matcher around = AROUND.matcher(plain);
    if (around.matches()) {
      String unit = around.group(2);
      String toleranceUnit = around.group(4);
      // '130 ± 2 kW': the one unit is that of both.
      boolean shared = unit == null && toleranceUnit != null && !toleranceUnit.equals("%");
      return around(
          written,
          around.group(1),
          shared ? toleranceUnit : unit,
          Double.parseDouble(around.group(3)),
          toleranceUnit == null ? unit : toleranceUnit);
    }
    throw new IllegalArgumentException(
        "'"
            + written
            + "' is no limit. Write '<= 132 kW', '18 .. 27 °C' or 'within 5 % of 130 kW'");
  }

  /** A limit that every value keeps. */
  static Limit none(String text) {
    return none(text, PlanUnits.ONE);
  }

  /** The same for values in a unit. */
  static Limit none(String text, Unit<?> unit) {
    double none = Double.POSITIVE_INFINITY;
    return new Limit(text, -none, false, none, false, "", unit);
  }

  private static Limit range(String text, Matcher range) {
    double low = Double.parseDouble(range.group(1));
    double high = Double.parseDouble(range.group(3));
    Unit<?> lowUnit = PlanUnits.parse(orEmpty(range.group(2)));
    Unit<?> unit = PlanUnits.parse(orEmpty(range.group(4)));
    if (range.group(2) != null && !lowUnit.equals(unit)) {
      if (!PlanUnits.compatible(lowUnit, unit)) {
        throw new IllegalArgumentException("the ends of '" + text + "' differ in their dimension");
      }
      low = PlanUnits.converter(lowUnit, unit).convert(low);
    }
    if (low > high) {
      throw new IllegalArgumentException("the range '" + text + "' is upside down");
    }
    return of(text, low, true, high, true, range.group(4));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  private static Limit bound(String text, String operator, double value, String unit) {
    double none = Double.POSITIVE_INFINITY;
    return switch (operator) {
      case "<=" -> of(text, -none, false, value, true, unit);
      case "<" -> of(text, -none, false, value, false, unit);
      case ">=" -> of(text, value, true, none, false, unit);
      case ">" -> of(text, value, false, none, false, unit);
      default -> of(text, value, true, value, true, unit);
    };
  }

  private static Limit around(
      String text,
      String centreText,
      @Nullable String unit,
      double tolerance,
      @Nullable String toleranceUnit) {
    double centre = Double.parseDouble(centreText);
    String unitText = orEmpty(unit);
    String given = orEmpty(toleranceUnit);
    if (tolerance < 0) {
      throw new IllegalArgumentException("a tolerance is not negative: '" + text + "'");
    }
    double distance =
        given.equals("%") && !unitText.equals("%")
            ? Math.abs(centre) * tolerance / 100
            : distance(tolerance, given, unitText);
    return of(text, centre - distance, true, centre + distance, true, unitText);
  }

  private static double distance(double tolerance, String given, String unitText) {
    Unit<?> difference = PlanUnits.ofDifference(PlanUnits.parse(unitText));
    Unit<?> own = given.isEmpty() ? difference : PlanUnits.ofDifference(PlanUnits.parse(given));
    if (!PlanUnits.compatible(own, difference)) {
      throw new IllegalArgumentException(
          "'" + given + "' is no tolerance for a value in '" + unitText + "'");
    }
    return PlanUnits.converter(own, difference).convert(tolerance);
  }

  private static Limit of(
      String text,
      double low,
      boolean lowInclusive,
      double high,
      boolean highInclusive,
      @Nullable String unitText) {
    String symbol = orEmpty(unitText);
    return new Limit(text, low, lowInclusive, high, highInclusive, symbol, PlanUnits.parse(symbol));
  }

  /** Whether a value, in this limit's unit, is inside. */
  public boolean contains(double value) {
    boolean aboveLow = lowInclusive ? value >= low : value > low;
    boolean belowHigh = highInclusive ? value <= high : value < high;
    return aboveLow && belowHigh;
  }

  /** How far inside a value is, in this limit's unit; negative outside. */
  public double margin(double value) {
    return Math.min(high - value, value - low);
  }

  /** True when every value is inside. */
  public boolean isNone() {
    return Double.isInfinite(low) && Double.isInfinite(high);
  }

  /** True when the only value inside is 0. */
  public boolean isZero() {
    return low == 0 && high == 0;
  }
}
