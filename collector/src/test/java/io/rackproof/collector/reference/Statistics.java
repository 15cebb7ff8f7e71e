package io.rackproof.collector.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every statistic by its definition, over the cells of spans. */
final class Statistics {

  static final double NEVER = Double.POSITIVE_INFINITY;

  private final Grid grid;
  private final List<Phases.Span> spans;
  private final double leastCoverage;

  Statistics(Grid grid, List<Phases.Span> spans, double leastCoverage) {
    this.grid = grid;
    this.spans = spans;
    this.leastCoverage = leastCoverage;
  }

  /** A value that begins in, or is carried into, a stretch. */
  record Step(long since, long from, long to, double value) {}

  /** What holds a value in [from, to), each step cut at the ends. */
  private List<Step> steps(long from, long to) {
    List<Step> steps = new ArrayList<>();
    for (int c = grid.index(from); c < grid.index(to); c++) {
      if (!grid.holds(c)) {
        continue;
      }
      long now = grid.time(c);
      Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
      if (last != null && last.since == grid.since[c] && last.to == now) {
        steps.set(steps.size() - 1, new Step(last.since, last.from, now + grid.cell, last.value));
      } else {
        steps.add(new Step(grid.since[c], now, now + grid.cell, grid.value[c]));
      }
    }
    return steps;
  }

  static long covered(List<Step> steps) {
    return steps.stream().mapToLong(s -> s.to - s.from).sum();
  }

  /**
   * Of the spans as a whole; without any step a result without value.
   *
   * @param inside what {@code inside} says
   * @param bounds the limit of the statistic; {@link Bound#NONE} where that is of something else
   */
  Result whole(String statistic, Bound inside, Bound bounds, long sustained) {
    long cells = 0;
    long covered = 0;
    long samples = 0;
    List<List<Step>> held = new ArrayList<>();
    for (Phases.Span span : spans) {
      List<Step> steps = steps(span.from(), span.to());
      cells += span.length() / grid.cell;
      covered += covered(steps) / grid.cell;
      samples += steps.size();
      held.add(steps);
    }
    if (samples == 0) {
      return new Result(Double.NaN, -NEVER, NEVER, false, true, 0, cells, 0, Set.of());
    }
    long unknown = (cells - covered) * grid.cell;
    double value = of(statistic, held, inside, sustained);
    boolean counter = statistic.equals("increase") || statistic.equals("rate");
    boolean restarts = counter && restarts(held);
    boolean open =
        Double.isNaN(value) || (sustained > 0 && !lasted(held, sustained) && !inside.holds(value));
    double least = value;
    double most = value;
    boolean anything = unknown > 0;
    if (statistic.equals("last")) {
      List<Step> last = held.get(held.size() - 1);
      long end = spans.get(spans.size() - 1).to();
      anything = last.isEmpty() || last.get(last.size() - 1).to != end;
    }
    switch (statistic) {
      case "max" -> most = unknown > 0 ? NEVER : value;
      case "min" -> least = unknown > 0 ? -NEVER : value;
      case "changes" -> most = unknown > 0 ? NEVER : value;
      case "increase" -> most = unknown > 0 || restarts ? NEVER : value;
      case "time-outside", "longest-outside" -> most = value + unknown / 1000.0;
      case "rate" -> {
        least = unknown > 0 ? -NEVER : value;
        most = unknown > 0 || restarts ? NEVER : value;
      }
      default -> {
        if (statistic.startsWith("p")) {
          double[] all = values(held);
          long one = grid.cell;
          least = percentile(statistic, all, unknown / one, covered + unknown / one);
          most = percentile(statistic, all, 0, covered + unknown / one);
        } else if (anything) {
          least = -NEVER;
          most = NEVER;
        }
      }
    }
    if (open) {
      least = -NEVER;
      most = NEVER;
    }
    Set<Long> worst = new Worst(held, growths()).of(statistic, bounds, inside, sustained, value);
    return new Result(value, least, most, restarts, open, covered, cells, samples, worst);
  }

