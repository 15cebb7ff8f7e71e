package io.rackproof.collector.metrics;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes the Prometheus text format 0.0.4. Each metric is written once with all its series, so a
 * name never stands in two places.
 */
final class ExpositionWriter {

  private final StringBuilder text = new StringBuilder(1 << 16);

  /**
   * Writes one metric.
   *
   * @param type {@code gauge}, {@code counter} or {@code untyped}
   * @param help one line; empty for none
   * @param values by label set
   */
  void metric(
      String name, String type, String help, Map<SortedMap<String, String>, Double> values) {
    if (values.isEmpty()) {
      return;
    }
    if (!help.isEmpty()) {
      text.append("# HELP ").append(name).append(' ');
      text.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    }
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    values.forEach((labels, value) -> sample(name, labels, value));
  }

  /** Writes one of Rackproof's own metrics, with the type and help that the catalogue has. */
  void own(Catalogue catalogue, String name, Map<SortedMap<String, String>, Double> values) {
    Metric metric =
        catalogue
            .own(name)
            .orElseThrow(() -> new IllegalArgumentException(name + " is not in the catalogue"));
    String type = metric.kind() == Metric.Kind.COUNTER ? "counter" : "gauge";
    metric(name, type, metric.help(), values);
  }

  private void sample(String name, SortedMap<String, String> labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) {
      char separator = '{';
      for (Map.Entry<String, String> label : labels.entrySet()) {
        text.append(separator).append(label.getKey()).append("=\"");
        escape(label.getValue());
        text.append('"');
        separator = ',';
      }
      text.append('}');
    }
    text.append(' ').append(number(value)).append('\n');
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  void append(String exposition) {
    text.append(exposition);
  }

  String text() {
    return text.toString();
  }

  /** Labels from names and values in turn. */
  static SortedMap<String, String> labels(String... namesAndValues) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }
}
