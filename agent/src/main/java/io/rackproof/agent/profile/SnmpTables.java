package io.rackproof.agent.profile;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.snmp.LabelTemplate;
import io.rackproof.agent.device.snmp.Oid;
import io.rackproof.agent.device.snmp.RowMatch;
import io.rackproof.agent.device.snmp.SnmpSource;
import io.rackproof.agent.device.snmp.SnmpTable;
import io.rackproof.agent.device.snmp.Variant;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table of an SNMP profile: what its rows are called, and the points that they have. */
final class SnmpTables {

  /** Ends the identifier of a single object; no column ends so. */
  private static final String INSTANCE = ".0";

  private static final String[] CONVERSION = {
    "column", "where", "scale", "offset", "unit", "states", "not-available"
  };

  private static final String[] CHOICE =
      Stream.concat(Stream.of("accuracy"), Arrays.stream(CONVERSION)).toArray(String[]::new);

  /** The keys of a point that is read in one way, beside those of every point. */
  private static final String[] ROW =
      Stream.concat(Stream.of("without"), Arrays.stream(CONVERSION)).toArray(String[]::new);

  private final Catalogue catalogue;
  private final SnmpTable table;
  private final Map<String, YamlValue> labelPlaces;
  private final Set<Double> unavailable;
  private final List<Variant> taken = new ArrayList<>();

  private SnmpTables(
      Catalogue catalogue,
      SnmpTable table,
      Map<String, YamlValue> labelPlaces,
      Set<Double> unavailable) {
    this.unavailable = unavailable;
    this.catalogue = catalogue;
    this.table = table;
    this.labelPlaces = labelPlaces;
  }

  static List<Point> read(YamlMap map, Catalogue catalogue) {
    map.allow(
        "table",
        "labels",
        "twins",
        "decimals",
        "prefix",
        "factor",
        "available",
        "not-available",
        "discontinuity",
        "points");
    Oid given = map.require("table").parsed(Oid::new);
    // A wrong identifier is reported; the columns are checked all the same, below a stand-in.
    Oid entry = given == null ? new Oid("0.0") : given;
    Map<String, YamlValue> places = new LinkedHashMap<>();
    Map<String, LabelTemplate> labels = labels(map.require("labels").map(), entry, places);
    Map<String, LabelTemplate> twins =
        map.get("twins").map(value -> labels(value.map(), entry, places)).orElse(Map.of());
    SnmpTable table =
        new SnmpTable(
            entry,
            labels,
            twins,
            map.get("decimals").flatMap(v -> Optional.ofNullable(column(v, entry))),
            map.get("prefix").flatMap(v -> Optional.ofNullable(column(v, entry))),
            map.get("factor").flatMap(v -> Optional.ofNullable(column(v, entry))),
            map.get("available").map(v -> matches(v, entry, List.of())).orElse(List.of()),
            map.get("discontinuity").flatMap(v -> Optional.ofNullable(column(v, entry))));
    SnmpTables reader = new SnmpTables(catalogue, table, places, SnmpConversion.unavailable(map));
    List<Point> points = new ArrayList<>();
    for (YamlValue item : map.require("points").list()) {
      Point point = reader.point(item.map());
      if (point != null) {
        points.add(point);
      }
    }
    return points;
  }

  /**
   * @param places collects where each label is written
   */
  private static Map<String, LabelTemplate> labels(
      YamlMap written, Oid entry, Map<String, YamlValue> places) {
    Map<String, LabelTemplate> labels = new LinkedHashMap<>();
    for (String label : written.keys()) {
      YamlValue value = written.require(label);
      LabelTemplate template = value.parsed(text -> LabelTemplate.parse(text, entry));
      places.putIfAbsent(label, value);
      if (template != null) {
        labels.put(label, template);
      }
    }
    return labels;
  }

