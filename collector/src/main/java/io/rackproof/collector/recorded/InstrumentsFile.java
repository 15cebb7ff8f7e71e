package io.rackproof.collector.recorded;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the instruments behind recorded series, as a person wrote it. */
public final class InstrumentsFile {

  private record Rule(String metric, Map<String, String> labels, Instrument instrument) {
    boolean fits(Series series) {
      return series.metric().equals(metric)
          && labels.entrySet().stream()
              .allMatch(l -> series.label(l.getKey()).equals(l.getValue()));
    }
  }

  private final List<Rule> rules;

  private InstrumentsFile(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Nothing is known. */
  public static InstrumentsFile none() {
    return new InstrumentsFile(List.of());
  }

  /**
   * Reads the file, which is described in {@code docs/offline.md}.
   *
   * @throws InvalidDocumentException with every mistake
   */
  public static InstrumentsFile read(Path file) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root = YamlFile.read(file, problems).allow("instruments");
    List<Rule> rules = new ArrayList<>();
    for (YamlValue value : root.require("instruments").list()) {
      YamlMap map =
          value
              .map()
              .allow(
                  "metric",
                  "labels",
                  "reading",
                  "absolute",
                  "resolution",
                  "wraps-at",
                  "resettable",
                  "calibrated",
                  "until");
      YamlValue metric = map.require("metric");
      rules.add(
          new Rule(
              metric.isText() ? metric.nonEmpty() : "",
              map.get("labels").map(YamlValue::texts).orElse(Map.of()),
              new Instrument(
                  map.get("reading").map(InstrumentsFile::share).orElse(0.0),
                  figure(map, "absolute"),
                  figure(map, "resolution"),
                  figure(map, "wraps-at"),
                  map.get("resettable").map(YamlValue::bool).orElse(false),
                  map.get("calibrated").flatMap(InstrumentsFile::day),
                  map.get("until").flatMap(InstrumentsFile::day))));
    }
    problems.throwIfAny();
    return new InstrumentsFile(rules);
  }

  private static double figure(YamlMap map, String key) {
    return map.get(key).map(v -> notNegative(v, v.number())).orElse(0.0);
  }

  private static Optional<LocalDate> day(YamlValue value) {
    try {
      return Optional.of(LocalDate.parse(value.text()));
    } catch (DateTimeException e) {
      value.report("expected a date such as 2026-03-01, not '" + value.text() + "'");
      return Optional.empty();
    }
  }

  private static double share(YamlValue value) {
    String text = value.isText() ? value.text().strip() : "";
    if (text.endsWith("%")) {
      try {
        double share = Double.parseDouble(text.substring(0, text.length() - 1).strip()) / 100;
        return notNegative(value, share);
      } catch (NumberFormatException e) {
        value.report("expected a share such as '1 %' or 0.01, not '" + text + "'");
        return 0;
      }
    }
    return notNegative(value, value.number());
  }

  private static double notNegative(YamlValue value, double number) {
    if (number >= 0 && Double.isFinite(number)) {
      return number;
    }
    value.report("must not be negative");
    return 0;
  }

  /** What is known of each series; of several rules that fit, the last counts. */
  public Map<Series, Instrument> of(Collection<Series> all) {
    Map<Series, Instrument> known = new HashMap<>();
    for (Series series : all) {
      rules.stream().filter(r -> r.fits(series)).forEach(r -> known.put(series, r.instrument()));
    }
    return known;
  }
}
