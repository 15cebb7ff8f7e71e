package io.rackproof.collector.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.Unit;

/**
 * A number with its unit: {@code 0.37 kg/kWh}.
 *
 * @param text as the plan writes it
 * @param unitText the unit as the plan writes it; empty for none
 */
record Quantity(String text, double value, String unitText, Unit<?> unit) {

  static final String NUMBER = "([-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][-+]?\\d+)?)";

  private static final Pattern FORM = Pattern.compile(NUMBER + "\\s*(\\S.*)?");

  /**
   * Reads a quantity.
   *
   * @throws IllegalArgumentException when it is none, or its unit is not known
   */
  static Quantity parse(String text) {
    Matcher matcher = FORM.matcher(Signs.plain(text));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a number with its unit such as '0.1 K', not '" + text + "'");
    }
    String unitText = matcher.group(2) == null ? "" : matcher.group(2).strip();
    return new Quantity(
        text.strip(), Double.parseDouble(matcher.group(1)), unitText, PlanUnits.parse(unitText));
  }

  /**
   * How large it is as a difference of two values in a unit: {@code 0.1 °C} is 0.1 K.
   *
   * @throws IllegalArgumentException when its dimension is another
   */
  double asDifference(Unit<?> wanted) {
    Unit<?> own = PlanUnits.ofDifference(unit);
    Unit<?> difference = PlanUnits.ofDifference(wanted);
    if (!PlanUnits.compatible(own, difference)) {
      String given = unitText.isEmpty() ? "no unit" : "'" + unitText + "'";
      throw new IllegalArgumentException(
          "'" + text + "' has " + given + " but the signal is in " + PlanUnits.text(wanted));
    }
    return PlanUnits.converter(own, difference).convert(value);
  }
}
