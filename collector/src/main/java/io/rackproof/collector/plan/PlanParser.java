package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a plan, collecting every mistake. */
final class PlanParser {

  private final Problems problems = new Problems();
  private final KnownMetrics metrics;
  private final SignalReader signals;

  PlanParser(Catalogue catalogue) {
    this.metrics = new KnownMetrics(catalogue);
    this.signals = new SignalReader(metrics);
  }

  Plan parse(String name, String text) throws InvalidDocumentException {
    YamlMap root = YamlFile.parse(name, text, problems);
    int format = readFormat(root);
    PlanValues.allow(root, PlanKeys.PLAN);
    String planName = root.require("plan").nonEmpty();
    int version = (int) root.require("version").integer(1, Integer.MAX_VALUE);
    DecisionRule rule =
        root.get("decision-rule")
            .map(r -> r.oneOf(DecisionRule.class))
            .orElse(DecisionRule.GUARDED);
    Optional<YamlMap> requires =
        root.get("requires").map(r -> PlanValues.allow(r.map(), PlanKeys.REQUIRES));
    double coverage = requires.flatMap(r -> r.get("coverage")).map(PlanValues::share).orElse(0.95);
    Duration maxGap = duration(requires, "max-gap").orElse(Duration.ofSeconds(30));
    Duration clockSkew = duration(requires, "clock-skew").orElse(Duration.ofMillis(500));
    Optional<Duration> interval = duration(requires, "interval");
    requires.ifPresent(r -> checkInterval(r, interval, maxGap));
    root.get("metrics").ifPresent(value -> new MetricReader(metrics).read(value.map()));
    Map<String, Accuracy> accuracies =
        root.get("accuracy").map(v -> AccuracyReader.readAll(v.map(), metrics)).orElse(Map.of());
    Optional<Emissions> emissions = root.get("emissions").flatMap(PlanParser::readEmissions);
    root.get("signals").ifPresent(value -> signals.readDerived(value.map()));
    YamlValue phasesValue = root.require("phases");
    List<Phase> phases =
        phasesValue.isMissing() ? List.of() : new PhaseReader(signals).read(phasesValue.map());
    if (phasesValue.isMap() && phases.isEmpty()) {
      phasesValue.report("a plan has at least one phase");
    }
    List<Criterion> criteria =
        new CriterionReader(signals, phases, maxGap, interval, emissions)
            .read(root.require("criteria"));
    DecisionPolicy policy = readPolicy(root.get("decide"));
    Plan plan =
        new Plan(
            format,
            planName,
            version,
            root.get("title").map(YamlValue::nonEmpty).orElse(planName),
            coverage,
            maxGap,
            clockSkew,
            interval,
            rule,
            accuracies,
            emissions,
            phases,
            criteria,
            policy,
            text);
    problems.throwIfAny();
    return plan;
  }

  /** What a later format means cannot be guessed, so nothing else is said of such a plan. */
  private int readFormat(YamlMap root) throws InvalidDocumentException {
    Optional<YamlValue> value = root.get("format");
    if (value.isEmpty()) {
      return 1;
    }
    long format = value.get().integer(1, Integer.MAX_VALUE);
    if (format > Plan.FORMAT) {
      value
          .get()
          .report(
              "this Rackproof reads plans up to format "
                  + Plan.FORMAT
                  + "; update it, or write the plan in that format");
      problems.throwIfAny();
    }
    return (int) format;
  }

  private static Optional<Duration> duration(Optional<YamlMap> map, String key) {
    return map.flatMap(m -> m.get(key)).map(PlanValues::positive);
  }

  private static void checkInterval(
      YamlMap requires, Optional<Duration> interval, Duration maxGap) {
    interval
        .filter(i -> i.compareTo(maxGap) > 0)
        .ifPresent(
            i ->
                requires
                    .require("interval")
                    .report(
                        "is longer than max-gap, "
                            + Durations.format(maxGap)
                            + ": the time between two samples would never be covered"));
  }

  private static Optional<Emissions> readEmissions(YamlValue value) {
    YamlMap map = PlanValues.allow(value.map(), PlanKeys.EMISSIONS);
    String version = map.require("version").nonEmpty();
    @Nullable Quantity factor = PlanValues.parsed(map.require("factor"), PlanParser::massPerEnergy);
    return Optional.ofNullable(factor)
        .map(f -> new Emissions(new Criterion.Factor(f.text(), f.value(), f.unit()), version));
  }

  private static Quantity massPerEnergy(String text) {
    Quantity factor = Quantity.parse(text);
    if (!PlanUnits.compatible(factor.unit(), PlanUnits.parse("kg/kWh")) || factor.value() < 0) {
      throw new IllegalArgumentException(
          "expected a mass of carbon for an energy such as '0.37 kg/kWh', not '" + text + "'");
    }
    return factor;
  }

  private DecisionPolicy readPolicy(Optional<YamlValue> value) {
    if (value.isEmpty()) {
      return new DecisionPolicy(Optional.empty(), 0, 1);
    }
    YamlMap map = PlanValues.allow(value.get().map(), PlanKeys.DECIDE);
    Optional<LocalDate> deadline = map.get("deadline").flatMap(PlanValues::date);
    Optional<YamlMap> exercise =
        map.get("exercise").map(e -> PlanValues.allow(e.map(), PlanKeys.EXERCISE));
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
}
