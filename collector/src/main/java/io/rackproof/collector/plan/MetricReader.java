package io.rackproof.collector.plan;

import io.rackproof.catalogue.Metric;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.regex.Pattern;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;

/** Reads {@code metrics}: what the plan declares of metrics that the catalogue does not know. */
final class MetricReader {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  private final KnownMetrics metrics;

  MetricReader(KnownMetrics metrics) {
    this.metrics = metrics;
  }

  void read(YamlMap map) {
    for (String name : map.keys()) {
      YamlValue value = map.require(name);
      YamlMap entry = PlanValues.allow(value.map(), PlanKeys.METRIC);
      @Nullable Unit<?> unit = PlanValues.parsed(entry.require("unit"), PlanUnits::parse);
      Metric.Kind usual = name.endsWith("_total") ? Metric.Kind.COUNTER : Metric.Kind.GAUGE;
      Metric.Kind kind = entry.get("kind").map(k -> k.oneOf(Metric.Kind.class)).orElse(usual);
      if (!NAME.matcher(name).matches()) {
        value.report("'" + name + "' is no name of a metric: letters, digits, '_' and ':' only");
      } else if (metrics.isInCatalogue(name)) {
        value.report("the catalogue has this metric already, and its unit; leave it out here");
      } else {
        // Known even when its unit is not, so that signals do not tell the mistake again.
        metrics.declare(name, new KnownMetrics.Meaning(unit == null ? PlanUnits.ONE : unit, kind));
      }
    }
  }
}
