package io.rackproof.collector.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.util.TreeMap;

/**
 * The labels of a series as a JSON object with sorted keys, the form that tables and files hold.
 */
final class LabelText {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> LABELS = new TypeReference<>() {};

  private LabelText() {}

  static String of(Series series) {
    try {
      return JSON.writeValueAsString(series.labels());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("labels are plain text: " + series, e);
    }
  }

  /** The series that a metric and the text of its labels stand for. */
  static Series parse(String metric, String labels) throws IOException {
    try {
      return new Series(metric, JSON.readValue(labels, LABELS));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException("not the labels of a series: " + metric + " " + labels, e);
    }
  }
}
