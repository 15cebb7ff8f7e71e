package io.rackproof.agent.device;

import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Reading.Text;
import io.rackproof.agent.device.Reading.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a reading came about, for people: from what was on the wire to the value, step by step. The
 * first steps are the protocol's own ({@link Source#trace}); scale and value are the same for all.
 *
 * @param steps in order
 */
public record RawTrace(List<Step> steps) {

  private static final MathContext SHOWN = new MathContext(12);

  /**
   * One step.
   *
   * @param what was looked at or done: {@code bytes}, {@code order little-swap}, {@code int32}
   * @param seen what there is after it: {@code 12 34}, {@code 0x1234}, {@code 4660}
   */
  public record Step(String what, String seen) {}

  public RawTrace {
    steps = List.copyOf(steps);
  }

  /** The whole way of a reading. */
  public static RawTrace of(Reading reading) {
    Point point = reading.point();
    List<Step> steps = new ArrayList<>(point.source().trace(reading));
    if (reading.outcome() instanceof Value value) {
      Scaling scaling = point.scaling();
      if (!scaling.equals(Scaling.NONE)) {
        steps.add(new Step(scale(scaling), number(scaling.apply(value.number()))));
      }
      String unit = point.unit().equals("1") ? "" : " " + point.unit();
      steps.add(new Step("value", number(scaling.apply(value.number())) + unit));
    } else if (reading.outcome() instanceof Text text) {
      steps.add(new Step("text", '"' + text.text() + '"'));
    } else if (reading.outcome() instanceof Missing missing) {
      String cause = missing.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      steps.add(new Step(cause, missing.detail()));
    }
    return new RawTrace(steps);
  }

  private static String scale(Scaling scaling) {
    double inverse = 1 / scaling.factor();
    boolean isFraction =
        Math.abs(scaling.factor()) < 1
            && inverse == Math.rint(inverse)
            && Math.abs(inverse) != Math.pow(10, Math.rint(Math.log10(Math.abs(inverse))));
    String factor = isFraction ? "÷ " + number(inverse) : "× " + number(scaling.factor());
    if (scaling.offset() == 0) {
      return factor;
    }
    String offset = (scaling.offset() < 0 ? "− " : "+ ") + number(Math.abs(scaling.offset()));
    return scaling.factor() == 1 ? offset : factor + " " + offset;
  }

  /** A number as people write it, with 12 digits at most. */
  public static String number(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    BigDecimal rounded = BigDecimal.valueOf(number).round(SHOWN).stripTrailingZeros();
    return Math.abs(rounded.scale()) > 15 ? rounded.toString() : rounded.toPlainString();
  }

  /** {@code bytes 12 34 → uint16 4660 → × 0.1 466 → value 466 W}. */
  @Override
  public String toString() {
    return steps.stream()
        .map(step -> (step.what() + " " + step.seen()).strip())
        .collect(Collectors.joining(" → "));
  }
}
