package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression.Aggregator;
import io.rackproof.collector.plan.Expression.Operator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** How one member of a signal comes out of series. Compared by identity: shared, computed once. */
sealed interface Node {

  /** A series, by its number among those that are known. */
  record Leaf(int series) implements Node {}

  /** A function of each value. */
  record Each(Node operand, DoubleUnaryOperator function) implements Node {}

  /** Two at once. */
  record Pair(Operator operator, boolean bool, Node left, Node right) implements Node {}

  /** One out of a group. */
  record Group(Aggregator aggregator, List<Node> members) implements Node {
    public Group {
      members = List.copyOf(members);
    }
  }
}
