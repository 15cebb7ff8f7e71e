package io.rackproof.collector.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A signal: a subset of PromQL. Every form means what it means there, so that it can be pasted into
 * Grafana.
 */
public sealed interface Expression {

  /** A number. */
  record Literal(double value) implements Expression {}

  /** All series of a metric that its matchers let through. */
  record Selector(String metric, List<Matcher> matchers) implements Expression {
    public Selector {
      matchers = List.copyOf(matchers);
    }

    /** Whether all matchers let a series with these labels through. */
    public boolean matches(Map<String, String> labels) {
      for (Matcher matcher : matchers) {
        if (!matcher.matches(labels.getOrDefault(matcher.label(), ""))) {
          return false;
        }
      }
      return true;
    }
  }

  /** {@code -x}. */
  record Negation(Expression operand) implements Expression {}

  /**
   * Arithmetic or a comparison of two operands.
   *
   * @param bool whether a comparison gives 0 or 1 rather than letting values through
   * @param matching which labels pair the two sides; empty for all
   */
  record Binary(
      Operator operator,
      Expression left,
      Expression right,
      boolean bool,
      Optional<Matching> matching)
      implements Expression {}

  /**
   * One value out of the members of each group.
   *
   * @param labels that name the group, or are left out of its name
   * @param without whether {@code labels} are left out
   */
  record Aggregate(Aggregator aggregator, Set<String> labels, boolean without, Expression operand)
      implements Expression {
    public Aggregate {
      labels = Set.copyOf(labels);
    }
  }

  /** A function of each value. */
  record Call(Function function, Expression operand, List<Double> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** Condition on one label. */
  record Matcher(String label, String operator, String value) {
    /** Whether the value of the label fits. A regular expression must fit the whole value. */
    public boolean matches(String actual) {
      return switch (operator) {
        case "=" -> actual.equals(value);
        case "!=" -> !actual.equals(value);
        case "=~" -> Pattern.matches(value, actual);
        default -> !Pattern.matches(value, actual);
      };
    }
  }

  /**
   * Which labels pair the two sides of a binary operator.
   *
   * @param on whether {@code labels} are the ones that count, rather than the ones that do not
   * @param grouping the side that may have several members for one of the other
   */
  record Matching(boolean on, Set<String> labels, Grouping grouping) {
    /** What holds where nothing is written: all labels, one to one. */
    public static final Matching ALL_LABELS = new Matching(false, Set.of(), Grouping.NONE);

    public Matching {
      labels = Set.copyOf(labels);
    }
  }

  /** {@code group_left} and {@code group_right}: the members of that side keep their labels. */
  enum Grouping {
    NONE,
    LEFT,
    RIGHT
  }

  /** Operators by increasing strength of binding. */
  enum Operator {
    EQUAL("==", 1),
    NOT_EQUAL("!=", 1),
    LESS_OR_EQUAL("<=", 1),
    GREATER_OR_EQUAL(">=", 1),
    LESS("<", 1),
    GREATER(">", 1),
    ADD("+", 2),
    SUBTRACT("-", 2),
    MULTIPLY("*", 3),
    DIVIDE("/", 3),
    MODULO("%", 3);

    private final String symbol;
    private final int binding;

    Operator(String symbol, int binding) {
      this.symbol = symbol;
      this.binding = binding;
    }

    public String symbol() {
      return symbol;
    }

    int binding() {
      return binding;
    }

    public boolean isComparison() {
      return binding == 1;
    }
  }

  /** Aggregation operators. */
  enum Aggregator {
    SUM,
    AVG,
    MIN,
    MAX,
    COUNT
  }

  /** Functions. */
  enum Function {
    ABS(0),
    CLAMP_MIN(1),
    CLAMP_MAX(1),
    CLAMP(2);

    private final int arguments;

    Function(int arguments) {
      this.arguments = arguments;
    }

    /** Numbers that follow the operand. */
    int arguments() {
      return arguments;
    }
  }

  /** Whether it is a number, the same for all times and labels. */
  default boolean isScalar() {
    return metrics().isEmpty();
  }

  /** The names of all metrics that it reads. */
  default Set<String> metrics() {
    Set<String> metrics = new TreeSet<>();
    selectors().forEach(selector -> metrics.add(selector.metric()));
    return metrics;
  }

  /** All that it selects series with, from left to right. */
  default List<Selector> selectors() {
    List<Selector> selectors = new ArrayList<>();
    collect(this, selectors);
    return selectors;
  }

  private static void collect(Expression expression, List<Selector> selectors) {
    if (expression instanceof Selector selector) {
      selectors.add(selector);
    } else if (expression instanceof Negation negation) {
      collect(negation.operand(), selectors);
    } else if (expression instanceof Binary binary) {
      collect(binary.left(), selectors);
      collect(binary.right(), selectors);
    } else if (expression instanceof Aggregate aggregate) {
      collect(aggregate.operand(), selectors);
    } else if (expression instanceof Call call) {
      collect(call.operand(), selectors);
    }
  }
}
