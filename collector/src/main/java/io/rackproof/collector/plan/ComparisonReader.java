package io.rackproof.collector.plan;

import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.util.List;
import java.util.Optional;

/** Reads {@code compare}: what a statistic is told relative to. */
final class ComparisonReader {

  private static final List<String> OTHERS = PlanKeys.COMPARE.subList(0, 4);

  private ComparisonReader() {}

  /** The comparison; empty after a mistake, which has been reported. */
  static Optional<Comparison> read(YamlValue value, List<Phase> phases, Optional<Phase> own) {
    YamlMap map = PlanValues.allow(value.map(), PlanKeys.COMPARE);
    Comparison.Form form =
        map.get("as").map(v -> v.oneOf(Comparison.Form.class)).orElse(Comparison.Form.RATIO);
    long given = OTHERS.stream().filter(map::has).count();
    if (given != 1) {
      if (value.isMap()) {
        value.report(
            "compares with one thing: 'group' (labels that members share), 'phase', 'rack' or"
                + " 'generation'");
      }
      return Optional.empty();
    }
    if (map.has("group")) {
      return Optional.of(new Comparison.WithGroup(form, PlanValues.labels(map.require("group"))));
    }
    if (map.has("phase")) {
      return withPhase(map.require("phase"), form, phases, own);
    }
    String rack = map.get("rack").map(YamlValue::nonEmpty).orElse("");
    String generation = map.get("generation").map(YamlValue::nonEmpty).orElse("");
    return Optional.of(new Comparison.WithRacks(form, rack, generation));
  }

  private static Optional<Comparison> withPhase(
      YamlValue value, Comparison.Form form, List<Phase> phases, Optional<Phase> own) {
    String name = value.text();
    List<String> names = phases.stream().map(Phase::name).toList();
    if (!names.contains(name)) {
      value.report("there is no phase '" + name + "'." + Nearest.hint(name, names));
      return Optional.empty();
    }
    if (own.map(Phase::name).filter(name::equals).isPresent()) {
      value.report("is the phase in which the criterion is judged; name another one");
      return Optional.empty();
    }
    return Optional.of(new Comparison.WithPhase(form, name));
  }
}
