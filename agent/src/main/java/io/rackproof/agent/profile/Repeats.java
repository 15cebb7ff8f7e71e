package io.rackproof.agent.profile;

import io.rackproof.document.YamlValue;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Finds points that give the same series. */
final class Repeats {

  private final Map<String, Integer> lines = new HashMap<>();

  /** Reports a point whose metric and labels an earlier point has. */
  void check(YamlValue at, String metric, Map<String, String> labels) {
    String series = metric + (labels.isEmpty() ? "" : new TreeMap<>(labels));
    Integer first = lines.putIfAbsent(series, at.line());
    if (first != null) {
      at.report(series + " is read twice, first at line " + first + ": labels tell points apart");
    }
  }
}
