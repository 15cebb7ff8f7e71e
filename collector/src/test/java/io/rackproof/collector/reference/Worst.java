package io.rackproof.collector.reference;

import io.rackproof.collector.reference.Statistics.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The worst moment of each statistic, as docs/plans.md says. */
final class Worst {

  /** What arithmetic may make of values that are the same. */
  private static final double NOISE = 1e-9;

  /** What a counter grew by from one step to the next. */
  interface Growth {
    double of(Step before, Step now);
  }

  private final List<List<Step>> spans;
  private final List<Step> all;
  private final Growth growth;

  Worst(List<List<Step>> spans, Growth growth) {
    this.spans = spans;
    this.all = spans.stream().flatMap(List::stream).toList();
    this.growth = growth;
  }

  /**
   * @param value what the statistic is
   */
  Set<Long> of(String statistic, Bound limit, Bound inside, long sustained, double value) {
    if (sustained > 0) {
      return sustained(statistic.equals("max"), sustained, value);
    }
    Bound bounds = inside.equals(Bound.NONE) ? limit : inside;
    return switch (statistic) {
      case "min" -> least(Step::value);
      case "max" -> least(s -> -s.value());
      case "stddev" -> {
        double mean =
            all.stream().mapToDouble(s -> s.value() * (s.to() - s.from())).sum()
                / Statistics.covered(all);
        yield least(s -> -Math.abs(s.value() - mean));
      }
      case "last" -> Set.of(all.get(all.size() - 1).from());
      case "increase", "rate" -> least(s -> -grown(s));
      case "changes" ->
          Set.of(
              all.stream()
                  .filter(this::isChange)
                  .findFirst()
                  .orElse(all.get(all.size() - 1))
                  .from());
      case "time-outside", "longest-outside" -> outside(bounds);
      default -> least(s -> bounds.margin(s.value()));
    };
  }

  /** The ends of the worst windows. */
  static Set<Long> ends(SortedMap<Long, Double> values, Bound limit) {
    double worst = values.values().stream().mapToDouble(limit::margin).min().orElseThrow();
    Set<Long> ends = new TreeSet<>();
    values.forEach(
        (end, value) -> {
          if (limit.margin(value) <= worst + NOISE * Math.max(1, Math.abs(worst))) {
            ends.add(end);
          }
        });
    return ends;
  }

  /** When something was first least; the first of each value where it is so but for noise. */
  private Set<Long> least(ToDoubleFunction<Step> of) {
    double least = all.stream().mapToDouble(of).min().orElseThrow();
    Set<Long> times = new TreeSet<>();
    Set<Double> seen = new TreeSet<>();
    for (Step step : all) {
      double own = of.applyAsDouble(step);
      boolean near = own == least || own <= least + NOISE * Math.max(1, Math.abs(least));
      if (near && seen.add(own == least ? least : step.value())) {
        times.add(step.from());
      }
    }
    return times;
  }

  private Step before(Step step) {
    for (List<Step> steps : spans) {
      int at = steps.indexOf(step);
      if (at > 0) {
        return steps.get(at - 1);
      }
    }
    return step;
  }

  private boolean isChange(Step step) {
    return before(step).value() != step.value();
  }

  private double grown(Step step) {
    Step before = before(step);
    return before.equals(step) ? 0 : growth.of(before, step);
  }

  /** The start of the first of the longest stretches, or the moment nearest to one. */
  private Set<Long> outside(Bound bounds) {
    long longest = 0;
    long at = 0;
    for (List<Step> steps : spans) {
      List<Step> stretch = new ArrayList<>();
      for (Step step : steps) {
        if (bounds.holds(step.value())) {
          stretch.clear();
          continue;
        }
        stretch.add(step);
        if (Statistics.covered(stretch) > longest) {
          longest = Statistics.covered(stretch);
          at = stretch.get(0).from();
        }
      }
    }
    return longest > 0 ? Set.of(at) : least(s -> bounds.margin(s.value()));
  }

  /** The start of the first run, the shortest that is long enough, which kept to the value. */
  private Set<Long> sustained(boolean highest, long length, double value) {
    for (List<Step> steps : spans) {
      for (int end = 1; end <= steps.size(); end++) {
        for (int from = end - 1; from >= 0; from--) {
          List<Step> run = steps.subList(from, end);
          if (Statistics.covered(run) < length) {
            continue;
          }
          double kept =
              highest
                  ? run.stream().mapToDouble(Step::value).min().orElseThrow()
                  : run.stream().mapToDouble(Step::value).max().orElseThrow();
          if (kept == value) {
            return Set.of(run.get(0).from());
          }
          break;
        }
      }
    }
    return least(s -> highest ? -s.value() : s.value());
  }
}
