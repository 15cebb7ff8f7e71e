package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;

/** Reads a plan, collecting every mistake. */
final class PlanParser {

  private static final String[] AREAS = {
    "power", "cooling", "ventilation", "network", "cabling", "environment", "other"
  };
  private static final Pattern CONDITION =
      Pattern.compile("(.*\\S)\\s*((?:<=|>=|==|<|>)\\s*[-+]?\\d[^<>=]*)");

  private final SignalUnits units;
  private final Problems problems = new Problems();
  private final Map<String, Expression> derived = new LinkedHashMap<>();

  PlanParser(Catalogue catalogue) {
    this.units = new SignalUnits(catalogue);
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
    root.get("signals").ifPresent(signals -> readSignals(signals.map()));
    List<Phase> phases = readPhases(root.require("phases").map());
    List<Criterion> criteria = readCriteria(root.require("criteria"), phases);
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
    return map.flatMap(m -> m.get(key)).map(YamlValue::duration).orElse(otherwise);
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

  private void readSignals(YamlMap signals) {
    for (String name : signals.keys()) {
      YamlValue value = signals.require(name);
      @Nullable Expression expression = value.parsed(t -> ExpressionParser.parse(t, derived));
      if (expression != null) {
        value.parsed(t -> units.of(expression));
        derived.put(name, expression);
      }
    }
  }

  private List<Phase> readPhases(YamlMap map) {
    List<Phase> phases = new ArrayList<>();
    for (String name : map.keys()) {
      YamlMap phase =
          map.require(name).map().allow("whole", "duration", "when", "for", "settle", "by-hand");
      Optional<Duration> length = phase.get("duration").map(YamlValue::duration);
      Duration settle = phase.get("settle").map(YamlValue::duration).orElse(Duration.ZERO);
      Phase.Entry entry;
      if (phase.has("when")) {
        entry = readWhen(phase);
      } else if (phase.get("by-hand").map(YamlValue::bool).orElse(false)) {
        entry = new Phase.ByHand();
      } else if (phase.get("whole").map(YamlValue::bool).orElse(false)) {
        entry = new Phase.Whole();
      } else {
        entry = new Phase.Timed();
        if (length.isEmpty()) {
          phase.report(
              "a phase needs 'duration', 'when' (a signal and a limit), 'by-hand: true' or 'whole:"
                  + " true'");
        }
      }
      if (phase.has("for") && !phase.has("when")) {
        phase.require("for").report("only goes with 'when'");
      }
      phases.add(new Phase(name, entry, settle, length));
    }
    return phases;
  }

  private Phase.Entry readWhen(YamlMap phase) {
    YamlValue when = phase.require("when");
    Duration hold = phase.get("for").map(YamlValue::duration).orElse(Duration.ZERO);
    Matcher matcher = CONDITION.matcher(when.text());
    if (!matcher.matches()) {
      when.report("expected a signal and a limit such as 'rack_power_watts >= 120 kW'");
      return new Phase.ByHand();
    }
    @Nullable SignalOf signal = readSignal(when, matcher.group(1));
    @Nullable Limit limit = when.parsed(t -> Limit.parse(matcher.group(2)));
    if (signal == null || limit == null) {
      return new Phase.ByHand();
    }
    checkDimension(when, limit, signal.unit(), "the signal");
    return new Phase.When(signal, limit, hold);
  }

  private @Nullable SignalOf readSignal(YamlValue value, String text) {
    @Nullable Expression expression = value.parsed(t -> ExpressionParser.parse(text, derived));
    if (expression == null) {
      return null;
    }
    // A bare number has no unit.
    @Nullable Unit<?> unit = value.<Unit<?>>parsed(t -> units.of(expression).orElse(PlanUnits.ONE));
    return unit == null ? null : new SignalOf(text, expression, unit);
  }

  /** A limit without a unit fits any signal when it is zero. */
  private static void checkDimension(YamlValue at, Limit limit, Unit<?> unit, String what) {
    if (limit.isZero() && limit.unitText().isEmpty()) {
      return;
    }
    if (!PlanUnits.compatible(limit.unit(), unit)) {
      String given = limit.unitText().isEmpty() ? "no unit" : "'" + limit.unitText() + "'";
      at.report("the limit has " + given + " but " + what + " is in " + unit);
    }
  }

  private List<Criterion> readCriteria(YamlValue value, List<Phase> phases) {
    List<Criterion> criteria = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (YamlValue item : value.list()) {
      YamlMap map =
          item.map()
              .allow(
                  "id",
                  "title",
                  "area",
                  "signal",
                  "phase",
                  "over",
                  "statistic",
                  "inside",
                  "limit",
                  "marginal",
                  "sustained",
                  "gate",
                  "weight",
                  "source",
                  "rationale");
      @Nullable Criterion criterion = readCriterion(map, phases);
      if (map.has("id") && !ids.add(map.require("id").text())) {
        map.require("id").report("another criterion has this id");
      }
      if (criterion != null) {
        criteria.add(criterion);
      }
    }
    if (value.isList() && value.list().isEmpty()) {
      value.report("a plan has at least one criterion");
    }
    return criteria;
  }

  private @Nullable Criterion readCriterion(YamlMap map, List<Phase> phases) {
    String id = map.require("id").nonEmpty();
    String title = map.require("title").nonEmpty();
    String area = map.get("area").map(a -> a.oneOf(AREAS)).orElse("other");
    String phase = readPhaseName(map, phases);
    YamlValue signalValue = map.require("signal");
    @Nullable SignalOf signal =
        signalValue.isMissing() ? null : readSignal(signalValue, signalValue.text());
    @Nullable Statistic statistic = map.require("statistic").parsed(Statistic::parse);
    @Nullable Limit limit = map.require("limit").parsed(Limit::parse);
    Optional<Limit> inside = map.get("inside").map(v -> v.parsed(Limit::parse));
    Optional<Limit> marginal = map.get("marginal").map(v -> v.parsed(Limit::parse));
    Optional<Duration> over = map.get("over").map(this::positive);
    Optional<Duration> sustained = map.get("sustained").map(this::positive);
    boolean gate = map.get("gate").map(YamlValue::bool).orElse(false);
    double weight = map.get("weight").map(this::weight).orElse(1.0);
    if (signal == null || statistic == null || limit == null) {
      return null;
    }
    Unit<?> unit = statistic.kind().unit(signal.unit());
    checkDimension(map.require("limit"), limit, unit, "the " + statistic.text() + " of the signal");
    marginal.ifPresent(
        m -> checkDimension(map.require("marginal"), m, unit, "the " + statistic.text()));
    checkInside(map, statistic, signal, inside);
    if (sustained.isPresent() && over.isPresent()) {
      map.require("sustained").report("does not go with 'over': one of them");
    }
    return new Criterion(
        id,
        title,
        area,
        signal,
        phase,
        over,
        statistic,
        inside,
        limit,
        marginal,
        sustained,
        gate,
        weight,
        map.get("source").map(YamlValue::text).orElse(""),
        map.get("rationale").map(YamlValue::text).orElse(""));
  }

  private static void checkInside(
      YamlMap map, Statistic statistic, SignalOf signal, Optional<Limit> inside) {
    if (statistic.kind().needsInside() && inside.isEmpty()) {
      map.report("the statistic " + statistic.text() + " needs 'inside', the interval to stay in");
    } else if (!statistic.kind().needsInside() && inside.isPresent()) {
      map.require("inside").report("only goes with time-outside and longest-outside");
    }
    inside.ifPresent(i -> checkDimension(map.require("inside"), i, signal.unit(), "the signal"));
  }

  private String readPhaseName(YamlMap map, List<Phase> phases) {
    List<String> names = phases.stream().map(Phase::name).toList();
    YamlValue value = map.require("phase");
    String name = value.text();
    if (!value.isMissing() && !names.contains(name)) {
      value.report("there is no phase '" + name + "'." + Nearest.hint(name, names));
    }
    return name;
  }

  private Duration positive(YamlValue value) {
    Duration duration = value.duration();
    if (value.isText() && duration.isZero()) {
      value.report("must be longer than nothing");
    }
    return duration;
  }

  private double weight(YamlValue value) {
    double weight = value.number();
    if (weight < 0) {
      value.report("a weight is at least 0, not " + value.text());
    }
    return weight;
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
    Limit limit = value.parsed(Limit::parse);
    if (limit == null || !limit.lowInclusive() || Double.isInfinite(limit.low())) {
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
