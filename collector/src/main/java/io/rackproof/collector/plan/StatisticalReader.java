package io.rackproof.collector.plan;

import io.rackproof.document.Durations;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a criterion that is decided by the statistic of a signal. */
final class StatisticalReader {

  private static final Set<StatisticKind> OF_SEVERAL_SAMPLES =
      EnumSet.of(StatisticKind.PERCENTILE, StatisticKind.STDDEV, StatisticKind.SLOPE);

  private final SignalReader signals;
  private final List<Phase> phases;
  private final Duration maxGap;

  StatisticalReader(SignalReader signals, List<Phase> phases, Duration maxGap) {
    this.signals = signals;
    this.phases = phases;
    this.maxGap = maxGap;
  }

  /** The method; empty after a mistake, which has been reported. */
  Optional<Method> read(
      YamlMap map,
      @Nullable SignalOf signal,
      List<String> each,
      Optional<Phase> phase,
      @Nullable Limit limit) {
    @Nullable Statistic statistic = statistic(map.require("statistic"));
    Optional<Limit> inside = map.get("inside").map(v -> v.parsed(Limit::parse));
    Optional<Duration> over = map.get("over").map(PlanValues::positive);
    Optional<Duration> sustained = map.get("sustained").map(PlanValues::positive);
    Optional<Comparison> comparison =
        map.get("compare").flatMap(v -> ComparisonReader.read(v, phases, phase));
    if (statistic == null) {
      return Optional.empty();
    }
    checkInside(map, statistic, inside);
    checkOver(map, statistic, over, phase);
    checkComparison(map, statistic, signal);
    if (limit != null) {
      checkSustained(map, statistic, limit, sustained, phase);
    }
    if (signal == null || comparison.isPresent() != map.has("compare")) {
      return Optional.empty();
    }
    inside.ifPresent(
        i -> CriterionReader.checkDimension(map.require("inside"), i, signal.unit(), "the signal"));
    if (statistic.kind().needsCounter() && !signals.isCounter(signal.expression())) {
      map.require("signal")
          .report(
              statistic.text()
                  + " takes one counter as it is, so that a restart can be seen: a metric that"
                  + " ends in _total, at most times a number");
    }
    @Nullable SignalOf judged = statistic.isSpread() ? spread(map, signal, each) : signal;
    return judged == null
        ? Optional.empty()
        : Optional.of(
            new Method.Statistical(judged, statistic, over, inside, sustained, comparison));
  }

  private static @Nullable Statistic statistic(YamlValue value) {
    if (value.isText() && StepReader.STATISTICS.containsKey(Signs.word(value.text()))) {
      value.report("'" + value.text() + "' is told of an event: it needs 'step' with a 'trigger'");
      return null;
    }
    return PlanValues.parsed(value, Statistic::parse);
  }

  /** The largest less the smallest member of each group at every instant. */
  private @Nullable SignalOf spread(YamlMap map, SignalOf signal, List<String> each) {
    String by = each.isEmpty() ? "rack" : String.join(", ", each);
    return signals.read(
        map.require("signal"),
        "max by (%1$s) (%2$s) - min by (%1$s) (%2$s)".formatted(by, signal.text()));
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
    if (OF_SEVERAL_SAMPLES.contains(statistic.kind()) && over.get().compareTo(maxGap) <= 0) {
      map.require("over")
          .report(
              "one sample may fill this window, since max-gap is "
                  + Durations.format(maxGap)
                  + "; the "
                  + statistic.text()
                  + " needs a longer one");
    }
    CriterionReader.checkFits(map.require("over"), over.get(), phase);
  }

  private static void checkComparison(YamlMap map, Statistic statistic, @Nullable SignalOf signal) {
    if (!map.has("compare")) {
      return;
    }
    YamlValue at = map.require("compare");
    for (String key : List.of("over", "sustained")) {
      map.get(key).ifPresent(v -> v.report("does not go with 'compare'"));
    }
    if (signal != null
        && at.isMap()
        && at.map().get("as").filter(a -> a.text().equals("difference")).isEmpty()
        && statistic.kind().unit(signal.unit()).equals(PlanUnits.CELSIUS)) {
      at.report("a ratio of two temperatures in °C says nothing; compare 'as: difference'");
    }
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
    if (map.has("factor")) {
      at.report("does not go with 'factor'");
    }
    boolean lowest = statistic.kind() == StatisticKind.MIN && Double.isInfinite(limit.high());
    boolean highest = statistic.kind() == StatisticKind.MAX && Double.isInfinite(limit.low());
    if (!lowest && !highest) {
      at.report("goes with 'min' and a limit '>= …', or with 'max' and a limit '<= …'");
    }
    CriterionReader.checkFits(at, sustained.get(), phase);
  }
}
