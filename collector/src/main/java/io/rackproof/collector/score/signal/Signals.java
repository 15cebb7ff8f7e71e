package io.rackproof.collector.score.signal;

import io.rackproof.collector.plan.Expression;
import io.rackproof.collector.plan.Expression.Aggregator;
import io.rackproof.collector.plan.Expression.Binary;
import io.rackproof.collector.plan.Expression.Grouping;
import io.rackproof.collector.plan.Expression.Matching;
import io.rackproof.collector.plan.Expression.Operator;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which members the signals of a plan have among the series that are known. Labels are matched as
 * PromQL does, once; values are found over and over by {@link Window}s.
 */
public final class Signals {

  private final List<Series> series;
  private final Map<Series, Integer> numbers = new HashMap<>();
  private final Map<String, List<Integer>> byMetric = new HashMap<>();
  private final Map<Expression, List<Member>> members = new HashMap<>();
  private final Instrument[] instruments;

  /** By number of each series, that of the first that shares its instrument's error. */
  private final int[] groups;

  private final boolean[] shared;

  /** Over the series that have a sample, good or not, in the time that is judged. */
  public Signals(Collection<Series> known) {
    this(known, Map.of());
  }

  /**
   * @param instruments what is known of the instruments behind series
   */
  public Signals(Collection<Series> known, Map<Series, Instrument> instruments) {
    this(known, instruments, Map.of());
  }

