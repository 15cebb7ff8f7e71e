package io.rackproof.collector.plan;

import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads signals, and knows those that the plan has derived so far. */
final class SignalReader {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Set<String> RESERVED =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right", "bool");

  private final KnownMetrics metrics;
  private final Map<String, Expression> derived = new LinkedHashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<String> later = new HashSet<>();
  private final SignalUnits units;

  SignalReader(KnownMetrics metrics) {
    this.metrics = metrics;
    this.units = new SignalUnits(metrics, derived.keySet());
  }

  /** The plan's {@code signals}; each may use those before it. */
  void readDerived(YamlMap signals) {
    later.addAll(signals.keys());
    for (String name : signals.keys()) {
      YamlValue value = signals.require(name);
      boolean sound = checkName(name, value);
      @Nullable SignalOf signal = read(value, value.text());
      if (signal == null && sound) {
        broken.add(name);
      } else if (signal != null && sound) {
        derived.put(name, signal.expression());
      }
      later.remove(name);
    }
  }

  private boolean checkName(String name, YamlValue at) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      at.report("'" + name + "' is no name of a signal: letters, digits, '_' and ':' only");
    } else if (RESERVED.contains(lower) || ExpressionParser.isFunction(lower)) {
      at.report("'" + name + "' is a word of the signal language; choose another name");
    } else if (metrics.isTaken(name)) {
      at.report("'" + name + "' is a metric already; choose another name");
    } else {
      return true;
    }
    return false;
  }

  /** A signal with its unit; null after a mistake, which has been reported. */
  @Nullable SignalOf read(YamlValue at, String text) {
    if (NAME.matcher(text).results().anyMatch(word -> broken.contains(word.group()))) {
      return null;
    }
    return at.parsed(
        ignored -> {
          Expression expression = ExpressionParser.parse(text, derived);
          for (String metric : expression.metrics()) {
            if (later.contains(metric) && !metrics.isTaken(metric)) {
              throw new IllegalArgumentException(
                  "the signal '" + metric + "' is defined further down; move it above this one");
            }
          }
          if (expression.isScalar()) {
            throw new IllegalArgumentException("'" + text + "' is a number and reads no metric");
          }
          return new SignalOf(text, expression, units.of(expression).orElse(PlanUnits.ONE));
        });
  }

  /** Whether every metric that it reads is a counter. */
  boolean isCounter(Expression expression) {
    if (expression instanceof Expression.Binary binary) {
      boolean scaled =
          binary.operator() == Expression.Operator.MULTIPLY
              || (binary.operator() == Expression.Operator.DIVIDE && binary.right().isScalar());
      return scaled
          && (binary.left().isScalar() || isCounter(binary.left()))
          && (binary.right().isScalar() || isCounter(binary.right()))
          && binary.left().isScalar() != binary.right().isScalar();
    }
    return expression instanceof Expression.Selector selector
        && metrics.isCounter(selector.metric());
  }

  /** Whether it is one metric that tells by its labels. */
  boolean isInfo(Expression expression) {
    return expression instanceof Expression.Selector selector && metrics.isInfo(selector.metric());
  }
}
