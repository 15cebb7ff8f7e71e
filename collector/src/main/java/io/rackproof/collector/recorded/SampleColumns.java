package io.rackproof.collector.recorded;

import io.rackproof.document.Nearest;
import io.rackproof.document.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which column of a recording is what.
 *
 * @param metric place of the column, from 0
 * @param quality -1 when there is none: all samples with a value are good
 * @param labels places of all other columns
 * @param labelNames their names, which are names of labels
 */
record SampleColumns(
    int metric, int time, int value, int quality, List<Integer> labels, List<String> labelNames) {

  private static final List<String> REQUIRED = List.of("metric", "time", "value");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  SampleColumns {
    labels = List.copyOf(labels);
    labelNames = List.copyOf(labelNames);
  }

  /** Where a column's name stands, for messages. */
  interface Place {
    Problem problem(int column, String message);
  }

  /**
   * Finds the columns by their names.
   *
   * @param problems gets every mistake; the result is of use only when there was none
   */
  static SampleColumns of(List<String> names, Place place, List<Problem> problems) {
    Set<String> seen = new HashSet<>();
    List<Integer> labels = new ArrayList<>();
    List<String> labelNames = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!seen.add(name)) {
        problems.add(place.problem(i, "the column '" + name + "' is there twice"));
      } else if (!REQUIRED.contains(name) && !name.equals("quality")) {
        if (LABEL.matcher(name).matches()) {
          labels.add(i);
          labelNames.add(name);
        } else {
          problems.add(place.problem(i, notLabel(name)));
        }
      }
    }
    for (String required : REQUIRED) {
      if (!seen.contains(required)) {
        problems.add(place.problem(0, missing(required, names)));
      }
    }
    return new SampleColumns(
        names.indexOf("metric"),
        names.indexOf("time"),
        names.indexOf("value"),
        names.indexOf("quality"),
        labels,
        labelNames);
  }

  private static String notLabel(String name) {
    return name.isEmpty()
        ? "a column has no name; each that is not metric, time, value or quality is a label"
        : "'"
            + name
            + "' is no name of a label: letters, digits and '_', not beginning with a digit";
  }

  private static String missing(String required, List<String> names) {
    List<String> others = new ArrayList<>(names);
    others.removeAll(REQUIRED);
    String near =
        others.stream()
            .filter(n -> n.toLowerCase(java.util.Locale.ROOT).contains(required))
            .findFirst()
            .or(() -> Nearest.to(required, others))
            .map(n -> "; rename '" + n + "' if it is meant")
            .orElse("");
    return "the column '"
        + required
        + "' is missing: the first line names the columns metric, time, value, perhaps quality,"
        + " and the labels"
        + near;
  }
}
