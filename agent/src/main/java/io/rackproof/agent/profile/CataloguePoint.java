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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the points of every protocol have in common: metric, labels, scaling and plausible range,
 * held against the catalogue.
 */
final class CataloguePoint {

  private static final String DECIMAL = "([+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
  private static final Pattern RANGE = Pattern.compile(DECIMAL + "\\s*\\.\\.\\s*" + DECIMAL);

  private CataloguePoint() {}

  /** The metric that a value names; an unknown one is reported with the nearest. */
  static Optional<Metric> metric(YamlValue value, Catalogue catalogue) {
    String name = value.nonEmpty();
    Optional<Metric> metric = catalogue.metric(name);
    if (metric.isEmpty() && !name.isEmpty()) {
      value.report("there is no metric '" + name + "'." + Nearest.hint(name, catalogue.names()));
    }
    return metric;
  }

  /** Fixed labels; one that the metric does not have is reported. */
  static Map<String, String> labels(YamlValue value, Optional<Metric> metric) {
    Map<String, String> labels = new TreeMap<>();
    YamlMap map = value.map();
    for (String label : map.keys()) {
      checkLabel(map.require(label), label, metric);
      labels.put(label, map.require(label).nonEmpty());
    }
    return labels;
  }

  /** Reports a label that the metric does not have. */
  static void checkLabel(YamlValue at, String label, Optional<Metric> metric) {
    if (metric.isPresent() && !metric.get().labels().contains(label)) {
      at.report(
          metric.get().labels().isEmpty()
              ? metric.get().name() + " has no labels"
              : metric.get().name()
                  + " has no label '"
                  + label
                  + "'."
                  + Nearest.hint(label, metric.get().labels()));
    }
  }

  /** The keys {@code scale} and {@code offset}, which may also be called {@code shift}. */
  static Scaling scaling(YamlMap entry) {
    double factor = 1;
    Optional<YamlValue> scale = entry.get("scale");
    if (scale.isPresent()) {
      Double parsed = scale.get().parsed(CataloguePoint::factor);
      factor = parsed == null ? 1 : parsed;
    }
    if (entry.has("offset") && entry.has("shift")) {
      entry.require("shift").report("is the same as 'offset': give one of them");
    }
    Optional<YamlValue> offset = entry.get("offset").or(() -> entry.get("shift"));
    return new Scaling(factor, offset.map(YamlValue::number).orElse(0.0));
  }

  /** A number, or a fraction such as {@code 1/1024}. */
  private static double factor(String text) {
    String[] parts = text.split("/", 2);
    double factor = Double.NaN;
    try {
      factor = Double.parseDouble(parts[0]);
      factor = parts.length == 2 ? factor / Double.parseDouble(parts[1]) : factor;
    } catch (NumberFormatException e) {
      factor = Double.NaN;
    }
    if (factor == 0 || !Double.isFinite(factor)) {
      throw new IllegalArgumentException(
          "expected a number other than 0, such as 0.1 or 1/1024, not '" + text + "'");
    }
    return factor;
  }

  /** {@code LOW .. HIGH} in the metric's base unit. */
  static Optional<Point.Range> range(YamlValue value) {
    Matcher matcher = RANGE.matcher(value.text());
    if (!matcher.matches()) {
      value.report("expected a range such as 0 .. 400, not '" + value.text() + "'");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Point.Range(
              Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))));
    } catch (IllegalArgumentException e) {
      value.report(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A point with what the catalogue says of its metric. */
  static Point of(
      Metric metric,
      Map<String, String> labels,
      Source source,
      Scaling scaling,
      int counterBits,
      Optional<Point.Range> plausible,
      Specification specification) {
    return new Point(
        metric.name(),
        labels,
        source,
        scaling,
        metric.unit(),
        Point.Kind.valueOf(metric.kind().name()),
        counterBits,
        plausible,
        specification);
  }
}
