package io.rackproof.collector.plan;

import io.rackproof.document.Durations;
import io.rackproof.document.Nearest;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;

/** Reads the criteria of a plan, and refuses those that could never be decided or never fail. */
final class CriterionReader {

  static final List<String> AREAS =
      List.of("power", "cooling", "ventilation", "network", "cabling", "environment", "other");

  private final SignalReader signals;
  private final List<Phase> phases;
  private final Optional<Duration> interval;
  private final Optional<Emissions> emissions;
  private final StatisticalReader statistical;
  private final StepReader steps;

  CriterionReader(
      SignalReader signals,
      List<Phase> phases,
      Duration maxGap,
      Optional<Duration> interval,
      Optional<Emissions> emissions) {
    this.signals = signals;
    this.phases = phases;
    this.interval = interval;
    this.emissions = emissions;
    this.statistical = new StatisticalReader(signals, phases, maxGap);
    this.steps = new StepReader(signals);
  }

  List<Criterion> read(YamlValue value) {
    List<Criterion> criteria = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<YamlValue> items = value.list();
    for (YamlValue item : items) {
      YamlMap map = PlanValues.allow(item.map(), PlanKeys.CRITERION);
      readCriterion(map).ifPresent(criteria::add);
      if (map.has("id") && !ids.add(map.require("id").text())) {
        map.require("id").report("another criterion has this id");
      }
    }
    if (value.isList() && items.isEmpty()) {
      value.report("a plan has at least one criterion");
    }
    if (!items.isEmpty()
        && criteria.size() == items.size()
        && criteria.stream().allMatch(c -> c.weight() == 0)) {
      value.report("all weights are 0: there is no score");
    }
    return criteria;
  }

  private Optional<Criterion> readCriterion(YamlMap map) {
    MethodKind kind = MethodKind.of(map);
    kind.checkKeys(map);
    String id = map.require("id").nonEmpty();
    String title = map.require("title").nonEmpty();
    String area = map.get("area").map(a -> a.oneOf(AREAS.toArray(String[]::new))).orElse("other");
    boolean manual = kind == MethodKind.MANUAL;
    Optional<Phase> phase = manual ? Optional.empty() : readPhase(map);
    @Nullable SignalOf signal = manual ? null : readSignal(map.require("signal"));
    List<String> each = map.get("each").map(PlanValues::labels).orElse(List.of());
    @Nullable Limit limit = readLimit(map, kind);
    Optional<Limit> marginal = map.get("marginal").map(v -> v.parsed(Limit::parse));
    Optional<Method> method =
        switch (kind) {
          case STATISTIC -> statistical.read(map, signal, each, phase, limit);
          case STEP -> steps.read(map, signal, phase);
          case BIT_ERRORS -> BitErrorsReader.read(map, signal, signals);
          case WIRING -> WiringReader.read(map, signal, signals);
          case MANUAL ->
              Optional.of(new Method.Manual(map.require("manual").nonEmpty(), map.has("limit")));
        };
    Optional<Accuracy> accuracy =
        map.get("accuracy")
            .map(v -> AccuracyReader.read(v, signal == null ? PlanUnits.ONE : signal.unit()));
    Optional<Criterion.Factor> factor = map.get("factor").flatMap(this::factor);
    OptionalInt members =
        map.get("members")
            .map(v -> OptionalInt.of((int) v.integer(1, Integer.MAX_VALUE)))
            .orElse(OptionalInt.empty());
    boolean gate = map.get("gate").map(YamlValue::bool).orElse(false);
    double weight = map.get("weight").map(CriterionReader::weight).orElse(1.0);
    String source = map.get("source").map(YamlValue::text).orElse("");
    String rationale = map.get("rationale").map(YamlValue::text).orElse("");
    if (method.isEmpty() || limit == null || factor.isPresent() != map.has("factor")) {
      return Optional.empty();
    }
    Criterion criterion =
        new Criterion(
            id,
            title,
            area,
            phase.map(Phase::name).orElse(""),
            method.get(),
            each,
            members,
            limit,
            marginal,
            accuracy,
            factor,
            gate,
            weight,
            source,
            rationale);
    checkLimits(map, criterion);
    return Optional.of(criterion);
  }

  private @Nullable SignalOf readSignal(YamlValue value) {
    if (!value.isMissing() && !value.isText()) {
      value.report("expected a signal such as 'pdu_input_power_watts'");
    }
    return value.isText() ? signals.read(value, value.text()) : null;
  }

  private static @Nullable Limit readLimit(YamlMap map, MethodKind kind) {
    if (!map.has("limit") && kind == MethodKind.MANUAL) {
      return Limit.none("inspection");
    }
    if (!map.has("limit") && kind == MethodKind.WIRING) {
      return Limit.parse(WiringReader.LIMIT);
    }
    return PlanValues.parsed(map.require("limit"), Limit::parse);
  }

