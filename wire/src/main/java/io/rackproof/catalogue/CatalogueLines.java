package io.rackproof.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the catalogue line by line as long as it is written in the way of the one in this jar. A
 * YAML parser takes a tenth of a second of a start for it, of which the agent has one in all.
 */
final class CatalogueLines {

  private static final Pattern NAME = Pattern.compile("  ([a-z][a-z0-9_]*):");
  private static final Pattern FACTS =
      Pattern.compile(
          "    \\{kind: ([a-z]+), unit: \"([^\"\\\\]+)\",(?: roles: \\[([a-z, -]+)],)?"
              + "(?: labels: \\[([a-z_, ]+)],)?");
  private static final Pattern HELP = Pattern.compile("     help: \"([^\"\\\\]+)\"}");
  private static final Pattern RANGE =
      Pattern.compile(
          "  (?:\"([^\"\\\\]+)\"|([a-z0-9_]+)): \\[(-?[0-9]+(?:\\.[0-9]+)?),"
              + " (-?[0-9]+(?:\\.[0-9]+)?)]");

  private final Map<String, Entry> entries = new TreeMap<>();
  private final Map<String, Entry> own = new TreeMap<>();
  private final Map<String, Metric.Range> plausible = new TreeMap<>();

  /** What a metric's own lines say. */
  private record Entry(
      Metric.Kind kind, String unit, List<String> roles, List<String> labels, String help) {}

  private CatalogueLines() {}

  /** All that it holds; empty when the text is written in another way. */
  static Optional<Catalogue> read(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        lines.add(line);
      }
    }
    CatalogueLines reader = new CatalogueLines();
    int ours = lines.indexOf("own:");
    int ranges = lines.indexOf("plausible:");
    boolean whole =
        ours > 0
            && ranges > ours
            && lines.get(0).equals("metrics:")
            && entries(lines.subList(1, ours), true, reader.entries)
            && entries(lines.subList(ours + 1, ranges), false, reader.own)
            && reader.ranges(lines.subList(ranges + 1, lines.size()));
    return whole
        ? Optional.of(
            new Catalogue(reader.metrics(reader.entries, true), reader.metrics(reader.own, false)))
        : Optional.empty();
  }

  private static boolean entries(
      List<String> lines, boolean ofDevices, Map<String, Entry> entries) {
    if (lines.size() % 3 != 0) {
      return false;
    }
    for (int i = 0; i < lines.size(); i += 3) {
      Matcher name = NAME.matcher(lines.get(i));
      Matcher facts = FACTS.matcher(lines.get(i + 1));
      Matcher help = HELP.matcher(lines.get(i + 2));
      if (!name.matches() || !facts.matches() || !help.matches()) {
        return false;
      }
      Optional<Metric.Kind> kind = kind(facts.group(1));
      List<String> roles = facts.group(3) == null ? List.of() : words(facts.group(3));
      if (kind.isEmpty() || !Catalogue.ROLES.containsAll(roles) || roles.isEmpty() == ofDevices) {
        return false;
      }
      List<String> labels = facts.group(4) == null ? List.of() : words(facts.group(4));
      Entry entry = new Entry(kind.get(), facts.group(2), roles, labels, help.group(1));
      if (entries.put(name.group(1), entry) != null) {
        return false;
      }
    }
    return true;
  }

  private boolean ranges(List<String> lines) {
    for (String line : lines) {
      Matcher range = RANGE.matcher(line);
      if (!range.matches()) {
        return false;
      }
      double low = Double.parseDouble(range.group(3));
      double high = Double.parseDouble(range.group(4));
      String key = range.group(1) == null ? range.group(2) : range.group(1);
      if (!(low < high) || plausible.put(key, new Metric.Range(low, high)) != null) {
        return false;
      }
    }
    return true;
  }

  private Map<String, Metric> metrics(Map<String, Entry> entries, boolean ofDevices) {
    Map<String, Metric> metrics = new TreeMap<>();
    entries.forEach(
        (name, entry) -> {
          boolean gauge = ofDevices && entry.kind() == Metric.Kind.GAUGE;
          Optional<Metric.Range> range =
              Optional.ofNullable(plausible.get(name))
                  .or(() -> Optional.ofNullable(gauge ? plausible.get(entry.unit()) : null));
          metrics.put(
              name,
              new Metric(
                  name,
                  entry.kind(),
                  entry.unit(),
                  entry.roles(),
                  entry.labels(),
                  range,
                  entry.help()));
        });
    return metrics;
  }

  private static Optional<Metric.Kind> kind(String word) {
    String name = word.toUpperCase(Locale.ROOT);
    return Arrays.stream(Metric.Kind.values()).filter(k -> k.name().equals(name)).findFirst();
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
  }
}
