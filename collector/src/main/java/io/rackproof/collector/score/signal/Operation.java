package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression.Operator;
import java.util.Arrays;

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

  /** The derivative by the left operand; a comparison hands through what it keeps. */
  static double slopeOfLeft(Operator operator, double left, double right, boolean bool) {
    return switch (operator) {
      case ADD, SUBTRACT, MODULO -> 1;
      case MULTIPLY -> right;
      case DIVIDE -> 1 / right;
      default -> bool ? 0 : 1;
    };
  }

  /** The derivative by the right operand. */
  static double slopeOfRight(Operator operator, double left, double right) {
    return switch (operator) {
      case ADD -> 1;
      case SUBTRACT -> -1;
      case MULTIPLY -> left;
      case DIVIDE -> -left / (right * right);
      case MODULO -> -((left - left % right) / right);
      default -> 0;
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
    int planes = Math.max(a.planes(), b.planes());
    StepFunction.Builder result = new StepFunction.Builder(a.size() + b.size(), planes);
    double[] row = new double[planes];
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      long start = Math.max(a.start(i), b.start(j));
      long end = Math.min(a.end(i), b.end(j));
      if (start < end) {
        double value = apply(operator, a.value(i), b.value(j), bool, a.value(i));
        if (planes > 0 && !Double.isNaN(value)) {
          Arrays.fill(row, 0);
          a.addPlanes(row, i, slopeOfLeft(operator, a.value(i), b.value(j), bool));
          b.addPlanes(row, j, slopeOfRight(operator, a.value(i), b.value(j)));
        }
        result.add(start, end, value, row);
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
