package io.rackproof.collector.plan;

import java.util.Collection;
import java.util.Optional;
import javax.measure.Unit;
import javax.measure.UnitConverter;

/**
 * The unit of a signal, found through its expression from the units of its metrics. Adding what
 * cannot be added is a mistake of the plan.
 */
final class SignalUnits {

  private final KnownMetrics metrics;
  private final Collection<String> derived;

  /**
   * @param derived names of the plan's own signals, for hints; may grow
   */
  SignalUnits(KnownMetrics metrics, Collection<String> derived) {
    this.metrics = metrics;
    this.derived = derived;
  }

  /**
   * The unit of an expression; empty for bare numbers, which take any.
   *
   * @throws IllegalArgumentException for an unknown metric, or operands whose units do not fit
   */
  Optional<Unit<?>> of(Expression expression) {
    if (expression instanceof Expression.Selector selector) {
      return Optional.of(metrics.require(selector.metric(), derived).unit());
    }
    if (expression instanceof Expression.Negation negation) {
      return of(negation.operand());
    }
    if (expression instanceof Expression.Call call) {
      return of(call.operand());
    }
    if (expression instanceof Expression.Aggregate aggregate) {
      Optional<Unit<?>> operand = of(aggregate.operand());
      return aggregate.aggregator() == Expression.Aggregator.COUNT
          ? Optional.of(PlanUnits.ONE)
          : operand;
    }
    if (expression instanceof Expression.Binary binary) {
      return ofBinary(binary);
    }
    return Optional.empty();
  }

  private Optional<Unit<?>> ofBinary(Expression.Binary binary) {
    Optional<Unit<?>> left = of(binary.left());
    Optional<Unit<?>> right = of(binary.right());
    if (binary.bool()) {
      return Optional.of(PlanUnits.ONE);
    }
    return switch (binary.operator()) {
      case MULTIPLY ->
          factor(left, right, binary).isPresent()
              ? product(left, right, false)
              : left.or(() -> right);
      case DIVIDE ->
          factor(left, right, binary).isPresent()
              ? product(left, right, true)
              : left.or(() -> right.map(Unit::inverse));
      case ADD -> sum(left, right, binary);
      case SUBTRACT -> difference(left, right, binary);
      default -> sum(left, right, binary);
    };
  }

  /** Both units when both sides have one; temperatures above a zero point cannot be factors. */
  private static Optional<Unit<?>> factor(
      Optional<Unit<?>> left, Optional<Unit<?>> right, Expression.Binary binary) {
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    if (left.get().equals(PlanUnits.CELSIUS) || right.get().equals(PlanUnits.CELSIUS)) {
      throw new IllegalArgumentException(
          "a temperature in °C cannot be multiplied or divided ("
              + binary.operator().symbol()
              + "); take a difference first, which is in K");
    }
    return left;
  }

  private static Optional<Unit<?>> product(
      Optional<Unit<?>> left, Optional<Unit<?>> right, boolean divide) {
    Unit<?> a = left.orElse(PlanUnits.ONE);
    Unit<?> b = right.orElse(PlanUnits.ONE);
    return Optional.of(divide ? a.divide(b) : a.multiply(b));
  }

  private static Optional<Unit<?>> sum(
      Optional<Unit<?>> left, Optional<Unit<?>> right, Expression.Binary binary) {
    if (left.isPresent() && right.isPresent()) {
      checkSame(left.get(), right.get(), binary);
      return left.get().equals(PlanUnits.CELSIUS) ? left : right;
    }
    return left.or(() -> right);
  }

  private static Optional<Unit<?>> difference(
      Optional<Unit<?>> left, Optional<Unit<?>> right, Expression.Binary binary) {
    if (left.isPresent() && right.isPresent()) {
      checkSame(left.get(), right.get(), binary);
      boolean bothAbsolute = left.get().equals(PlanUnits.CELSIUS) && left.equals(right);
      return bothAbsolute ? Optional.of(PlanUnits.KELVIN) : left;
    }
    return left.or(() -> right);
  }

  /** Same dimension and same size: PromQL adds bare numbers and knows no units. */
  private static void checkSame(Unit<?> left, Unit<?> right, Expression.Binary binary) {
    if (!PlanUnits.compatible(left, right)) {
      throw new IllegalArgumentException(
          "'"
              + binary.operator().symbol()
              + "' takes operands of one dimension, not "
              + left
              + " and "
              + right);
    }
    UnitConverter converter = PlanUnits.converter(left, right);
    double ratio = converter.convert(1.0) - converter.convert(0.0);
    if (Math.abs(ratio - 1) > 1e-9) {
      throw new IllegalArgumentException(
          "'"
              + binary.operator().symbol()
              + "' would mix "
              + left
              + " with "
              + right
              + ": their numbers differ by a factor of "
              + ratio);
    }
  }
}