  private double of(String statistic, List<List<Step>> held, Bound inside, long sustained) {
    if (sustained > 0) {
      return sustained(statistic.equals("max"), held, sustained);
    }
    double[] all = values(held);
    double seconds = all.length * grid.cell / 1000.0;
    return switch (statistic) {
      case "min" -> Arrays.stream(all).min().orElseThrow();
      case "max" -> Arrays.stream(all).max().orElseThrow();
      case "mean" -> Arrays.stream(all).sum() / all.length;
      case "integral" -> Arrays.stream(all).sum() * grid.cell / 1000.0;
      case "stddev" -> deviation(all);
      case "last" -> {
        List<Step> last = held.stream().filter(s -> !s.isEmpty()).reduce((a, b) -> b).orElseThrow();
        yield last.get(last.size() - 1).value;
      }
      case "increase" -> held.stream().mapToDouble(this::growth).sum();
      case "rate" -> held.stream().mapToDouble(this::growth).sum() / seconds;
      case "changes" -> held.stream().mapToDouble(Statistics::changes).sum();
      case "time-outside" ->
          Arrays.stream(all).filter(v -> !inside.holds(v)).count() * grid.cell / 1000.0;
      case "longest-outside" ->
          held.stream().mapToDouble(s -> longest(s, inside)).max().orElseThrow();
      case "slope" -> slope(held);
      default -> percentile(statistic, all, 0, all.length);
    };
  }

