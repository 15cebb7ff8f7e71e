package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.measure.Unit;

/**
 * What a metric's name means: by the catalogue, by what the plan declares under {@code metrics}, or
 * by the unit that the name ends in.
 */
final class KnownMetrics {

  /** What a plan needs to know of a metric. */
  record Meaning(Unit<?> unit, Metric.Kind kind) {}

  /** Longer suffixes stand before those that they end in. */
  private static final Map<String, String> SUFFIXES = suffixes();

  private final Catalogue catalogue;
  private final Map<String, Meaning> declared = new LinkedHashMap<>();

  KnownMetrics(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  private static Map<String, String> suffixes() {
    Map<String, String> units = new LinkedHashMap<>();
    units.put("_joules_total", "J");
    units.put("_bytes_total", "B");
    units.put("_bits_total", "bit");
    units.put("_seconds_total", "s");
    units.put("_liters_total", "L");
    units.put("_grams_total", "g");
    units.put("_total", "1");
    units.put("_info", "1");
    units.put("_liters_per_minute", "L/min");
    units.put("_bits_per_second", "bit/s");
    units.put("_bytes_per_second", "B/s");
    units.put("_celsius", "°C");
    units.put("_kelvin", "K");
    units.put("_watts", "W");
    units.put("_voltamperes", "VA");
    units.put("_amperes", "A");
    units.put("_volts", "V");
    units.put("_joules", "J");
    units.put("_hertz", "Hz");
    units.put("_pascals", "Pa");
    units.put("_rpm", "rpm");
    units.put("_seconds", "s");
    units.put("_bytes", "B");
    units.put("_bits", "bit");
    units.put("_liters", "L");
    units.put("_grams", "g");
    units.put("_meters", "m");
    units.put("_ratio", "1");
    units.put("_percent", "%");
    return units;
  }

  /** Whether the name is taken by the catalogue or by a declaration. */
  boolean isTaken(String name) {
    return catalogue.metric(name).isPresent() || declared.containsKey(name);
  }

  boolean isInCatalogue(String name) {
    return catalogue.metric(name).isPresent();
  }

  void declare(String name, Meaning meaning) {
    declared.put(name, meaning);
  }

  boolean isCounter(String name) {
    return find(name).map(Meaning::kind).filter(k -> k == Metric.Kind.COUNTER).isPresent();
  }

  boolean isInfo(String name) {
    return find(name).map(Meaning::kind).filter(k -> k == Metric.Kind.INFO).isPresent();
  }

  /** What a name means, whether or not it is nearly another one; empty when nothing tells. */
  Optional<Meaning> find(String name) {
    Optional<Metric> metric = catalogue.metric(name);
    if (metric.isPresent()) {
      return Optional.of(new Meaning(PlanUnits.parse(metric.get().unit()), metric.get().kind()));
    }
    Meaning own = declared.get(name);
    return own != null ? Optional.of(own) : bySuffix(name);
  }

  private static Optional<Meaning> bySuffix(String name) {
    return SUFFIXES.entrySet().stream()
        .filter(s -> name.endsWith(s.getKey()) && name.length() > s.getKey().length())
        .findFirst()
        .map(s -> new Meaning(PlanUnits.parse(s.getValue()), kindBySuffix(s.getKey())));
  }

  private static Metric.Kind kindBySuffix(String suffix) {
    if (suffix.endsWith("_total")) {
      return Metric.Kind.COUNTER;
    }
    return suffix.equals("_info") ? Metric.Kind.INFO : Metric.Kind.GAUGE;
  }

  /**
   * What a name in a signal means.
   *
   * @param signals names of the plan's own signals, for hints
   * @throws IllegalArgumentException when nothing tells its unit, or when it is so near to a known
   *     name that it must be that one mistyped
   */
  Meaning require(String name, Collection<String> signals) {
    if (isTaken(name)) {
      return find(name).orElseThrow();
    }
    List<String> names =
        Stream.of(signals, declared.keySet(), catalogue.names())
            .flatMap(Collection::stream)
            .toList();
    Optional<Meaning> suffixed = bySuffix(name);
    if (suffixed.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown metric '"
              + name
              + "'."
              + Nearest.to(name, names)
                  .map(near -> " Did you mean '" + near + "'?")
                  .orElse(
                      " Give its unit under 'metrics', or in its name, which then ends in _watts,"
                          + " _celsius, _total and the like."));
    }
    for (String known : names) {
      if (isMistyped(name, known)) {
        throw new IllegalArgumentException(
            "unknown metric '"
                + name
                + "'. Did you mean '"
                + known
                + "'? If it is another one, declare it under 'metrics'");
      }
    }
    return suffixed.get();
  }

  /**
   * One letter off in all, or word by word: a letter in words of four and more. Names of metrics
   * are long and alike, so that psu_power_watts is not cdu_power_watts mistyped.
   */
  private static boolean isMistyped(String name, String known) {
    String[] words = name.split("_", -1);
    String[] valid = known.split("_", -1);
    if (words.length != valid.length) {
      return name.replace("_", "").equals(known.replace("_", ""));
    }
    for (int i = 0; i < words.length; i++) {
      boolean near =
          words[i].equals(valid[i])
              || (Math.min(words[i].length(), valid[i].length()) >= 4
                  && Nearest.distance(words[i], valid[i]) <= 1);
      if (!near) {
        return false;
      }
    }
    return true;
  }
}