  /**
   * @param instruments what is known of the instruments behind series
   * @param correlated names of groups of series that share one error; of others nothing
   */
  public Signals(
      Collection<Series> known,
      Map<Series, Instrument> instruments,
      Map<Series, String> correlated) {
    this.series = known.stream().distinct().sorted().toList();
    for (int i = 0; i < series.size(); i++) {
      numbers.put(series.get(i), i);
      byMetric.computeIfAbsent(series.get(i).metric(), m -> new ArrayList<>()).add(i);
    }
    this.instruments =
        IntStream.range(0, series.size())
            .mapToObj(i -> instruments.getOrDefault(series.get(i), Instrument.UNKNOWN))
            .toArray(Instrument[]::new);
    this.groups = new int[series.size()];
    this.shared = new boolean[series.size()];
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < groups.length; i++) {
      String group = correlated.get(series.get(i));
      shared[i] = group != null;
      groups[i] = group == null ? i : first.merge(group, i, (before, now) -> before);
    }
  }

  /** Whether a series is of a group that shares one error. */
  boolean isShared(int number) {
    return shared[number];
  }

  /** How many series there are; they are numbered from 0. */
  public int size() {
    return series.size();
  }

  public Series series(int number) {
    return series.get(number);
  }

  /** The number of a series, or -1. */
  public int number(Series of) {
    return numbers.getOrDefault(of, -1);
  }

  /** What is known of the instrument behind a series. */
  public Instrument instrument(int number) {
    return instruments[number];
  }

  /** The series that the uncertainty of a member comes from, each with how often it occurs. */
  public SortedMap<Integer, Integer> seriesOf(Member member) {
    return Occurrences.in(member.node());
  }

  /**
   * The errors of a member: a series that occurs once joins one variance, one that occurs more
   * often is kept apart, so that what it adds in one place and takes off in another is exact. A
   * group of series that share their error counts as one.
   *
   * @param apart those groups, by the number of their first series, that are kept apart besides
   * @return empty when the accuracy of none is known
   */
  public Optional<Sources> sources(Member member, IntPredicate apart) {
    SortedMap<Integer, Integer> found = seriesOf(member);
    found.keySet().removeIf(number -> !instruments[number].hasAccuracy());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<Integer, Integer> byGroup = new TreeMap<>();
    found.forEach((number, times) -> byGroup.merge(groups[number], times, Integer::sum));
    int[] kept =
        byGroup.entrySet().stream()
            .filter(e -> apart.test(e.getKey()) || e.getValue() > 1)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    return Optional.of(new Sources(this::instrument, this::group, this::isShared, kept));
  }

  /**
   * The errors that several members have in common: groups, by the number of their first series.
   */
  public Set<Integer> common(List<Member> members) {
    Map<Integer, Integer> found = new HashMap<>();
    for (Member member : members) {
      seriesOf(member).keySet().stream()
          .filter(number -> instruments[number].hasAccuracy())
          .map(number -> groups[number])
          .distinct()
          .forEach(group -> found.merge(group, 1, Integer::sum));
    }
    found.values().removeIf(count -> count == 1);
    return Set.copyOf(found.keySet());
  }

  private int group(int number) {
    return groups[number];
  }

  /** A counter's modulus in the unit of the member: 0 when not known, or it is no lone counter. */
  public double modulus(Member member) {
    double factor = 1;
    Node node = member.node();
    while (node instanceof Node.Each each && each.factor() > 0) {
      factor *= each.factor();
      node = each.operand();
    }
    return node instanceof Node.Leaf leaf ? factor * instruments[leaf.series()].wrapsAt() : 0;
  }

  /** Those metrics of an expression of which there is no series. */
  public Set<String> missing(Expression expression) {
    Set<String> missing = new TreeSet<>(expression.metrics());
    missing.removeAll(byMetric.keySet());
    return missing;
  }

  /**
   * The members of a signal, by labels.
   *
   * @throws AmbiguousSignalException when members cannot be paired
   */
  public List<Member> members(Expression expression) {
    List<Member> known = members.get(expression);
    if (known == null) {
      known = List.copyOf(find(expression));
      members.put(expression, known);
    }
    return known;
  }

  /** Whether all members hold something that is not 0: 1 or 0, unknown while one holds nothing. */
  public static Member all(List<Member> conditions) {
    return new Member(
        new TreeMap<>(),
        new Node.Group(Aggregator.MIN, conditions.stream().map(Member::node).toList()));
  }

  /** The sum of members; unknown while one holds nothing. */
  public static Member sum(List<Member> members) {
    return new Member(
        new TreeMap<>(),
        new Node.Group(Aggregator.SUM, members.stream().map(Member::node).toList()));
  }

  private List<Member> find(Expression expression) {
    if (expression instanceof Expression.Selector selector) {
      return select(selector);
    }
    if (expression instanceof Expression.Negation negation) {
      return map(members(negation.operand()), v -> -v, v -> -1);
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
    List<Member> found = new ArrayList<>();
    for (int number : byMetric.getOrDefault(selector.metric(), List.of())) {
      SortedMap<String, String> labels = series.get(number).labels();
      if (selector.matches(labels)) {
        found.add(new Member(labels, new Node.Leaf(number)));
      }
    }
    return found;
  }

  private static List<Member> map(
      List<Member> operands, DoubleUnaryOperator function, DoubleUnaryOperator slope) {
    return operands.stream().map(m -> m.map(function, slope, Double.NaN)).toList();
  }

  private List<Member> call(Expression.Call call) {
    List<Double> limits = call.arguments();
    List<Member> operand = members(call.operand());
    return switch (call.function()) {
      case ABS -> map(operand, Math::abs, v -> v < 0 ? -1 : 1);
      case CLAMP_MIN ->
          map(operand, v -> Math.max(v, limits.get(0)), v -> v >= limits.get(0) ? 1 : 0);
      case CLAMP_MAX ->
          map(operand, v -> Math.min(v, limits.get(0)), v -> v <= limits.get(0) ? 1 : 0);
      case CLAMP ->
          map(
              operand,
              v -> Math.max(limits.get(0), Math.min(v, limits.get(1))),
              v -> v >= limits.get(0) && v <= limits.get(1) ? 1 : 0);
    };
  }

  private List<Member> aggregate(Expression.Aggregate aggregate) {
    Map<String, List<Node>> groups = new TreeMap<>();
    Map<String, SortedMap<String, String>> names = new HashMap<>();
    for (Member member : members(aggregate.operand())) {
      SortedMap<String, String> labels =
          keep(member.labels(), aggregate.labels(), !aggregate.without());
      String key = labels.toString();
      names.put(key, labels);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(member.node());
    }
    List<Member> result = new ArrayList<>();
    groups.forEach(
        (key, nodes) ->
            result.add(
                new Member(
                    names.getOrDefault(key, new TreeMap<>()),
                    new Node.Group(aggregate.aggregator(), nodes))));
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
    return left.isPresent() || right.isPresent()
        ? withNumber(binary, left, right)
        : matched(binary);
  }

  private List<Member> withNumber(Binary binary, OptionalDouble left, OptionalDouble right) {
    Operator operator = binary.operator();
    if (left.isPresent()) {
      double number = left.getAsDouble();
      double factor = operator == Operator.MULTIPLY ? number : Double.NaN;
      DoubleUnaryOperator slope =
          v ->
              operator.isComparison()
                  ? (binary.bool() ? 0 : 1)
                  : Operation.slopeOfRight(operator, number, v);
      return members(binary.right()).stream()
          .map(
              m ->
                  m.map(v -> Operation.apply(operator, number, v, binary.bool(), v), slope, factor))
          .toList();
    }
    double number = right.getAsDouble();
    double factor =
        switch (operator) {
          case MULTIPLY -> number;
          case DIVIDE -> 1 / number;
          default -> Double.NaN;
        };
    return members(binary.left()).stream()
        .map(
            m ->
                m.map(
                    v -> Operation.apply(operator, v, number, binary.bool(), v),
                    v -> Operation.slopeOfLeft(operator, v, number, binary.bool()),
                    factor))
        .toList();
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
    boolean manyRight = matching.grouping() == Grouping.RIGHT;
    boolean grouped = matching.grouping() != Grouping.NONE;
    List<Member> many = members(manyRight ? binary.right() : binary.left());
    Map<String, Member> one = new HashMap<>();
    for (Member member : members(manyRight ? binary.left() : binary.right())) {
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
      if (!grouped) {
        refuse(binary, used.put(shared.toString(), member), member);
      }
      Node left = manyRight ? other.node() : member.node();
      Node right = manyRight ? member.node() : other.node();
      result.add(
          new Member(
              grouped ? member.labels() : shared,
              new Node.Pair(binary.operator(), binary.bool(), left, right)));
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
