package io.rackproof.collector.score.signal;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntFunction;

/** What members hold over a stretch of samples; each is computed once. Not thread safe. */
public final class Window {

  private final IntFunction<StepFunction> series;
  private final IdentityHashMap<Node, StepFunction> computed = new IdentityHashMap<>(256);

  /**
   * @param series what each series holds, by its number
   */
  public Window(IntFunction<StepFunction> series) {
    this.series = series;
  }

  public StepFunction held(Member member) {
    return held(member.node());
  }

  private StepFunction held(Node node) {
    StepFunction known = computed.get(node);
    if (known == null) {
      known = compute(node);
      computed.put(node, known);
    }
    return known;
  }

  private StepFunction compute(Node node) {
    if (node instanceof Node.Leaf leaf) {
      return series.apply(leaf.series());
    }
    if (node instanceof Node.Each each) {
      return held(each.operand()).map(each.function());
    }
    if (node instanceof Node.Pair pair) {
      return Operation.combine(pair.operator(), held(pair.left()), held(pair.right()), pair.bool());
    }
    Node.Group group = (Node.Group) node;
    List<StepFunction> members = group.members().stream().map(this::held).toList();
    return Aggregation.of(group.aggregator(), members);
  }
}