  /** One value a cell. */
  private double[] values(List<List<Step>> held) {
    List<Double> values = new ArrayList<>();
    for (List<Step> steps : held) {
      for (Step step : steps) {
        for (long t = step.from; t < step.to; t += grid.cell) {
          values.add(step.value);
        }
      }
    }
    return values.stream().mapToDouble(v -> v).toArray();
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / values.length);
  }

  /** In tenths of a percent, so that the share is a whole number. */
  private static double percentile(String statistic, double[] values, long below, long whole) {
    long thousandths = Math.round(Double.parseDouble(statistic.substring(1)) * 10);
    if (below > 0 && below * 1000 >= thousandths * whole) {
      return -NEVER;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      if ((below + i + 1) * 1000 >= thousandths * whole) {
        return sorted[i];
      }
    }
    return NEVER;
  }

  private boolean restarted(long after, long upTo) {
    return grid.restarts.stream().anyMatch(r -> r > after && r <= upTo);
  }

  private double growth(List<Step> steps) {
    double growth = 0;
    for (int i = 1; i < steps.size(); i++) {
      Step before = steps.get(i - 1);
      Step now = steps.get(i);
      boolean reset = now.value < before.value || restarted(before.since, now.since);
      growth += reset ? now.value : now.value - before.value;
    }
    return growth;
  }

  private Worst.Growth growths() {
    return (before, now) -> growth(List.of(before, now));
  }

  /** A fall, or a restart that the agent saw, anywhere in a span after what was carried in. */
  private boolean restarts(List<List<Step>> held) {
    for (int s = 0; s < spans.size(); s++) {
      List<Step> steps = held.get(s);
      for (int i = 1; i < steps.size(); i++) {
        if (steps.get(i).value < steps.get(i - 1).value) {
          return true;
        }
      }
      if (restarted(spans.get(s).from() - 1, spans.get(s).to() - 1)) {
        return true;
      }
    }
    return false;
  }

  private static double changes(List<Step> steps) {
    double changes = 0;
    for (int i = 1; i < steps.size(); i++) {
      changes += steps.get(i).value != steps.get(i - 1).value ? 1 : 0;
    }
    return changes;
  }

  private static double longest(List<Step> steps, Bound inside) {
    long longest = 0;
    long length = 0;
    for (Step step : steps) {
      length = inside.holds(step.value) ? 0 : length + step.to - step.from;
      longest = Math.max(longest, length);
    }
    return longest / 1000.0;
  }

  private static double slope(List<List<Step>> held) {
    List<Step> all = held.stream().flatMap(List::stream).toList();
    double weight = 0;
    double time = 0;
    double value = 0;
    long origin = all.get(0).from;
    for (Step s : all) {
      double w = s.to - s.from;
      weight += w;
      time += w * ((s.from + s.to) / 2.0 - origin);
      value += w * s.value;
    }
    double above = 0;
    double below = 0;
    for (Step s : all) {
      double w = s.to - s.from;
      double t = (s.from + s.to) / 2.0 - origin - time / weight;
      above += w * t * (s.value - value / weight);
      below += w * t * t;
    }
    return all.size() < 2 ? Double.NaN : above / below * 1000;
  }

  /** The mildest of those values that were kept to, or exceeded, for so long; else the mildest. */
  private static double sustained(boolean highest, List<List<Step>> held, long length) {
    double[] candidates =
        held.stream().flatMap(List::stream).mapToDouble(s -> s.value).sorted().distinct().toArray();
    for (int i = 0; i < candidates.length; i++) {
      double candidate = highest ? candidates[candidates.length - 1 - i] : candidates[i];
      Bound outside = highest ? Bound.atLeast(candidate) : Bound.atMost(candidate);
      for (List<Step> steps : held) {
        long kept = 0;
        for (Step step : steps) {
          kept = outside.holds(step.value) ? kept + step.to - step.from : 0;
          if (kept >= length) {
            return candidate;
          }
        }
      }
    }
    return candidates[highest ? 0 : candidates.length - 1];
  }

  /** Whether there is any stretch that long at all. */
  private static boolean lasted(List<List<Step>> held, long length) {
    return held.stream().anyMatch(steps -> covered(steps) >= length);
  }

  /** The worst of a rolling window, and of how many windows how many count. */
  Result rolling(String statistic, Bound inside, Bound limit, long window) {
    Result phase = whole("max", inside, limit, 0);
    if (phase.samples() == 0) {
      return phase;
    }
    long windows = 0;
    long decided = 0;
    double worst = Double.NaN;
    SortedMap<Long, Double> values = new TreeMap<>();
    boolean restarts = false;
    boolean counter = statistic.equals("increase") || statistic.equals("rate");
    for (Phases.Span span : spans) {
      List<Step> all = steps(span.from(), span.to());
      restarts |= counter && restartsIn(all, span);
      TreeSet<Long> ends = new TreeSet<>();
      all.stream()
          .filter(s -> s.since >= span.from())
          .forEach(s -> ends.addAll(List.of(s.from, s.from + window)));
      for (long end : ends) {
        if (end - window < span.from() || end > span.to()) {
          continue;
        }
        windows++;
        List<Step> steps = steps(end - window, end);
        long covered = covered(steps);
        if (covered == 0) {
          continue;
        }
        double value = ofWindow(statistic, steps, instant(all, end), inside);
        if (Double.isNaN(value)) {
          continue;
        }
        boolean counts = covered >= leastCoverage * window;
        decided += counts ? 1 : 0;
        boolean outOfLimit = proves(statistic, value, limit);
        if (!counts && !outOfLimit) {
          continue;
        }
        values.put(end, value);
        if (Double.isNaN(worst) || limit.margin(value) < limit.margin(worst)) {
          worst = value;
        }
      }
    }
    boolean proven = !Double.isNaN(worst) && proves(statistic, worst, limit);
    boolean open = Double.isNaN(worst) || (!proven && decided < leastCoverage * windows);
    boolean certain = proven || decided == windows;
    return new Result(
        worst,
        certain && !Double.isNaN(worst) ? worst : -NEVER,
        certain && !Double.isNaN(worst) ? worst : NEVER,
        restarts,
        open,
        phase.covered(),
        phase.cells(),
        phase.samples(),
        Double.isNaN(worst) ? Set.of() : Worst.ends(values, limit));
  }

  /** When the signal was first highest, or lowest. */
  Set<Long> side(boolean high) {
    return whole(high ? "max" : "min", Bound.NONE, Bound.NONE, 0).worst();
  }

  private boolean restartsIn(List<Step> steps, Phases.Span span) {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).value < steps.get(i - 1).value) {
        return true;
      }
    }
    return restarted(span.from() - 1, span.to() - 1);
  }

  /** A sample at the window's last moment belongs to it, though it takes no time. */
  private static List<Step> instant(List<Step> all, long end) {
    return all.stream()
        .filter(s -> s.from == end && s.since == end)
        .map(s -> new Step(s.since, end, end, s.value))
        .toList();
  }

  private double ofWindow(String statistic, List<Step> steps, List<Step> instant, Bound inside) {
    List<Step> closed = new ArrayList<>(steps);
    closed.addAll(instant);
    return switch (statistic) {
      case "min", "max", "last", "increase", "changes" ->
          of(statistic, List.of(expanded(closed)), inside, 0);
      case "rate" -> growth(closed) / (covered(steps) / 1000.0);
      default -> of(statistic, List.of(steps), inside, 0);
    };
  }

  /** An instant gets a cell, so that it is seen where only values matter. */
  private List<Step> expanded(List<Step> steps) {
    return steps.stream()
        .map(s -> s.from < s.to ? s : new Step(s.since, s.from, s.from + grid.cell, s.value))
        .toList();
  }

  private static boolean proves(String statistic, double value, Bound limit) {
    return switch (statistic) {
      case "max", "increase", "changes", "time-outside", "longest-outside" -> limit.above(value);
      case "min" -> limit.below(value);
      default -> false;
    };
  }
}
