package io.rackproof.collector.scenario;

import io.rackproof.document.Durations;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code series} of a plan test. */
final class ScriptReader {

  private static final Pattern SERIES =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{(.*)\\}\\s*)?");
  private static final Pattern LABEL =
      Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(,|$)");

  private final Set<String> wanted;
  private final Duration interval;

  /**
   * @param wanted the metrics that the plan reads
   * @param interval between samples where a series does not say
   */
  ScriptReader(Set<String> wanted, Duration interval) {
    this.wanted = wanted;
    this.interval = interval;
  }

  /** The series by what tells them apart, labels of the rack left out; a later one replaces. */
  Map<Series, Script> read(YamlValue value) {
    Map<Series, Script> scripts = new LinkedHashMap<>();
    for (YamlValue item : value.list()) {
      for (Script script : readItem(item)) {
        if (scripts.put(script.series(), script) != null) {
          item.report(script.series() + " is given twice");
        }
      }
    }
    return scripts;
  }

  private List<Script> readItem(YamlValue item) {
    YamlMap map =
        item.map().allow("metric", "each", "interval", "from", "values", "reading", "absolute");
    YamlValue metric = map.require("metric");
    @Nullable Series series =
        metric.isMissing() ? null : metric.parsed(text -> checked(parse(text)));
    Duration apart = map.get("interval").map(ScriptReader::positive).orElse(interval);
    Duration from = map.get("from").map(YamlValue::duration).orElse(Duration.ZERO);
    YamlValue valuesAt = map.require("values");
    @Nullable Values values =
        valuesAt.isMissing() ? null : valuesAt.parsed(text -> Values.parse(text, apart));
    Instrument instrument =
        new Instrument(
            map.get("reading").map(ScriptReader::share).orElse(0.0),
            map.get("absolute").map(ScriptReader::notNegative).orElse(0.0),
            0,
            0,
            false);
    List<Script> scripts = new ArrayList<>();
    if (series != null && values != null) {
      for (Map<String, String> labels : each(map)) {
        Map<String, String> all = new TreeMap<>(series.labels());
        all.putAll(labels);
        scripts.add(new Script(Series.of(series.metric(), all), from, apart, values, instrument));
      }
    }
    return scripts;
  }

  private Series checked(Series series) {
    if (!wanted.contains(series.metric())) {
      throw new IllegalArgumentException(
          "the plan reads no metric '"
              + series.metric()
              + "'."
              + Nearest.to(series.metric(), wanted)
                  .map(near -> " Did you mean '" + near + "'?")
                  .orElse(""));
    }
    return series;
  }

  /** Every combination of what {@code each} lists; one without labels when there is none. */
  private static List<Map<String, String>> each(YamlMap map) {
    List<Map<String, String>> sets = new ArrayList<>(List.of(Map.of()));
    YamlMap each = map.get("each").map(YamlValue::map).orElse(null);
    if (each == null) {
      return sets;
    }
    for (String label : each.keys()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> set : sets) {
        for (YamlValue item : each.require(label).list()) {
          Map<String, String> one = new TreeMap<>(set);
          one.put(label, item.text());
          longer.add(one);
        }
      }
      sets = longer;
    }
    return sets;
  }

  /**
   * A series in PromQL's notation.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Series parse(String text) {
    Matcher matcher = SERIES.matcher(text.strip());
    if (!matcher.matches()) {
      throw noSeries(text);
    }
    Map<String, String> labels = new TreeMap<>();
    String inner = matcher.group(2) == null ? "" : matcher.group(2).strip();
    Matcher label = LABEL.matcher(inner);
    int end = 0;
    while (end < inner.length()) {
      label.region(end, inner.length());
      if (!label.lookingAt()) {
        throw noSeries(text);
      }
      String written = label.group(2);
      labels.put(
          label.group(1), written.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"));
      end = label.end();
    }
    return Series.of(matcher.group(1), labels);
  }

  private static IllegalArgumentException noSeries(String text) {
    return new IllegalArgumentException(
        "expected a series such as 'pdu_input_power_watts{device=\"pdu-a\"}', not '" + text + "'");
  }

  static Duration positive(YamlValue value) {
    Duration duration = value.duration();
    if (!duration.isZero()) {
      return duration;
    }
    if (value.isText() && Durations.parse(value.text()).isPresent()) {
      value.report("must be longer than nothing");
    }
    return Duration.ofSeconds(1);
  }

  private static double share(YamlValue value) {
    String text = value.text().strip();
    try {
      double share =
          text.endsWith("%")
              ? Double.parseDouble(text.substring(0, text.length() - 1).strip()) / 100
              : Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    value.report("expected a share of the reading such as '1 %', not '" + text + "'");
    return 0;
  }

  private static double notNegative(YamlValue value) {
    double number = value.number();
    if (number < 0) {
      value.report("an accuracy is not negative");
      return 0;
    }
    return number;
  }
}
