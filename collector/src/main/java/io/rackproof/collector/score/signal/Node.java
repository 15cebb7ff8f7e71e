package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression.Aggregator;
import io.rackproof.collector.plan.Expression.Operator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** How one member of a signal comes out of series. Compared by identity: shared, computed once. */
sealed interface Node {

  /** The slope of what an error of the operand does not change, such as a condition. */
  DoubleUnaryOperator FLAT = value -> 0;

  /** A series, by its number among those that are known. */
  record Leaf(int series) implements Node {}

  /**
   * A function of each value.
   *
   * @param slope its derivative
   * @param factor where it is nothing but a multiplication; NaN for other functions
   */
  record Each(Node operand, DoubleUnaryOperator function, DoubleUnaryOperator slope, double factor)
      implements Node {}

  /** Two at once. */
  record Pair(Operator operator, boolean bool, Node left, Node right) implements Node {}

  /** One out of a group. */
  record Group(Aggregator aggregator, List<Node> members) implements Node {
    public Group {
      members = List.copyOf(members);
    }
  }
}
