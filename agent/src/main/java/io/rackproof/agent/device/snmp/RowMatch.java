package io.rackproof.agent.device.snmp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on a row: a column's value, or one of the row's labels, matches a pattern as a whole.
 * Named groups of the pattern, {@code (?<port>…)}, become labels.
 *
 * @param subject what is looked at
 * @param patterns of which one must match
 */
public record RowMatch(Subject subject, List<Pattern> patterns) {

  private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

  /** What a condition looks at. */
  public sealed interface Subject {
    /** What must be walked to look at it; empty when the row's index and labels tell it. */
    default Optional<Oid> walked() {
      return Optional.empty();
    }

    /** The row of the walked object at which it is found, for this row of the table. */
    default String at(String row) {
      return row;
    }
  }

  /** The value of a column in the same row; a number as its decimal digits. */
  public record ColumnValue(Oid column) implements Subject {
    @Override
    public Optional<Oid> walked() {
      return Optional.of(column);
    }
  }

  /**
   * One number of the row's index.
   *
   * @param position counts from 1
   */
  public record IndexValue(int position) implements Subject {
    Optional<String> of(String index) {
      String[] arcs = index.split("\\.", -1);
      return position <= arcs.length ? Optional.of(arcs[position - 1]) : Optional.empty();
    }
  }

  /**
   * A single object of the device, the same for all rows, such as the unit of all temperatures.
   *
   * @param object without the last number of its instance, which is 0
   */
  public record ScalarValue(Oid object) implements Subject {
    @Override
    public Optional<Oid> walked() {
      return Optional.of(object);
    }

    @Override
    public String at(String row) {
      return "0";
    }
  }

  /** A label that the table gives its rows. */
  public record LabelValue(String label) implements Subject {}

  public RowMatch {
    patterns = List.copyOf(patterns);
  }

  /** The labels that a pattern gives by its named groups. */
  public static List<String> groups(Pattern pattern) {
    List<String> names = new ArrayList<>();
    Matcher matcher = GROUP.matcher(pattern.pattern());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** The labels that a text gives; empty when no pattern matches it. */
  Optional<Map<String, String>> labels(String text) {
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.matches()) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String name : groups(pattern)) {
          String value = matcher.group(name);
          if (value != null && !value.isEmpty()) {
            labels.put(name, value);
          }
        }
        return Optional.of(labels);
      }
    }
    return Optional.empty();
  }
}
