package io.rackproof.collector.score;

import io.rackproof.collector.plan.Expression;
import io.rackproof.collector.plan.Expression.Binary;
import io.rackproof.collector.plan.Expression.Grouping;
import io.rackproof.collector.plan.Expression.Matching;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Signals over a stretch of evidence. Labels are matched as PromQL does; which members there are is
 * decided by the series that have a sample, good or not, anywhere in the stretch. Each expression
 * is evaluated once.
 */
final class SignalEvaluator {

  private final Map<String, List<SeriesSamples>> byMetric = new HashMap<>();
  private final Map<Expression, List<Member>> evaluated = new HashMap<>();
  private final long from;
  private final long to;
  private final long gap;

  /** Over [from, to); a sample holds at most {@code gap} milliseconds. */
  SignalEvaluator(
      Collection<SeriesSamples> series, Set<String> metrics, long from, long to, long gap) {
    this.from = from;
    this.to = to;
    this.gap = gap;
    for (SeriesSamples samples : series) {
      if (metrics.contains(samples.series().metric())
          && StepFunction.isKnown(samples, from, to, gap)) {
        byMetric.computeIfAbsent(samples.series().metric(), m -> new ArrayList<>()).add(samples);
      }
    }
    byMetric.values().forEach(list -> list.sort(Comparator.comparing(SeriesSamples::series)));
  }

  /** Those metrics of an expression of which there is no series. */
  Set<String> missing(Expression expression) {
    Set<String> missing = new TreeSet<>(expression.metrics());
    missing.removeAll(byMetric.keySet());
    return missing;
  }

  /**
   * The members of a signal, by labels.
   *
   * @throws AmbiguousSignalException when members cannot be paired
   */
  List<Member> evaluate(Expression expression) {
    List<Member> known = evaluated.get(expression);
    if (known == null) {
      known = compute(expression);
      evaluated.put(expression, known);
    }
    return known;
  }

