package io.rackproof.collector.plan;

import io.rackproof.document.Durations;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values that stand in several places of a plan. */
final class PlanValues {

  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  private PlanValues() {}

  static YamlMap allow(YamlMap map, List<String> keys) {
    return map.allow(keys.toArray(String[]::new));
  }

  /** {@code 95 %} or {@code 0.95}, from 0 to 1. */
  static double share(YamlValue value) {
    String text = value.text().strip();
    try {
      double share =
          text.endsWith("%")
              ? Double.parseDouble(text.substring(0, text.length() - 1).strip()) / 100
              : Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    value.report("expected a share such as '95 %', not '" + text + "'");
    return 1;
  }

  static Optional<LocalDate> date(YamlValue value) {
    try {
      return Optional.of(LocalDate.parse(value.text()));
    } catch (DateTimeException e) {
      value.report("expected a date such as 2026-12-31, not '" + value.text() + "'");
      return Optional.empty();
    }
  }

  static Duration positive(YamlValue value) {
    Duration duration = value.duration();
    if (value.isText() && duration.isZero() && Durations.parse(value.text()).isPresent()) {
      value.report("must be longer than nothing");
    }
    return duration;
  }

  /** What a parser makes of a text; null when the key is missing or after a mistake. */
  static <T> @Nullable T parsed(YamlValue value, Function<String, T> parser) {
    return value.isMissing() ? null : value.parsed(parser);
  }

  /** A list of label names, or one. */
  static List<String> labels(YamlValue value) {
    List<String> labels = value.list().stream().map(YamlValue::text).toList();
    for (YamlValue item : value.list()) {
      if (item.isText() && !LABEL.matcher(item.text()).matches()) {
        item.report("'" + item.text() + "' is no name of a label");
      }
    }
    if (labels.stream().distinct().count() < labels.size()) {
      value.report("names a label twice");
    }
    return labels;
  }
}
