package io.rackproof.collector.reference;

import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Verdicts out of statistics, as docs/plans.md says. */
final class Judge {

  private final Map<Series, Grid> series;
  private final Map<String, List<Phases.Span>> phases;
  private final double leastCoverage;

  /** Values of the racks of another generation, by criterion and labels without the rack. */
  private final Map<String, Map<Map<String, String>, Double>> references;

  /** By phase, whether samples were lost or the clock was off in its judged time. */
  private final Map<String, Boolean> doubts;

  Judge(
      Map<Series, Grid> series,
      Map<String, List<Phases.Span>> phases,
      double leastCoverage,
      Map<String, Map<Map<String, String>, Double>> references,
      Map<String, Boolean> doubts) {
    this.series = series;
    this.phases = phases;
    this.leastCoverage = leastCoverage;
    this.references = references;
    this.doubts = doubts;
  }

  /**
   * @param value in the unit of the limit; NaN for none
   */
  record Judged(
      Verdict verdict,
      double value,
      double margin,
      double coverage,
      long samples,
      Set<Long> worst) {}

  /** The members of a signal. */
  Map<SortedMap<String, String>, Grid> members(Asked.Kind kind) {
    Map<SortedMap<String, String>, Grid> plain =
        of(kind.counter() ? "switch_port_receive_errors_total" : "psu_output_power_watts");
    return switch (kind) {
      case PLAIN, ERRORS -> plain;
      case TWICE -> map(plain, g -> g.map(v -> v * 2));
      case FILTER -> map(plain, g -> g.map(v -> v > 20 ? v : Double.NaN));
      case BOOL -> map(plain, g -> g.map(v -> v > 20 ? 1 : 0));
      case CLAMPED -> map(plain, g -> g.map(v -> Math.min(v, 22)));
      case SUM -> grouped(plain, List.of("rack"), h -> Arrays.stream(h).sum());
      case AVERAGE ->
          grouped(plain, List.of("rack", "shelf"), h -> Arrays.stream(h).average().orElseThrow());
      case SPREAD ->
          grouped(
              plain,
              List.of("rack"),
              h -> Arrays.stream(h).max().orElseThrow() - Arrays.stream(h).min().orElseThrow());
      case FILTERED_SUM, COUNT ->
          grouped(
              map(plain, g -> g.map(v -> v > 20 ? v : Double.NaN)),
              List.of("rack"),
              h -> {
                double[] through = Grid.through(h);
                double sum =
                    kind == Asked.Kind.COUNT ? through.length : Arrays.stream(through).sum();
                return through.length == 0 ? Double.NaN : sum;
              });
      case SHARE -> {
        Map<SortedMap<String, String>, Grid> shares = new LinkedHashMap<>();
        plain.forEach(
            (labels, own) -> {
              List<Grid> all = new ArrayList<>(List.of(own));
              all.addAll(plain.values());
              shares.put(
                  labels,
                  Grid.together(
                      all,
                      h -> {
                        double sum = Arrays.stream(h).skip(1).sum();
                        return sum == 0 ? Double.POSITIVE_INFINITY : h[0] / sum;
                      }));
            });
        yield shares;
      }
    };
  }

  Map<SortedMap<String, String>, Grid> of(String metric) {
    Map<SortedMap<String, String>, Grid> found = new LinkedHashMap<>();
    series.forEach(
        (s, grid) -> {
          if (s.metric().equals(metric)) {
            found.put(s.labels(), grid);
          }
        });
    return found;
  }

  private static Map<SortedMap<String, String>, Grid> map(
      Map<SortedMap<String, String>, Grid> members,
      java.util.function.UnaryOperator<Grid> function) {
    Map<SortedMap<String, String>, Grid> result = new LinkedHashMap<>();
    members.forEach((labels, grid) -> result.put(labels, function.apply(grid)));
    return result;
  }

  private static Map<SortedMap<String, String>, Grid> grouped(
      Map<SortedMap<String, String>, Grid> members,
      List<String> by,
      java.util.function.ToDoubleFunction<double[]> function) {
    Map<SortedMap<String, String>, List<Grid>> groups = new LinkedHashMap<>();
    members.forEach(
        (labels, grid) ->
            groups.computeIfAbsent(only(labels, by), k -> new ArrayList<>()).add(grid));
    Map<SortedMap<String, String>, Grid> result = new LinkedHashMap<>();
    groups.forEach((labels, grids) -> result.put(labels, Grid.together(grids, function)));
    return result;
  }

  private static SortedMap<String, String> only(SortedMap<String, String> labels, List<String> by) {
    SortedMap<String, String> kept = new TreeMap<>(labels);
    kept.keySet().retainAll(by);
    return kept;
  }

  List<Phases.Span> phase(String name) {
    return phases.getOrDefault(name, List.of());
  }

  /** Each member of a criterion, before {@code each} puts members together. */
  Map<SortedMap<String, String>, Judged> judge(Asked asked) {
    Map<SortedMap<String, String>, Judged> verdicts = new LinkedHashMap<>();
    Map<SortedMap<String, String>, Result> results = results(asked, asked.phase());
    results.forEach(
        (labels, own) -> {
          Result told = asked.compare().isEmpty() ? own : compared(asked, labels, own, results);
          verdicts.put(labels, verdict(asked, told));
        });
    return verdicts;
  }

