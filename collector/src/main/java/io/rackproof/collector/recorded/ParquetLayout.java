package io.rackproof.collector.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.document.Problem;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a Parquet file holds samples, as SQL expressions over its columns.
 *
 * @param identity what tells series apart: the metric, then the labels, each VARCHAR
 * @param labelNames of the labels; empty when there is one that is a JSON object of them all
 * @param time BIGINT, milliseconds since 1970
 * @param value DOUBLE
 * @param quality TINYINT, -1 for none that is known
 */
record ParquetLayout(
    List<String> identity, List<String> labelNames, String time, String value, String quality) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> LABELS = new TypeReference<>() {};

  /** The columns of a store's sealed file, described in {@code docs/store.md}. */
  static final ParquetLayout SEALED =
      new ParquetLayout(List.of("metric", "labels"), List.of(), "time", "value", "quality");

  private static final List<String> SEALED_COLUMNS =
      List.of(
          "metric",
          "labels",
          "time",
          "value",
          "quality",
          "time_uncertainty_micros",
          "epoch",
          "sequence",
          "series");

  ParquetLayout {
    identity = List.copyOf(identity);
    labelNames = List.copyOf(labelNames);
  }

  /**
   * Finds the layout of a file.
   *
   * @param problems gets every mistake
   * @return null when there was one
   */
  static @Nullable ParquetLayout of(Path file, Columnar columnar, List<Problem> problems)
      throws IOException {
    Map<String, String> types = new LinkedHashMap<>();
    columnar.query(
        "DESCRIBE SELECT * FROM " + Columnar.source(List.of(file), false),
        row -> types.put(row.getString(1), row.getString(2).toUpperCase(Locale.ROOT)));
    List<String> names = new ArrayList<>(types.keySet());
    if (names.equals(SEALED_COLUMNS)) {
      return SEALED;
    }
    SampleColumns columns =
        SampleColumns.of(
            names, (column, message) -> new Problem(file.toString(), 0, 0, "", message), problems);
    if (!problems.isEmpty()) {
      return null;
    }
    List<String> wrong = new ArrayList<>();
    List<String> identity = new ArrayList<>();
    identity.add(label("metric", types, wrong));
    columns.labelNames().forEach(name -> identity.add(label(name, types, wrong)));
    ParquetLayout layout =
        new ParquetLayout(
            identity,
            columns.labelNames(),
            time(types.getOrDefault("time", ""), wrong),
            value(types.getOrDefault("value", ""), wrong),
            quality(types.get("quality"), wrong));
    wrong.forEach(w -> problems.add(new Problem(file.toString(), 0, 0, "", w)));
    return problems.isEmpty() ? layout : null;
  }

  private static String label(String name, Map<String, String> types, List<String> wrong) {
    String type = types.getOrDefault(name, "");
    if (type.equals("VARCHAR")) {
      return Columnar.name(name);
    }
    if (name.equals("metric") || type.contains("[") || type.contains("(") || type.equals("BLOB")) {
      wrong.add("the column '" + name + "' is " + type + "; a text (VARCHAR) is needed");
    }
    return "CAST(" + Columnar.name(name) + " AS VARCHAR)";
  }

  private static boolean isInteger(String type) {
    return type.matches("U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)");
  }

  private static String time(String type, List<String> wrong) {
    if (type.equals("BIGINT")) {
      return "time";
    }
    if (isInteger(type)) {
      return "TRY_CAST(time AS BIGINT)";
    }
    if (type.equals("DOUBLE") || type.equals("FLOAT") || type.startsWith("DECIMAL")) {
      return "TRY_CAST(floor(time) AS BIGINT)";
    }
    if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
      // The same moment for TIMESTAMP WITH TIME ZONE, which counts in UTC; a plain one is UTC.
      return type.equals("TIMESTAMP_NS")
          ? "CAST(floor(epoch_ns(time) / 1000000) AS BIGINT)"
          : type.equals("DATE") ? "epoch_ms(CAST(time AS TIMESTAMP))" : "epoch_ms(time)";
    }
    wrong.add(
        "the column 'time' is "
            + type
            + "; a TIMESTAMP, or BIGINT milliseconds since 1970, is needed");
    return "time";
  }

  private static String value(String type, List<String> wrong) {
    if (type.equals("DOUBLE")) {
      return "value";
    }
    if (!isInteger(type) && !type.equals("FLOAT") && !type.startsWith("DECIMAL")) {
      wrong.add("the column 'value' is " + type + "; a number (DOUBLE) is needed");
    }
    return "CAST(value AS DOUBLE)";
  }

  private static String quality(@Nullable String type, List<String> wrong) {
    if (type == null) {
      return "CAST(0 AS TINYINT)";
    }
    if (isInteger(type)) {
      return "CAST(CASE WHEN quality IS NULL THEN 0 WHEN quality BETWEEN 0 AND "
          + Quality.HIGHEST_CODE
          + " THEN quality ELSE -1 END AS TINYINT)";
    }
    if (!type.equals("VARCHAR") && !type.startsWith("ENUM")) {
      wrong.add("the column 'quality' is " + type + "; a code (TINYINT) or a name is needed");
    }
    StringBuilder sql =
        new StringBuilder("CAST(CASE replace(lower(trim(CAST(quality AS VARCHAR))), '_', '-')");
    for (Quality quality : Quality.values()) {
      sql.append(" WHEN '").append(quality.label()).append("' THEN ").append(quality.code());
      sql.append(" WHEN '").append(quality.code()).append("' THEN ").append(quality.code());
    }
    return sql.append(" WHEN '' THEN 0 ELSE CASE WHEN quality IS NULL THEN 0 ELSE -1 END END")
        .append(" AS TINYINT)")
        .toString();
  }

  /**
   * A number that stands for a series; not negative, BIGINT. The quick hash takes some long texts
   * that differ in two places alone for the same, whatever it is combined with: then MD5 does it.
   */
  String hash(int salt) {
    if (salt == 0) {
      return "CAST(hash(" + String.join(", ", identity) + ", 0) >> 1 AS BIGINT)";
    }
    return identity.stream()
        .map(column -> "coalesce(" + column + ", '')")
        .collect(
            Collectors.joining(
                ", ",
                "CAST(md5_number(concat_ws(chr(31), ",
                ", " + salt + ")) % " + Long.MAX_VALUE + " AS BIGINT)"));
  }

  /**
   * The series of a row's identity.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  Series series(List<@Nullable String> of) {
    String metric = of.get(0);
    if (metric == null || metric.isEmpty()) {
      throw new IllegalArgumentException("the metric is missing");
    }
    if (labelNames.isEmpty() && identity.size() == 2) {
      return Series.of(metric, json(of.get(1)));
    }
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < labelNames.size(); i++) {
      String label = of.get(i + 1);
      labels.put(labelNames.get(i), label == null ? "" : label);
    }
    return Series.of(metric, labels);
  }

  private static Map<String, String> json(@Nullable String labels) {
    try {
      return JSON.readValue(labels == null ? "{}" : labels, LABELS);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the labels are no JSON object: " + labels, e);
    }
  }
}
