package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a plan, collecting every mistake. */
final class PlanParser {

  private final Problems problems = new Problems();
  private final SignalReader signals;

  PlanParser(Catalogue catalogue) {
    this.signals = new SignalReader(catalogue);
  }

  Plan parse(String name, String text) throws InvalidDocumentException {
    YamlMap root =
        YamlFile.parse(name, text, problems)
            .allow(
                "plan",
                "version",
                "title",
                "requires",
                "decision-rule",
                "phases",
                "signals",
                "criteria",
                "decide");
    String planName = root.require("plan").nonEmpty();
    int version = (int) root.require("version").integer(1, Integer.MAX_VALUE);
    root.get("decision-rule").ifPresent(rule -> rule.oneOf("guarded", "simple"));
    Optional<YamlMap> requires =
        root.get("requires").map(r -> r.map().allow("coverage", "max-gap", "clock-skew"));
    double coverage = requires.flatMap(r -> r.get("coverage")).map(this::share).orElse(0.95);
    Duration maxGap = duration(requires, "max-gap", Duration.ofSeconds(30));
    Duration clockSkew = duration(requires, "clock-skew", Duration.ofMillis(500));
    root.get("signals").ifPresent(value -> signals.readDerived(value.map()));
    YamlValue phasesValue = root.require("phases");
    List<Phase> phases =
        phasesValue.isMissing() ? List.of() : new PhaseReader(signals).read(phasesValue.map());
    if (phasesValue.isMap() && phases.isEmpty()) {
      phasesValue.report("a plan has at least one phase");
    }
    List<Criterion> criteria =
        new CriterionReader(signals, phases, maxGap).read(root.require("criteria"));
    DecisionPolicy policy = readPolicy(root.get("decide"));
    Plan plan =
        new Plan(
            planName,
            version,
            root.get("title").map(YamlValue::nonEmpty).orElse(planName),
            coverage,
            maxGap,
            clockSkew,
            phases,
            criteria,
            policy,
            text);
    problems.throwIfAny();
    return plan;
  }

  private static Duration duration(Optional<YamlMap> map, String key, Duration otherwise) {
    return map.flatMap(m -> m.get(key)).map(PhaseReader::positive).orElse(otherwise);
  }

  /** {@code 95 %} or {@code 0.95}. */
  private double share(YamlValue value) {
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
    value.report("expected a share such as '95 %', not '" + text + "'");
    return 1;
  }

  private DecisionPolicy readPolicy(Optional<YamlValue> value) {
    if (value.isEmpty()) {
      return new DecisionPolicy(Optional.empty(), 0, 1);
    }
    YamlMap map = value.get().map().allow("deadline", "exercise");
    Optional<LocalDate> deadline = map.get("deadline").flatMap(PlanParser::date);
    Optional<YamlMap> exercise =
        map.get("exercise").map(e -> e.map().allow("gates", "score", "decided"));
    exercise.flatMap(e -> e.get("gates")).ifPresent(gates -> gates.oneOf("all"));
    return new DecisionPolicy(
        deadline,
        exercise.flatMap(e -> e.get("score")).map(v -> atLeast(v, 1)).orElse(0.0),
        exercise.flatMap(e -> e.get("decided")).map(v -> atLeast(v, 100)).orElse(1.0));
  }

  /** {@code >= 90} or {@code >= 95 %}; percent are divided by the scale. */
  private static double atLeast(YamlValue value, int percentScale) {
    @Nullable Limit limit = value.parsed(Limit::parse);
    if (limit == null) {
      return 0;
    }
    if (!limit.lowInclusive() || Double.isInfinite(limit.low())) {
      value.report("expected a bound such as '>= 90'");
      return 0;
    }
    return limit.unitText().equals("%") ? limit.low() / percentScale : limit.low();
  }

  private static Optional<LocalDate> date(YamlValue value) {
    try {
      return Optional.of(LocalDate.parse(value.text()));
    } catch (DateTimeException e) {
      value.report("expected a date such as 2026-12-31, not '" + value.text() + "'");
      return Optional.empty();
    }
  }
}
