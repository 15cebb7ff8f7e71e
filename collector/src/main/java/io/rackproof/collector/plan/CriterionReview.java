package io.rackproof.collector.plan;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.catalogue.Metric;
import io.rackproof.document.Durations;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.measure.UnitConverter;

/** Looks for what is allowed in a criterion and yet is likely not meant. */
final class CriterionReview {

  /** 1 − the confidence with which a percentile must be known from independent samples. */
  private static final double RISK = 0.05;

  /** A share above this was meant as percent. */
  private static final double LARGEST_SHARE = 2;

  private final Plan plan;
  private final Catalogue catalogue;
  private final ShippedProfiles profiles = ShippedProfiles.load();

  CriterionReview(Plan plan, Catalogue catalogue) {
    this.plan = plan;
    this.catalogue = catalogue;
  }

  void review(YamlMap map, Criterion criterion) {
    if (criterion.method() instanceof Method.Statistical method) {
      samples(map, criterion, method);
      resets(map, method);
      if (!shares(map, criterion, method)) {
        plausible(map, criterion, method);
      }
    }
    devices(map, criterion);
    if (criterion.weight() == 0 && !criterion.gate()) {
      Finding.warn(map.require("weight"), "neither a gate nor in the score: it decides nothing");
    }
    if (criterion.gate() && criterion.source().isEmpty()) {
      Finding.note(map.require("gate"), "a gate without 'source': why is this the limit?");
    }
  }

  /** A percentile of too few samples is the largest of them, whatever its number. */
  private void samples(YamlMap map, Criterion criterion, Method.Statistical method) {
    Optional<Duration> interval = plan.interval();
    if (interval.isEmpty()) {
      return;
    }
    method
        .over()
        .filter(w -> w.compareTo(interval.get().multipliedBy(2)) < 0)
        .ifPresent(
            w ->
                Finding.warn(
                    map.require("over"),
                    "holds hardly a sample, since the rack is polled every "
                        + Durations.format(interval.get())));
    Optional<Duration> judged = method.over().or(() -> judged(criterion));
    if (method.statistic().kind() != StatisticKind.PERCENTILE || judged.isEmpty()) {
      return;
    }
    double share = method.statistic().share();
    double rest = Math.min(share, 1 - share);
    long needed = (long) Math.ceil(Math.log(RISK) / Math.log1p(-rest) - 1e-9);
    long there = judged.get().toMillis() / interval.get().toMillis();
    if (there < needed) {
      Finding.warn(
          map.require("statistic"),
          method.statistic().text()
              + " needs "
              + needed
              + " samples or more to be told with 95 % confidence; "
              + Durations.format(judged.get())
              + " at one every "
              + Durations.format(interval.get())
              + " has "
              + there);
    }
  }

  /** What a phase judges at the most; empty when it does not say. */
  private Optional<Duration> judged(Criterion criterion) {
    return plan.phase(criterion.phase()).flatMap(p -> p.duration().map(d -> d.minus(p.settle())));
  }

  private void resets(YamlMap map, Method.Statistical method) {
    if (!method.statistic().kind().needsCounter()) {
      return;
    }
    for (String metric : method.of().expression().metrics()) {
      boolean resettable =
          catalogue.metric(metric).filter(m -> m.help().contains("reset by a person")).isPresent();
      if (resettable) {
        Finding.note(
            map.require("signal"),
            "a person can set "
                + metric
                + " back at the device; what it counted before that would be lost");
      }
    }
  }

  /** {@code <= 80} for a ratio is 8000 %. */
  private static boolean shares(YamlMap map, Criterion criterion, Method.Statistical method) {
    Limit limit = criterion.limit();
    double bound = Double.isInfinite(limit.high()) ? limit.low() : limit.high();
    boolean ratio =
        method.of().expression() instanceof Expression.Selector selector
            && selector.metric().endsWith("_ratio");
    if (ratio
        && criterion.signalLimit().isPresent()
        && limit.unitText().isEmpty()
        && bound > LARGEST_SHARE) {
      Finding.warn(
          map.require("limit"),
          "the signal is a share from 0 to 1; is '" + limit.text() + " %' meant?");
      return true;
    }
    return false;
  }

  /** A limit that the metric cannot come near: the unit, the sign or a digit is likely wrong. */
  private void plausible(YamlMap map, Criterion criterion, Method.Statistical method) {
    Optional<Limit> limit = criterion.signalLimit();
    Optional<Metric> metric = metricOf(method.of().expression()).flatMap(catalogue::metric);
    if (limit.isEmpty() || metric.flatMap(Metric::plausible).isEmpty()) {
      return;
    }
    Metric.Range range = metric.get().plausible().get();
    UnitConverter toMetric =
        limit.get().isZero()
            ? PlanUnits.converter(method.of().unit(), method.of().unit())
            : PlanUnits.converter(limit.get().unit(), method.of().unit());
    for (double bound : new double[] {limit.get().low(), limit.get().high()}) {
      if (Double.isFinite(bound) && !range.contains(toMetric.convert(bound))) {
        Finding.warn(
            map.require(method.inside().isPresent() ? "inside" : "limit"),
            metric.get().name()
                + " is from "
                + number(range.low())
                + " to "
                + number(range.high())
                + (metric.get().unit().equals("1") ? "" : " " + metric.get().unit())
                + " in anything that is built; is '"
                + limit.get().text()
                + "' meant?");
        return;
      }
    }
  }

  /** The metric whose values a signal has as they are; empty where it computes others. */
  private static Optional<String> metricOf(Expression expression) {
    if (expression instanceof Expression.Selector selector) {
      return Optional.of(selector.metric());
    }
    if (expression instanceof Expression.Aggregate aggregate) {
      return switch (aggregate.aggregator()) {
        case AVG, MIN, MAX -> metricOf(aggregate.operand());
        case SUM, COUNT -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static String number(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(6))
        .stripTrailingZeros()
        .toPlainString();
  }

  private void devices(YamlMap map, Criterion criterion) {
    Set<String> metrics = new TreeSet<>();
    criterion.signals().forEach(s -> metrics.addAll(s.expression().metrics()));
    for (String metric : metrics) {
      Optional<Metric> known = catalogue.metric(metric);
      if (known.isEmpty()) {
        Finding.note(
            signalAt(map), "no shipped profile reads " + metric + ": a profile of your own must");
      } else if (!profiles.read(metric)) {
        Finding.warn(
            signalAt(map),
            "no shipped profile reads "
                + metric
                + ": without a profile of your own this is never decided");
      }
    }
  }

  private static YamlValue signalAt(YamlMap map) {
    return map.require("signal");
  }
}
