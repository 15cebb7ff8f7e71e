package io.rackproof.wire;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a quantity: metric name and labels, in Prometheus' data model. Every series of a
 * rack carries the labels {@code rack}, {@code device} and {@code role}.
 *
 * @param metric matches {@code [a-zA-Z_:][a-zA-Z0-9_:]*}
 * @param labels names match {@code [a-zA-Z_][a-zA-Z0-9_]*}; sorted by name; a label with an empty
 *     value is the same as none and is left out
 */
public record Series(String metric, SortedMap<String, String> labels)
    implements Comparable<Series> {

  private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  public Series {
    if (!METRIC.matcher(metric).matches()) {
      throw new IllegalArgumentException("not a metric name: '" + metric + "'");
    }
    if (!(labels instanceof Labels)) {
      labels.keySet().forEach(Series::checkLabel);
    }
    metric = metric.intern();
    labels = Labels.of(labels);
  }

  private static void checkLabel(String name) {
    if (!LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException("not a label name: '" + name + "'");
    }
  }

  /** A series from labels in any order. */
  public static Series of(String metric, Map<String, String> labels) {
    return new Series(metric, new TreeMap<>(labels));
  }

  /** The value of a label, empty when the series does not have it. */
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  @Override
  public int hashCode() {
    return 31 * metric.hashCode() + ((Labels) labels).spread();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Series series
            && metric.equals(series.metric)
            && labels.equals(series.labels));
  }

  @Override
  public int compareTo(Series other) {
    int byMetric = metric.compareTo(other.metric);
    return byMetric != 0 ? byMetric : toString().compareTo(other.toString());
  }

  /** PromQL's own notation: {@code cdu_pump_speed_rpm{device="cdu-1",pump="2"}}. */
  @Override
  public String toString() {
    if (labels.isEmpty()) {
      return metric;
    }
    StringBuilder text = new StringBuilder(metric).append('{');
    String separator = "";
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text.append(separator).append(label.getKey()).append("=\"");
      text.append(
          label.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      text.append('"');
      separator = ",";
    }
    return text.append('}').toString();
  }
}
