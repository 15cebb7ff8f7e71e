package io.rackproof.collector.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.Unit;

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

  private static final String NUMBER = "([-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)";
  private static final Pattern BOUND =
      Pattern.compile("(<=|>=|==|<|>)\\s*" + NUMBER + "\\s*(\\S.*)?");
  private static final Pattern RANGE =
      Pattern.compile(NUMBER + "\\s*\\.\\.\\s*" + NUMBER + "\\s*(\\S.*)?");
  private static final Pattern WITHIN =
      Pattern.compile("within\\s+" + NUMBER + "\\s*(\\S+)?\\s+of\\s+" + NUMBER + "\\s*(\\S.*)?");

  /**
   * Reads a limit.
   *
   * @throws IllegalArgumentException telling the forms there are, or the unit that is not known
   */
  public static Limit parse(String text) {
    String trimmed = text.strip();
    Matcher bound = BOUND.matcher(trimmed);
    if (bound.matches()) {
      return bound(trimmed, bound.group(1), Double.parseDouble(bound.group(2)), bound.group(3));
    }
    Matcher range = RANGE.matcher(trimmed);
    if (range.matches()) {
      double low = Double.parseDouble(range.group(1));
      double high = Double.parseDouble(range.group(2));
      if (low > high) {
        throw new IllegalArgumentException("the range '" + trimmed + "' is upside down");
      }
      return of(trimmed, low, true, high, true, range.group(3));
    }
    Matcher within = WITHIN.matcher(trimmed);
    if (within.matches()) {
      return within(trimmed, within);
    }
    throw new IllegalArgumentException(
        "'"
            + trimmed
            + "' is no limit. Write '<= 132 kW', '18 .. 27 °C' or 'within 5 % of 130 kW'");
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

  private static Limit within(String text, Matcher within) {
    double tolerance = Double.parseDouble(within.group(1));
    String toleranceUnit = within.group(2) == null ? "" : within.group(2);
    double centre = Double.parseDouble(within.group(3));
    String unitText = within.group(4) == null ? "" : within.group(4);
    Unit<?> unit = PlanUnits.parse(unitText);
    double distance;
    if (toleranceUnit.equals("%") && !unitText.equals("%")) {
      distance = Math.abs(centre) * tolerance / 100;
    } else {
      Unit<?> difference = PlanUnits.ofDifference(unit);
      Unit<?> given = toleranceUnit.isEmpty() ? difference : PlanUnits.parse(toleranceUnit);
      if (!PlanUnits.compatible(given, difference)) {
        throw new IllegalArgumentException(
            "'" + toleranceUnit + "' is no tolerance for a value in '" + unitText + "'");
      }
      distance = PlanUnits.converter(given, difference).convert(tolerance);
    }
    return of(text, centre - distance, true, centre + distance, true, unitText);
  }

  private static Limit of(
      String text,
      double low,
      boolean lowInclusive,
      double high,
      boolean highInclusive,
      @org.jspecify.annotations.Nullable String unitText) {
    String symbol = unitText == null ? "" : unitText.strip();
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

  /** True when the only value inside is 0. */
  public boolean isZero() {
    return low == 0 && high == 0;
  }
}
