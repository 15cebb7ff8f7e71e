package io.rackproof.collector.recorded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes what is known of instruments as a file that {@link InstrumentsFile} reads to the same for
 * these series. It is JSON, which is YAML 1.2 too.
 */
public final class InstrumentsText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private InstrumentsText() {}

  /**
   * @param known what is known, by series
   * @param all every series that will be asked for
   * @return UTF-8 text, the same for the same knowledge
   */
  public static String of(Map<Series, Instrument> known, Collection<Series> all) {
    Set<String> metrics = known.keySet().stream().map(Series::metric).collect(Collectors.toSet());
    List<Series> told = new ArrayList<>();
    all.stream().distinct().filter(s -> metrics.contains(s.metric())).forEach(told::add);
    // A rule fits every series that has its labels and more, and the last that fits counts: those
    // with more labels come later, and what is unknown is said too.
    told.sort(
        Comparator.<Series>comparingInt(s -> s.labels().size())
            .thenComparing(Comparator.naturalOrder()));
    ObjectNode root = JSON.createObjectNode();
    ArrayNode rules = root.putArray("instruments");
    for (Series series : told) {
      ObjectNode rule = rules.addObject();
      rule.put("metric", series.metric());
      ObjectNode labels = rule.putObject("labels");
      series.labels().forEach(labels::put);
      put(rule, known.getOrDefault(series, Instrument.UNKNOWN));
    }
    return root.toPrettyString() + "\n";
  }

  private static void put(ObjectNode rule, Instrument instrument) {
    figure(rule, "reading", instrument.reading());
    figure(rule, "absolute", instrument.absolute());
    figure(rule, "resolution", instrument.resolution());
    figure(rule, "wraps-at", instrument.wrapsAt());
    if (instrument.resettable()) {
      rule.put("resettable", true);
    }
    instrument.calibrated().ifPresent(day -> rule.put("calibrated", day.toString()));
    instrument.until().ifPresent(day -> rule.put("until", day.toString()));
  }

  private static void figure(ObjectNode rule, String key, double value) {
    if (value != 0) {
      rule.put(key, value);
    }
  }
}