  private @Nullable Point point(YamlMap map) {
    boolean choices = map.has("first-of");
    map.allow(choices ? SnmpMetric.keys("without", "first-of") : SnmpMetric.keys(ROW));
    SnmpMetric metric = SnmpMetric.read(map, catalogue);
    List<Variant> variants = new ArrayList<>();
    Map<String, YamlValue> labels = new HashMap<>(labelPlaces);
    if (choices) {
      for (YamlValue choice : map.require("first-of").list()) {
        YamlMap each = choice.isMap() ? choice.map().allow(CHOICE) : null;
        Variant variant = each == null ? plain(choice) : variant(each, labels);
        if (variant != null) {
          variants.add(each == null ? variant : accurate(variant, each, metric));
        }
      }
    } else {
      Variant variant = variant(map, labels);
      if (variant != null) {
        variants.add(variant);
      }
    }
    List<Variant> except =
        taken.stream()
            .filter(t -> variants.stream().anyMatch(v -> v.oid().equals(t.oid())))
            .toList();
    variants.stream().filter(v -> !v.where().isEmpty()).forEach(taken::add);
    if (metric == null || variants.isEmpty()) {
      return null;
    }
    Set<String> without = without(map);
    labels.keySet().removeAll(without);
    metric.labels().keySet().forEach(labels::remove);
    metric.checkLabels(labels);
    return metric.point(
        new SnmpSource.Column(table, variants, except, without), variants.get(0).scaling());
  }

  private static Variant accurate(Variant variant, YamlMap each, @Nullable SnmpMetric metric) {
    if (metric == null || !each.has("accuracy")) {
      return variant;
    }
    YamlValue written = each.require("accuracy");
    if (metric.specification().tellsAnError()) {
      written.report("the point has an accuracy: give it there or for each choice, not both");
    }
    return variant.withAccuracy(
        Accuracy.read(written).of(metric.plausible(), metric.specification()));
  }

  /** The labels of the table that the point does not have. */
  private Set<String> without(YamlMap map) {
    Set<String> without = new HashSet<>();
    for (YamlValue label : map.get("without").map(YamlValue::list).orElse(List.of())) {
      if (!labelPlaces.containsKey(label.text())) {
        label.report(
            "the table gives no label '"
                + label.text()
                + "'."
                + Nearest.hint(label.text(), labelPlaces.keySet()));
      }
      without.add(label.text());
    }
    return without;
  }

  private @Nullable Variant plain(YamlValue choice) {
    Oid column = column(choice, table.entry());
    return column == null ? null : SnmpConversion.NONE.or(unavailable).variant(column, List.of());
  }

  private @Nullable Variant variant(YamlMap map, Map<String, YamlValue> labels) {
    Oid column = column(map.require("column"), table.entry());
    SnmpConversion conversion = SnmpConversion.read(map).or(unavailable);
    List<RowMatch> where = List.of();
    if (map.has("where")) {
      YamlValue written = map.require("where");
      where = matches(written, table.entry(), List.copyOf(labelPlaces.keySet()));
      for (RowMatch match : where) {
        for (Pattern pattern : match.patterns()) {
          RowMatch.groups(pattern).forEach(group -> labels.put(group, written));
        }
      }
    }
    return column == null ? null : conversion.variant(column, where);
  }

  private static @Nullable Oid column(YamlValue value, Oid entry) {
    return value.parsed(text -> column(text, entry));
  }

  private static Oid column(String text, Oid entry) {
    return text.contains(".") ? new Oid(text) : entry.child(text);
  }

  /** {@code {COLUMN, index[N] or LABEL: PATTERN or [PATTERN, …]}}. */
  private static List<RowMatch> matches(YamlValue value, Oid entry, List<String> labels) {
    YamlMap map = value.map();
    List<RowMatch> matches = new ArrayList<>();
    for (String key : map.keys()) {
      YamlValue written = map.require(key);
      RowMatch.Subject subject;
      if (labels.contains(key)) {
        subject = new RowMatch.LabelValue(key);
      } else if (key.matches("index\\[[1-9]]")) {
        subject = new RowMatch.IndexValue(key.charAt("index[".length()) - '0');
      } else if (key.matches("[0-9.]+")) {
        try {
          subject =
              key.endsWith(INSTANCE)
                  ? new RowMatch.ScalarValue(
                      new Oid(key.substring(0, key.length() - INSTANCE.length())))
                  : new RowMatch.ColumnValue(column(key, entry));
        } catch (IllegalArgumentException e) {
          written.report(String.valueOf(e.getMessage()));
          continue;
        }
      } else {
        written.report(
            "'"
                + key
                + "' is neither a column's number or identifier, nor index[1], nor a label of the"
                + " table."
                + (labels.isEmpty() ? "" : Nearest.hint(key, labels)));
        continue;
      }
      List<Pattern> patterns = new ArrayList<>();
      for (YamlValue pattern : written.list()) {
        Pattern compiled = pattern.parsed(SnmpTables::pattern);
        if (compiled != null) {
          patterns.add(compiled);
        }
      }
      matches.add(new RowMatch(subject, patterns));
    }
    return matches;
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no pattern: " + e.getDescription() + " at character " + e.getIndex(),
          e);
    }
  }
}
