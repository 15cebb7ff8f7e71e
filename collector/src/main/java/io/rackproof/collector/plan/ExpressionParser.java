package io.rackproof.collector.plan;

import io.rackproof.collector.plan.Expression.Aggregator;
import io.rackproof.collector.plan.Expression.Function;
import io.rackproof.collector.plan.Expression.Grouping;
import io.rackproof.collector.plan.Expression.Matching;
import io.rackproof.collector.plan.Expression.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the signal language by recursive descent, with PromQL's precedences. */
final class ExpressionParser {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?|\\.\\d+)|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<symbol>==|!=|<=|>=|=~|!~|[-+*/%<>=(){},]))");

  /** Far more than anybody writes; each may take a level of the stack. */
  private static final int MOST_TOKENS = 1000;

  private record Token(String kind, String text, int column) {}

  private final List<Token> tokens = new ArrayList<>();
  private final Map<String, Expression> derived;
  private int position;

  private ExpressionParser(String text, Map<String, Expression> derived) {
    this.derived = derived;
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    String trimmed = text.stripTrailing();
    while (end < trimmed.length()) {
      matcher.region(end, trimmed.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException(
            "unexpected '" + trimmed.substring(end).strip().charAt(0) + "' at column " + (end + 1));
      }
      for (String kind : List.of("number", "name", "text", "symbol")) {
        String found = matcher.group(kind);
        if (found != null) {
          tokens.add(new Token(kind, found, matcher.start(kind) + 1));
        }
      }
      end = matcher.end();
      if (tokens.size() > MOST_TOKENS) {
        throw new IllegalArgumentException(
            "has more than " + MOST_TOKENS + " words and signs: split it into several signals");
      }
    }
  }

  /** Whether a word in lower case is one of the language's functions or aggregations. */
  static boolean isFunction(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    return Arrays.stream(Aggregator.values()).anyMatch(a -> a.name().equals(upper))
        || Arrays.stream(Function.values()).anyMatch(f -> f.name().equals(upper));
  }

  /**
   * Reads an expression.
   *
   * @param derived signals that may be used by name
   * @throws IllegalArgumentException with the column of the first mistake
   */
  static Expression parse(String text, Map<String, Expression> derived) {
    ExpressionParser parser = new ExpressionParser(text, derived);
    Expression expression = parser.binary(1);
    if (parser.position < parser.tokens.size()) {
      throw parser.unexpected("the end");
    }
    return expression;
  }

  private Expression binary(int least) {
    Expression left = unary();
    while (true) {
      Operator operator = operator();
      if (operator == null || operator.binding() < least) {
        return left;
      }
      position++;
      boolean bool = operator.isComparison() && accept("bool");
      Optional<Matching> matching = matching();
      Expression right = binary(operator.binding() + 1);
      checkOperands(operator, left, right, bool, matching);
      left = new Expression.Binary(operator, left, right, bool, matching);
    }
  }

  private @Nullable Operator operator() {
    for (Operator operator : Operator.values()) {
      if (peek(operator.symbol())) {
        return operator;
      }
    }
    return null;
  }

  private Optional<Matching> matching() {
    boolean on = peek("on");
    if (!on && !peek("ignoring")) {
      return Optional.empty();
    }
    position++;
    Set<String> labels = labelNames();
    Grouping grouping = Grouping.NONE;
    if (peek("group_left") || peek("group_right")) {
      grouping = next("group_left").text().equals("group_left") ? Grouping.LEFT : Grouping.RIGHT;
      if (peek("(") && !labelNames().isEmpty()) {
        throw new IllegalArgumentException(
            "group_left and group_right take no labels here: write group_left()");
      }
    }
    return Optional.of(new Matching(on, labels, grouping));
  }

  /** What PromQL refuses as well. */
  private static void checkOperands(
      Operator operator,
      Expression left,
      Expression right,
      boolean bool,
      Optional<Matching> matching) {
    if (operator.isComparison() && !bool && left.isScalar() && right.isScalar()) {
      throw new IllegalArgumentException(
          "comparing two numbers needs 'bool': " + operator.symbol() + " bool");
    }
    if (matching.isPresent() && (left.isScalar() || right.isScalar())) {
      throw new IllegalArgumentException(
          "on and ignoring go between two signals, not beside a number");
    }
  }

  private Expression unary() {
    if (accept("-")) {
      return new Expression.Negation(unary());
    }
    accept("+");
    return primary();
  }

  private Expression primary() {
    Token token = next("a metric, a number or '('");
    switch (token.kind()) {
      case "number":
        return new Expression.Literal(Double.parseDouble(token.text()));
      case "name":
        return named(token);
      default:
        if (token.text().equals("(")) {
          Expression inner = binary(1);
          expect(")");
          return inner;
        }
        position--;
        throw unexpected("a metric, a number or '('");
    }
  }

  private Expression named(Token token) {
    String upper = token.text().toUpperCase(Locale.ROOT);
    if (peek("(") || peek("by") || peek("without")) {
      for (Aggregator aggregator : Aggregator.values()) {
        if (aggregator.name().equals(upper)) {
          return aggregate(aggregator);
        }
      }
      for (Function function : Function.values()) {
        if (function.name().equals(upper)) {
          return call(function);
        }
      }
      throw new IllegalArgumentException(
          "unknown function '"
              + token.text()
              + "' at column "
              + token.column()
              + ". There are sum, avg, min, max, count, abs, clamp_min, clamp_max and clamp");
    }
    Expression signal = derived.get(token.text());
    if (signal != null) {
      if (peek("{")) {
        throw new IllegalArgumentException(
            "'" + token.text() + "' is a signal of this plan and takes no matchers");
      }
      return signal;
    }
    return new Expression.Selector(token.text(), peek("{") ? matchers() : List.of());
  }

  private Expression aggregate(Aggregator aggregator) {
    Set<String> labels = Set.of();
    boolean without = false;
    boolean grouped = false;
    if (peek("by") || peek("without")) {
      without = next("by").text().equals("without");
      labels = labelNames();
      grouped = true;
    }
    expect("(");
    Expression operand = operandOf(aggregator.name());
    expect(")");
    if (!grouped && (peek("by") || peek("without"))) {
      without = next("by").text().equals("without");
      labels = labelNames();
    }
    return new Expression.Aggregate(aggregator, labels, without, operand);
  }

  private Expression operandOf(String function) {
    Expression operand = binary(1);
    if (operand.isScalar()) {
      throw new IllegalArgumentException(
          function.toLowerCase(Locale.ROOT) + " takes a signal, not a number");
    }
    return operand;
  }

  private Expression call(Function function) {
    expect("(");
    Expression operand = operandOf(function.name());
    List<Double> arguments = new ArrayList<>();
    for (int i = 0; i < function.arguments(); i++) {
      expect(",");
      double sign = accept("-") ? -1 : 1;
      Token number = next("a number");
      if (!number.kind().equals("number")) {
        position--;
        throw unexpected("a number");
      }
      arguments.add(sign * Double.parseDouble(number.text()));
    }
    expect(")");
    return new Expression.Call(function, operand, arguments);
  }

  private List<Expression.Matcher> matchers() {
    List<Expression.Matcher> matchers = new ArrayList<>();
    expect("{");
    while (!accept("}")) {
      String label = next("a label").text();
      Token operator = next("=, !=, =~ or !~");
      if (!Set.of("=", "!=", "=~", "!~").contains(operator.text())) {
        position--;
        throw unexpected("=, !=, =~ or !~");
      }
      Token value = next("a quoted value");
      if (!value.kind().equals("text")) {
        position--;
        throw unexpected("a quoted value");
      }
      String text = unquote(value.text());
      if (operator.text().endsWith("~")) {
        checkPattern(text, value.column());
      }
      matchers.add(new Expression.Matcher(label, operator.text(), text));
      if (!peek("}")) {
        expect(",");
      }
    }
    return matchers;
  }

  private static void checkPattern(String pattern, int column) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression at column " + column + ": " + e.getDescription(), e);
    }
  }

  private static String unquote(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private Set<String> labelNames() {
    Set<String> names = new TreeSet<>();
    expect("(");
    while (!accept(")")) {
      names.add(next("a label").text());
      if (!peek(")")) {
        expect(",");
      }
    }
    return names;
  }

  private boolean peek(String text) {
    return position < tokens.size()
        && tokens.get(position).text().equals(text)
        && !tokens.get(position).kind().equals("text");
  }

  private boolean accept(String text) {
    boolean found = peek(text);
    position += found ? 1 : 0;
    return found;
  }

  private void expect(String text) {
    if (!accept(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  private Token next(String wanted) {
    if (position == tokens.size()) {
      throw unexpected(wanted);
    }
    return tokens.get(position++);
  }

  private IllegalArgumentException unexpected(String wanted) {
    String found =
        position < tokens.size()
            ? "'" + tokens.get(position).text() + "' at column " + tokens.get(position).column()
            : "the end";
    return new IllegalArgumentException("expected " + wanted + " but found " + found);
  }
}
