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

  private static final String[] AREAS = {
    "power", "cooling", "ventilation", "network", "cabling", "environment", "other"
  };

  private final SignalReader signals;
  private final List<Phase> phases;
  private final Duration maxGap;

  CriterionReader(SignalReader signals, List<Phase> phases, Duration maxGap) {
    this.signals = signals;
    this.phases = phases;
    this.maxGap = maxGap;
  }

  List<Criterion> read(YamlValue value) {
    List<Criterion> criteria = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<YamlValue> items = value.list();
    for (YamlValue item : items) {
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
      @Nullable Criterion criterion = readCriterion(map);
      if (map.has("id") && !ids.add(map.require("id").text())) {
        map.require("id").report("another criterion has this id");
      }
      if (criterion != null) {
        criteria.add(criterion);
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

  private @Nullable Criterion readCriterion(YamlMap map) {
    String id = map.require("id").nonEmpty();
    String title = map.require("title").nonEmpty();
    String area = map.get("area").map(a -> a.oneOf(AREAS)).orElse("other");
    Optional<Phase> phase = readPhase(map);
    YamlValue signalValue = map.require("signal");
    @Nullable SignalOf signal =
        signalValue.isText() ? signals.read(signalValue, signalValue.text()) : null;
    if (!signalValue.isMissing() && !signalValue.isText()) {
      signalValue.report("expected a signal such as 'pdu_input_power_watts'");
    }
    @Nullable Statistic statistic = parsed(map.require("statistic"), Statistic::parse);
    @Nullable Limit limit = parsed(map.require("limit"), Limit::parse);
    Optional<Limit> inside = map.get("inside").map(v -> v.parsed(Limit::parse));
    Optional<Limit> marginal = map.get("marginal").map(v -> v.parsed(Limit::parse));
    Optional<Duration> over = map.get("over").map(PhaseReader::positive);
    Optional<Duration> sustained = map.get("sustained").map(PhaseReader::positive);
    boolean gate = map.get("gate").map(YamlValue::bool).orElse(false);
    double weight = map.get("weight").map(CriterionReader::weight).orElse(1.0);
    if (statistic != null) {
      checkInside(map, statistic, inside);
      checkOver(map, statistic, over, phase);
      if (limit != null) {
        checkSustained(map, statistic, limit, sustained, phase);
      }
    }
    if (signal == null || statistic == null || limit == null) {
      return null;
    }
    Unit<?> unit = statistic.kind().unit(signal.unit());
    String what = "the " + statistic.text() + " of the signal";
    checkDimension(map.require("limit"), limit, unit, what);
    marginal.ifPresent(m -> checkDimension(map.require("marginal"), m, unit, what));
    inside.ifPresent(i -> checkDimension(map.require("inside"), i, signal.unit(), "the signal"));
    if (statistic.kind().needsCounter() && !signals.isCounter(signal.expression())) {
      map.require("signal")
          .report(
              statistic.text()
                  + " takes one counter as it is, so that a restart can be seen: a metric that"
                  + " ends in _total, at most times a number");
    }
    return new Criterion(
        id,
        title,
        area,
        phase.map(Phase::name).orElse(""),
        new Method.Statistical(signal, statistic, over, inside, sustained, Optional.empty()),
        List.of(),
        OptionalInt.empty(),
        limit,
        marginal,
        Optional.empty(),
        Optional.empty(),
        gate,
        weight,
        map.get("source").map(YamlValue::text).orElse(""),
        map.get("rationale").map(YamlValue::text).orElse(""));
  }

  private static <T> @Nullable T parsed(
      YamlValue value, java.util.function.Function<String, T> parser) {
    return value.isMissing() ? null : value.parsed(parser);
  }

  private static void checkInside(YamlMap map, Statistic statistic, Optional<Limit> inside) {
    if (statistic.kind().needsInside() && !map.has("inside")) {
      map.report("the statistic " + statistic.text() + " needs 'inside', the interval to stay in");
    } else if (!statistic.kind().needsInside() && inside.isPresent()) {
      map.require("inside").report("only goes with time-outside and longest-outside");
    }
  }

  private void checkOver(
      YamlMap map, Statistic statistic, Optional<Duration> over, Optional<Phase> phase) {
    if (over.isEmpty() || over.get().isZero()) {
      return;
    }
    boolean spread =
        statistic.kind() == StatisticKind.PERCENTILE || statistic.kind() == StatisticKind.STDDEV;
    if (spread && over.get().compareTo(maxGap) <= 0) {
      map.require("over")
          .report(
              "one sample may fill this window, since max-gap is "
                  + Durations.format(maxGap)
                  + "; the "
                  + statistic.text()
                  + " needs a longer one");
    }
    checkFits(map.require("over"), over.get(), phase);
  }

  /** A phase that is shorter can never hold it. */
  private static void checkFits(YamlValue at, Duration length, Optional<Phase> phase) {
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

  private static void checkSustained(
      YamlMap map,
      Statistic statistic,
      Limit limit,
      Optional<Duration> sustained,
      Optional<Phase> phase) {
    if (sustained.isEmpty()) {
      return;
    }
    YamlValue at = map.require("sustained");
    if (map.has("over")) {
      at.report("does not go with 'over': one of them");
    }
    boolean lowest = statistic.kind() == StatisticKind.MIN && Double.isInfinite(limit.high());
    boolean highest = statistic.kind() == StatisticKind.MAX && Double.isInfinite(limit.low());
    if (!lowest && !highest) {
      at.report("goes with 'min' and a limit '>= …', or with 'max' and a limit '<= …'");
    }
    checkFits(at, sustained.get(), phase);
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
