package io.rackproof.collector.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A signal as text, derived signals put in: the same meaning gives the same text, and it can be
 * pasted into Prometheus.
 */
public final class SignalText {

  private SignalText() {}

  public static String of(Expression expression) {
    if (expression instanceof Expression.Literal literal) {
      return number(literal.value());
    }
    if (expression instanceof Expression.Selector selector) {
      return selector.metric() + matchers(selector.matchers());
    }
    if (expression instanceof Expression.Negation negation) {
      return "-" + operand(negation.operand());
    }
    if (expression instanceof Expression.Binary binary) {
      return operand(binary.left())
          + " "
          + binary.operator().symbol()
          + (binary.bool() ? " bool" : "")
          + matching(binary.matching())
          + " "
          + operand(binary.right());
    }
    if (expression instanceof Expression.Aggregate aggregate) {
      String by = (aggregate.without() ? " without (" : " by (") + list(aggregate.labels()) + ") ";
      boolean all = aggregate.labels().isEmpty() && !aggregate.without();
      return aggregate.aggregator().name().toLowerCase(Locale.ROOT)
          + (all ? " " : by)
          + "("
          + of(aggregate.operand())
          + ")";
    }
    if (expression instanceof Expression.Call call) {
      return call.function().name().toLowerCase(Locale.ROOT)
          + "("
          + of(call.operand())
          + call.arguments().stream().map(a -> ", " + number(a)).collect(Collectors.joining())
          + ")";
    }
    throw new IllegalArgumentException("no text for " + expression);
  }

  private static String operand(Expression expression) {
    return expression instanceof Expression.Binary ? "(" + of(expression) + ")" : of(expression);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String matchers(List<Expression.Matcher> matchers) {
    return matchers.isEmpty()
        ? ""
        : matchers.stream()
            .map(
                m ->
                    m.label()
                        + m.operator()
                        + '"'
                        + m.value().replace("\\", "\\\\").replace("\"", "\\\"")
                        + '"')
            .sorted()
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String matching(Optional<Expression.Matching> matching) {
    if (matching.isEmpty()) {
      return "";
    }
    Expression.Matching how = matching.get();
    return (how.on() ? " on (" : " ignoring (")
        + list(how.labels())
        + ")"
        + switch (how.grouping()) {
          case NONE -> "";
          case LEFT -> " group_left";
          case RIGHT -> " group_right";
        };
  }

  private static String list(Set<String> labels) {
    return String.join(", ", new TreeSet<>(labels));
  }
}