  private Optional<Criterion.Factor> factor(YamlValue value) {
    if (value.isText() && value.text().equals("emissions")) {
      if (emissions.isEmpty()) {
        value.report("the plan has no 'emissions', which give the factor and its version");
      }
      return emissions.map(Emissions::factor);
    }
    @Nullable Quantity quantity = value.parsed(CriterionReader::notNegative);
    return Optional.ofNullable(quantity)
        .map(q -> new Criterion.Factor(q.text(), q.value(), q.unit()));
  }

  /** A limit would be turned upside down, and what only grows would only fall. */
  private static Quantity notNegative(String text) {
    Quantity quantity = Quantity.parse(text);
    if (quantity.value() < 0) {
      throw new IllegalArgumentException(
          "a factor is not negative: '" + text + "'. Judge the negative of a signal instead");
    }
    return quantity;
  }

  private void checkLimits(YamlMap map, Criterion criterion) {
    if (criterion.method() instanceof Method.Manual manual) {
      if (!manual.measured()) {
        map.get("marginal").ifPresent(v -> v.report("only goes with 'limit'"));
      } else {
        criterion
            .marginal()
            .ifPresent(
                m -> checkDimension(map.require("marginal"), m, criterion.unit(), "the value"));
      }
      return;
    }
    if (criterion.factor().isPresent() && isTemperature(criterion)) {
      map.require("factor").report("a temperature in °C cannot be multiplied");
      return;
    }
    String what = whatIsLimited(criterion);
    if (map.has("limit")) {
      checkDimension(map.require("limit"), criterion.limit(), criterion.unit(), what);
    }
    criterion
        .marginal()
        .ifPresent(m -> checkDimension(map.require("marginal"), m, criterion.unit(), what));
    if (criterion.method() instanceof Method.StepResponse step) {
      StepReader.check(map, step, criterion.limit(), interval);
    } else if (criterion.method() instanceof Method.Wiring && map.has("limit")) {
      WiringReader.checkLimit(map.require("limit"), criterion.limit());
    }
  }

  private static boolean isTemperature(Criterion criterion) {
    return criterion.method() instanceof Method.Statistical s
        && s.comparison().isEmpty()
        && s.statistic().kind().unit(s.of().unit()).equals(PlanUnits.CELSIUS);
  }

  private static String whatIsLimited(Criterion criterion) {
    Method method = criterion.method();
    if (method instanceof Method.Statistical statistical) {
      String relative =
          statistical
              .comparison()
              .map(c -> " " + c.text())
              .orElse(criterion.factor().isPresent() ? " times the factor" : "");
      return "the " + statistical.statistic().text() + " of the signal" + relative;
    }
    if (method instanceof Method.StepResponse step) {
      return "the " + step.value().text() + " of the signal";
    }
    return method instanceof Method.BitErrors ? "the bit error ratio" : "a link";
  }

  private Optional<Phase> readPhase(YamlMap map) {
    YamlValue value = map.require("phase");
    if (value.isMissing()) {
      return Optional.empty();
    }
    String name = value.text();
    Optional<Phase> phase = phases.stream().filter(p -> p.name().equals(name)).findFirst();
    if (phase.isEmpty() && value.isText()) {
      List<String> names = phases.stream().map(Phase::name).toList();
      value.report("there is no phase '" + name + "'." + Nearest.hint(name, names));
    }
    return phase;
  }

  private static double weight(YamlValue value) {
    double weight = value.number();
    if (weight < 0) {
      value.report("a weight is at least 0, not " + value.text());
    }
    return weight;
  }

  /** A phase that is shorter can never hold it. */
  static void checkFits(YamlValue at, Duration length, Optional<Phase> phase) {
    phase.ifPresent(
        p ->
            p.duration()
                .map(d -> d.minus(p.settle()))
                .filter(judged -> judged.compareTo(length) < 0 && !judged.isNegative())
                .ifPresent(
                    judged ->
                        at.report(
                            "is longer than what is judged of phase '"
                                + p.name()
                                + "', which is "
                                + Durations.format(judged))));
  }

  /** A limit without a unit fits any signal when it is zero. */
  static void checkDimension(YamlValue at, Limit limit, Unit<?> unit, String what) {
    if (limit.isZero() && limit.unitText().isEmpty()) {
      return;
    }
    if (!PlanUnits.compatible(limit.unit(), unit)) {
      String given = limit.unitText().isEmpty() ? "no unit" : "'" + limit.unitText() + "'";
      at.report("the limit has " + given + " but " + what + " is in " + PlanUnits.text(unit));
    } else if (limit.unit().equals(PlanUnits.CELSIUS) && unit.equals(PlanUnits.KELVIN)) {
      at.report("a difference of temperatures is told in K, not in °C");
    } else if (limit.unit().equals(PlanUnits.KELVIN) && unit.equals(PlanUnits.CELSIUS)) {
      at.report(
          what
              + " is a temperature in °C, not a difference in K; subtract one signal from another");
    }
  }
}