  private Map<SortedMap<String, String>, Result> results(Asked asked, String phase) {
    Map<SortedMap<String, String>, Result> results = new LinkedHashMap<>();
    Bound limit = asked.limit();
    Bound inUnit =
        new Bound(
            limit.low() / asked.scale(),
            limit.lowIn(),
            limit.high() / asked.scale(),
            limit.highIn());
    members(asked.signal())
        .forEach(
            (labels, grid) -> {
              Statistics statistics = new Statistics(grid, phase(phase), leastCoverage);
              results.put(
                  labels,
                  asked.over() > 0
                      ? statistics.rolling(asked.statistic(), asked.inside(), inUnit, asked.over())
                      : statistics.whole(
                          asked.statistic(), asked.inside(), inUnit, asked.sustained()));
            });
    return results;
  }

  private Result compared(
      Asked asked,
      SortedMap<String, String> labels,
      Result own,
      Map<SortedMap<String, String>, Result> all) {
    if (own.samples() == 0) {
      return own;
    }
    double other = Double.NaN;
    boolean certain = true;
    if (asked.compare().equals("group")) {
      // All members of the rack; each must be known as well as the plan asks.
      boolean known =
          all.values().stream()
              .allMatch(r -> r.samples() > 0 && !r.open() && r.coverage() >= leastCoverage);
      other = known ? all.values().stream().mapToDouble(Result::value).average().orElse(0) : other;
      certain = all.values().stream().allMatch(Result::certain);
      double sizes =
          all.values().stream().mapToDouble(r -> Math.abs(r.value())).average().orElse(0);
      other = known && Math.abs(other) <= 1e-12 * sizes ? 0 : other;
    } else if (asked.compare().equals("first")) {
      Result there = Objects.requireNonNull(results(asked, "first").get(labels));
      boolean known = there.samples() > 0 && !there.open() && there.coverage() >= leastCoverage;
      other = known ? there.value() : other;
      certain = known && there.certain();
    } else {
      SortedMap<String, String> name = new TreeMap<>(labels);
      name.remove("rack");
      other = references.getOrDefault(asked.id(), Map.of()).getOrDefault(name, Double.NaN);
    }
    boolean missing = Double.isNaN(other) || own.open() || (asked.ratio() && other == 0);
    double value = missing ? Double.NaN : asked.ratio() ? own.value() / other : own.value() - other;
    boolean sure = !missing && own.certain() && certain;
    return new Result(
        value,
        sure ? value : -Statistics.NEVER,
        sure ? value : Statistics.NEVER,
        own.restarts(),
        missing,
        own.covered(),
        own.cells(),
        own.samples(),
        worst(asked, labels, own, value, other));
  }

  /** A comparison tells when the member was furthest to the side on which the limit is nearer. */
  private Set<Long> worst(
      Asked asked, SortedMap<String, String> labels, Result own, double value, double other) {
    boolean ofSides =
        asked.statistic().startsWith("p")
            || List.of("mean", "integral", "slope").contains(asked.statistic());
    if (!ofSides) {
      return own.worst();
    }
    Statistics statistics =
        new Statistics(
            Objects.requireNonNull(members(asked.signal()).get(labels)),
            phase(asked.phase()),
            leastCoverage);
    double told = value * asked.scale();
    double above = asked.limit().high() - told;
    double below = told - asked.limit().low();
    boolean flips = asked.ratio() && other < 0;
    Set<Long> either = new TreeSet<>();
    if (!(below < above)) {
      either.addAll(statistics.side(!flips));
    }
    if (!(above < below)) {
      either.addAll(statistics.side(flips));
    }
    return either;
  }

  private Judged verdict(Asked asked, Result result) {
    if (result.samples() == 0) {
      return new Judged(Verdict.INCONCLUSIVE, Double.NaN, Double.NaN, 0, 0, Set.of());
    }
    double value = Bound.rounded(Bound.rounded(result.value()) * asked.scale());
    return new Judged(
        verdict(asked, result, value),
        value,
        asked.limit().margin(value),
        result.coverage(),
        result.samples(),
        result.worst());
  }

  private Verdict verdict(Asked asked, Result result, double value) {
    Bound limit = asked.limit();
    double least = Bound.rounded(Bound.rounded(result.least()) * asked.scale());
    double most = Bound.rounded(Bound.rounded(result.most()) * asked.scale());
    if (limit.above(least) || limit.below(most)) {
      return Verdict.FAIL;
    }
    if (result.coverage() < leastCoverage || result.open()) {
      return Verdict.INCONCLUSIVE;
    }
    if (!limit.holds(value)) {
      return result.restarts() && limit.below(value) ? Verdict.INCONCLUSIVE : Verdict.FAIL;
    }
    boolean doubt =
        doubts.getOrDefault(asked.phase(), false) || doubts.getOrDefault(asked.compare(), false);
    if (doubt || (result.restarts() && limit.high() == 0)) {
      return Verdict.INCONCLUSIVE;
    }
    boolean marginal = !asked.marginal().equals(Bound.NONE) && asked.marginal().holds(value);
    return marginal ? Verdict.MARGINAL : Verdict.PASS;
  }

  /** The worst of all, or INCONCLUSIVE where there are too few. */
  static Verdict worst(Asked asked, Map<SortedMap<String, String>, Judged> members) {
    Verdict worst =
        members.values().stream().map(Judged::verdict).reduce(Verdict.PASS, Verdict::worst);
    long told =
        asked.each()
            ? members.keySet().stream().map(l -> only(l, List.of("rack"))).distinct().count()
            : members.size();
    boolean few = members.isEmpty() || told < asked.members();
    return few && worst != Verdict.FAIL ? Verdict.INCONCLUSIVE : worst;
  }
}
