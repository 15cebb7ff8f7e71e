package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression.Operator;

/** The arithmetic of the signal language on two numbers. */
final class Operation {

  private Operation() {}

  /**
   * The result; NaN when a comparison lets nothing through or an operand was filtered out, infinite
   * for a division by zero.
   *
   * @param kept what a comparison without {@code bool} gives where it holds
   */
  static double apply(Operator operator, double left, double right, boolean bool, double kept) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Double.NaN;
    }
    if (operator.isComparison()) {
      boolean holds = compare(operator, left, right);
      if (bool) {
        return holds ? 1 : 0;
      }
      return holds ? kept : Double.NaN;
    }
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> right == 0 ? Double.POSITIVE_INFINITY : left / right;
      case MODULO -> right == 0 ? Double.POSITIVE_INFINITY : left % right;
      default -> throw new IllegalStateException("not arithmetic: " + operator);
    };
  }

  private static boolean compare(Operator operator, double left, double right) {
    return switch (operator) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
      default -> throw new IllegalStateException("not a comparison: " + operator);
    };
  }

  /** Both held at once: pieces begin and end wherever one of the two does. */
  static StepFunction combine(Operator operator, StepFunction a, StepFunction b, boolean bool) {
    StepFunction.Builder result = new StepFunction.Builder(a.size() + b.size());
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      long start = Math.max(a.start(i), b.start(j));
      long end = Math.min(a.end(i), b.end(j));
      if (start < end) {
        result.add(start, end, apply(operator, a.value(i), b.value(j), bool, a.value(i)));
      }
      if (a.end(i) <= b.end(j)) {
        i++;
      } else {
        j++;
      }
    }
    return result.build(StepFunction.union(a.resets(), b.resets()));
  }
}
