package io.rackproof.collector.plan;

import io.rackproof.document.YamlValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a signal and a limit in one text: {@code rack_power_watts >= 120 kW}. */
final class ConditionReader {

  private static final Pattern BOUND =
      Pattern.compile(
          "(.*\\S)\\s*((?:<=|>=|==|<|>|≤|≥|(?<![<>=!])=)\\s*[-+−]?[\\d.][^<>=≤≥]*)",
          Pattern.DOTALL);
  private static final Pattern WITHIN = Pattern.compile("(.*\\S)\\s+(within\\s.*)", Pattern.DOTALL);

  private ConditionReader() {}

  /** The condition; empty after a mistake, which has been reported. */
  static Optional<Method.Condition> read(YamlValue value, SignalReader signals) {
    if (!value.isText()) {
      value.text();
      return Optional.empty();
    }
    Matcher matcher = WITHIN.matcher(value.text());
    if (!matcher.matches()) {
      matcher = BOUND.matcher(value.text());
    }
    if (!matcher.matches()) {
      value.report("expected a signal and a limit such as 'rack_power_watts >= 120 kW'");
      return Optional.empty();
    }
    String limitText = matcher.group(2);
    @Nullable SignalOf signal = signals.read(value, matcher.group(1));
    @Nullable Limit limit = value.parsed(text -> Limit.parse(limitText));
    if (signal == null || limit == null) {
      return Optional.empty();
    }
    CriterionReader.checkDimension(value, limit, signal.unit(), "the signal");
    return Optional.of(new Method.Condition(signal, limit));
  }
}
