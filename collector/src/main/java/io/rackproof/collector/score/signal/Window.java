package io.rackproof.collector.score.signal;

import io.rackproof.wire.Instrument;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What members hold over a stretch of samples; each is computed once. Not thread safe. */
public final class Window {

  private final IntFunction<StepFunction> series;
  private final IdentityHashMap<Node, StepFunction> computed = new IdentityHashMap<>(256);
  private final Map<Sources, IdentityHashMap<Node, StepFunction>> uncertain = new HashMap<>();

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
      return held(each.operand()).map(each.function(), each.slope());
    }
    if (node instanceof Node.Pair pair) {
      return Operation.combine(pair.operator(), held(pair.left()), held(pair.right()), pair.bool());
    }
    Node.Group group = (Node.Group) node;
    List<StepFunction> members = group.members().stream().map(this::held).toList();
    return Aggregation.of(group.aggregator(), members);
  }

  /** The same values with their uncertainty. */
  public StepFunction held(Member member, Sources sources) {
    Instrument signal = sources.signal();
    return signal != null
        ? held(member).with(signal, sources.count() - 1, false, sources.planes())
        : held(member.node(), sources);
  }

  private StepFunction held(Node node, Sources sources) {
    IdentityHashMap<Node, StepFunction> all =
        uncertain.computeIfAbsent(sources, s -> new IdentityHashMap<>());
    StepFunction known = all.get(node);
    if (known == null) {
      known = compute(node, sources);
      all.put(node, known);
    }
    return known;
  }

  /** What nothing uncertain is below is computed once for all. */
  private StepFunction compute(Node node, Sources sources) {
    if (node instanceof Node.Leaf leaf) {
      Instrument instrument = sources.instrument(leaf.series());
      StepFunction held = held(node);
      return instrument.hasAccuracy()
          ? held.with(
              instrument,
              sources.place(leaf.series()),
              sources.isShared(leaf.series()),
              sources.planes())
          : held;
    }
    if (node instanceof Node.Each each) {
      StepFunction operand =
          each.slope() == Node.FLAT ? held(each.operand()) : held(each.operand(), sources);
      return operand.planes() == 0 ? held(node) : operand.map(each.function(), each.slope());
    }
    if (node instanceof Node.Pair pair) {
      StepFunction left = held(pair.left(), sources);
      StepFunction right = held(pair.right(), sources);
      return left.planes() + right.planes() == 0
          ? held(node)
          : Operation.combine(pair.operator(), left, right, pair.bool());
    }
    Node.Group group = (Node.Group) node;
    List<StepFunction> members = group.members().stream().map(m -> held(m, sources)).toList();
    return members.stream().allMatch(m -> m.planes() == 0)
        ? held(node)
        : Aggregation.of(group.aggregator(), members);
  }
}
