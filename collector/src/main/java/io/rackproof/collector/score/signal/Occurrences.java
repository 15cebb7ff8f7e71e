package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression.Aggregator;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each series occurs where its error reaches the value: not in what only counts. */
final class Occurrences {

  private final SortedMap<Integer, Integer> found = new TreeMap<>();

  private Occurrences() {}

  /** By the number of the series. */
  static SortedMap<Integer, Integer> in(Node node) {
    Occurrences occurrences = new Occurrences();
    occurrences.count(node);
    return occurrences.found;
  }

  private void count(Node node) {
    if (node instanceof Node.Leaf leaf) {
      found.merge(leaf.series(), 1, Integer::sum);
    } else if (node instanceof Node.Each each && each.slope() != Node.FLAT) {
      count(each.operand());
    } else if (node instanceof Node.Pair pair) {
      boolean compares = pair.operator().isComparison();
      if (!compares || !pair.bool()) {
        count(pair.left());
      }
      if (!compares) {
        count(pair.right());
      }
    } else if (node instanceof Node.Group group && group.aggregator() != Aggregator.COUNT) {
      group.members().forEach(this::count);
    }
  }
}