  private List<Member> compute(Expression expression) {
    if (expression instanceof Expression.Selector selector) {
      return select(selector);
    }
    if (expression instanceof Expression.Negation negation) {
      return map(evaluate(negation.operand()), v -> -v);
    }
    if (expression instanceof Expression.Call call) {
      return call(call);
    }
    if (expression instanceof Expression.Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (expression instanceof Binary binary) {
      return binary(binary);
    }
    throw new AmbiguousSignalException("a number alone is no signal");
  }

  private List<Member> select(Expression.Selector selector) {
    List<Member> members = new ArrayList<>();
    for (SeriesSamples samples : byMetric.getOrDefault(selector.metric(), List.of())) {
      if (selector.matches(samples.series().labels())) {
        members.add(new Member(samples.series().labels(), StepFunction.of(samples, from, to, gap)));
      }
    }
    return members;
  }

  private static List<Member> map(
      List<Member> members, java.util.function.DoubleUnaryOperator operator) {
    return members.stream().map(m -> new Member(m.labels(), m.held().map(operator))).toList();
  }

  private List<Member> call(Expression.Call call) {
    List<Double> limits = call.arguments();
    List<Member> operand = evaluate(call.operand());
    return switch (call.function()) {
      case ABS -> map(operand, Math::abs);
      case CLAMP_MIN -> map(operand, v -> Math.max(v, limits.get(0)));
      case CLAMP_MAX -> map(operand, v -> Math.min(v, limits.get(0)));
      case CLAMP -> map(operand, v -> Math.max(limits.get(0), Math.min(v, limits.get(1))));
    };
  }

  private List<Member> aggregate(Expression.Aggregate aggregate) {
    Map<String, List<Member>> groups = new TreeMap<>();
    Map<String, SortedMap<String, String>> names = new HashMap<>();
    for (Member member : evaluate(aggregate.operand())) {
      SortedMap<String, String> labels =
          keep(member.labels(), aggregate.labels(), !aggregate.without());
      String key = labels.toString();
      names.put(key, labels);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(member);
    }
    List<Member> result = new ArrayList<>();
    groups.forEach(
        (key, members) ->
            result.add(
                new Member(
                    names.getOrDefault(key, new TreeMap<>()),
                    Aggregation.of(
                        aggregate.aggregator(), members.stream().map(Member::held).toList()))));
    return result;
  }

  private static SortedMap<String, String> keep(
      SortedMap<String, String> labels, Set<String> named, boolean onlyNamed) {
    SortedMap<String, String> kept = new TreeMap<>(labels);
    kept.keySet().removeIf(label -> named.contains(label) != onlyNamed);
    return kept;
  }

  private List<Member> binary(Binary binary) {
    OptionalDouble left = constant(binary.left());
    OptionalDouble right = constant(binary.right());
    if (left.isPresent() && right.isPresent()) {
      throw new AmbiguousSignalException("a number alone is no signal");
    }
    if (left.isPresent()) {
      double number = left.getAsDouble();
      return map(
          evaluate(binary.right()),
          v -> Operation.apply(binary.operator(), number, v, binary.bool(), v));
    }
    if (right.isPresent()) {
      double number = right.getAsDouble();
      return map(
          evaluate(binary.left()),
          v -> Operation.apply(binary.operator(), v, number, binary.bool(), v));
    }
    return matched(binary);
  }

  /** The value of an expression that reads no metric. */
  private static OptionalDouble constant(Expression expression) {
    if (expression instanceof Expression.Literal literal) {
      return OptionalDouble.of(literal.value());
    }
    if (expression instanceof Expression.Negation negation) {
      OptionalDouble operand = constant(negation.operand());
      return operand.isPresent() ? OptionalDouble.of(-operand.getAsDouble()) : operand;
    }
    if (expression instanceof Binary binary) {
      OptionalDouble left = constant(binary.left());
      OptionalDouble right = constant(binary.right());
      if (left.isPresent() && right.isPresent()) {
        return OptionalDouble.of(
            Operation.apply(binary.operator(), left.getAsDouble(), right.getAsDouble(), true, 0));
      }
    }
    return OptionalDouble.empty();
  }

  private List<Member> matched(Binary binary) {
    Matching matching = binary.matching().orElse(Matching.ALL_LABELS);
    boolean manyLeft = matching.grouping() == Grouping.LEFT;
    boolean manyRight = matching.grouping() == Grouping.RIGHT;
    List<Member> many = evaluate(manyRight ? binary.right() : binary.left());
    Map<String, Member> one = new HashMap<>();
    for (Member member : evaluate(manyRight ? binary.left() : binary.right())) {
      String key = keep(member.labels(), matching.labels(), matching.on()).toString();
      refuse(binary, one.put(key, member), member);
    }
    Map<String, Member> used = new HashMap<>();
    List<Member> result = new ArrayList<>();
    for (Member member : many) {
      SortedMap<String, String> shared = keep(member.labels(), matching.labels(), matching.on());
      @Nullable Member other = one.get(shared.toString());
      if (other == null) {
        continue;
      }
      boolean grouped = manyLeft || manyRight;
      if (!grouped) {
        refuse(binary, used.put(shared.toString(), member), member);
      }
      StepFunction held =
          manyRight
              ? Operation.combine(binary.operator(), other.held(), member.held(), binary.bool())
              : Operation.combine(binary.operator(), member.held(), other.held(), binary.bool());
      result.add(new Member(grouped ? member.labels() : shared, held));
    }
    return result;
  }

  private static void refuse(Binary binary, @Nullable Member first, Member second) {
    if (first != null) {
      throw new AmbiguousSignalException(
          "'"
              + binary.operator().symbol()
              + "' finds two members for one: "
              + first.labels()
              + " and "
              + second.labels()
              + "; tell them apart with on(…) or ignoring(…), or use group_left or group_right");
    }
  }
}
