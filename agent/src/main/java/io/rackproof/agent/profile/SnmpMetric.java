package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Scaling;
import io.rackproof.agent.device.Source;
import io.rackproof.agent.device.Specification;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a point of an SNMP profile measures: its metric, fixed labels, plausible range and accuracy.
 */
record SnmpMetric(
    YamlValue at,
    Metric metric,
    Map<String, String> labels,
    Optional<Point.Range> plausible,
    Specification specification) {

  private static final Pattern RANGE =
      Pattern.compile("\\s*(-?[0-9.eE+-]+?)\\s*\\.\\.\\s*(-?[0-9.eE+-]+)\\s*");

  /** The keys that every point has, and more. */
  static String[] keys(String... more) {
    return Stream.concat(
            Stream.of("metric", "labels", "plausible", "accuracy", "resettable"),
            Arrays.stream(more))
        .toArray(String[]::new);
  }

  /** Null when the metric is unknown, which is reported. */
  static @Nullable SnmpMetric read(YamlMap map, Catalogue catalogue) {
    YamlValue name = map.require("metric");
    Map<String, String> labels = map.get("labels").map(YamlValue::texts).orElse(Map.of());
    Optional<Point.Range> plausible =
        map.get("plausible").flatMap(v -> Optional.ofNullable(v.parsed(SnmpMetric::range)));
    if (name.isMissing() || !name.isText()) {
      if (!name.isMissing()) {
        name.report("expected the name of a metric");
      }
      return null;
    }
    Metric metric = catalogue.metric(name.text()).orElse(null);
    if (metric == null) {
      name.report(
          "the catalogue has no metric '"
              + name.text()
              + "'."
              + Nearest.hint(name.text(), catalogue.names()));
      return null;
    }
    return new SnmpMetric(
        name,
        metric,
        labels,
        plausible,
        Accuracy.ofPoint(map, metric.kind() == Metric.Kind.COUNTER, plausible));
  }

  private static Point.Range range(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a range such as 0 .. 400 in the metric's unit, not '" + text + "'");
    }
    try {
      return new Point.Range(
          Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no range of two numbers", e);
    }
  }

  /**
   * Reports labels that the metric does not have.
   *
   * @param given by the table, with the place where each is written
   */
  void checkLabels(Map<String, YamlValue> given) {
    labels.keySet().forEach(label -> checkLabel(label, at));
    given.forEach(this::checkLabel);
  }

  private void checkLabel(String label, YamlValue place) {
    if (!metric.labels().contains(label)) {
      place.report(
          metric.name()
              + " has no label '"
              + label
              + "'."
              + (metric.labels().isEmpty()
                  ? " It has none."
                  : Nearest.hint(label, metric.labels())));
    }
  }

  /** The same without fixed labels. */
  SnmpMetric withoutLabels() {
    return new SnmpMetric(at, metric, Map.of(), plausible, specification);
  }

  Point point(Source source, Scaling scaling) {
    Point.Kind kind =
        switch (metric.kind()) {
          case GAUGE -> Point.Kind.GAUGE;
          case COUNTER -> Point.Kind.COUNTER;
          case STATE -> Point.Kind.STATE;
          case INFO -> Point.Kind.INFO;
        };
    return new Point(
        metric.name(), labels, source, scaling, metric.unit(), kind, 0, plausible, specification);
  }
}
