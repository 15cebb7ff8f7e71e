package io.rackproof.catalogue;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All metrics, by name. Immutable. */
public final class Catalogue {

  /** The roles that a device can have. */
  public static final List<String> ROLES =
      List.of("pdu", "power-shelf", "cdu", "switch", "fan", "meter", "other");

  private static final String RESOURCE = "metrics.yaml";

  private final Map<String, Metric> metrics;
  private final Map<String, Metric> own;

  Catalogue(Map<String, Metric> metrics, Map<String, Metric> own) {
    this.metrics = Collections.unmodifiableMap(metrics);
    this.own = Collections.unmodifiableMap(own);
  }

  /** The catalogue of this build. */
  public static Catalogue load() {
    try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Optional<Catalogue> quickly = CatalogueLines.read(text);
      return quickly.isPresent() ? quickly.get() : parse(RESOURCE, text);
    } catch (IOException | InvalidDocumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  static Catalogue parse(String name, String text) throws InvalidDocumentException {
    Problems problems = new Problems();
    YamlMap root = YamlFile.parse(name, text, problems).allow("metrics", "own", "plausible");
    Map<String, Metric.Range> plausible = plausible(root);
    Map<String, Metric> metrics = read(root.require("metrics").map(), true, plausible);
    Map<String, Metric> own =
        root.get("own").map(o -> read(o.map(), false, plausible)).orElse(Map.of());
    problems.throwIfAny();
    return new Catalogue(metrics, own);
  }

  private static Map<String, Metric> read(
      YamlMap entries, boolean ofDevices, Map<String, Metric.Range> plausible) {
    Map<String, Metric> metrics = new TreeMap<>();
    for (String metric : entries.keys()) {
      YamlMap entry =
          entries.require(metric).map().allow("kind", "unit", "roles", "labels", "help");
      String unit = entry.require("unit").nonEmpty();
      Metric.Kind kind = entry.require("kind").oneOf(Metric.Kind.class);
      boolean gauge = ofDevices && kind == Metric.Kind.GAUGE;
      Optional<YamlValue> roles =
          ofDevices ? Optional.of(entry.require("roles")) : entry.get("roles");
      metrics.put(
          metric,
          new Metric(
              metric,
              kind,
              unit,
              roles.map(YamlValue::list).orElse(List.of()).stream()
                  .map(role -> role.oneOf(ROLES.toArray(String[]::new)))
                  .toList(),
              entry.get("labels").map(YamlValue::list).orElse(List.of()).stream()
                  .map(YamlValue::text)
                  .toList(),
              Optional.ofNullable(plausible.get(metric))
                  .or(() -> Optional.ofNullable(gauge ? plausible.get(unit) : null)),
              entry.require("help").nonEmpty()));
    }
    return metrics;
  }

  /** By metric, and by unit for gauges that have no range of their own. */
  private static Map<String, Metric.Range> plausible(YamlMap root) {
    Map<String, Metric.Range> ranges = new TreeMap<>();
    YamlMap written = root.require("plausible").map();
    for (String key : written.keys()) {
      List<YamlValue> ends = written.require(key).list();
      if (ends.size() == 2) {
        ranges.put(key, new Metric.Range(ends.get(0).number(), ends.get(1).number()));
      } else {
        written.require(key).report("expected [lowest, highest]");
      }
    }
    return ranges;
  }

  public Optional<Metric> metric(String name) {
    return Optional.ofNullable(metrics.get(name));
  }

  /**
   * What a name means that is no sample of a device: what Rackproof tells of campaigns and of its
   * own programs on {@code /metrics}, and the few others that dashboards read.
   */
  public Optional<Metric> own(String name) {
    return Optional.ofNullable(own.get(name));
  }

  /** All of those by name, sorted; they have no roles. */
  public Collection<Metric> own() {
    return own.values();
  }

  /** All metrics of devices by name, sorted. */
  public Collection<Metric> all() {
    return metrics.values();
  }

  public Collection<String> names() {
    return metrics.keySet();
  }
}
