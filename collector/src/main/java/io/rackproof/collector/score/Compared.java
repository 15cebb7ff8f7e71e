package io.rackproof.collector.score;

import io.rackproof.collector.plan.Comparison;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.score.Shifting.Shifted;
import io.rackproof.collector.score.Track.Gathered;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.Rounding;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Statistics told relative to another value of the same statistic. */
final class Compared {

  /** Share of what is added up that binary arithmetic may leave of nothing. */
  private static final double NOISE = 1e-12;

  private final Criterion criterion;
  private final List<Track> tracks;
  private final List<Gathered> own;
  private final Moment moment;
  private final UnitScale toLimit;

  Compared(Criterion criterion, List<Track> tracks, List<Gathered> own, Moment moment) {
    this.criterion = criterion;
    this.tracks = tracks;
    this.own = own;
    this.moment = moment;
    this.toLimit = UnitScale.toLimit(criterion.unit(), criterion.limit());
  }

  /** What a member is compared with, or why that is not known. */
  private record Other(double value, boolean certain, String missing) {
    static Other missing(String why) {
      return new Other(Double.NaN, false, why);
    }
  }

  /** When a member was first highest, or lowest; empty where its statistic tells that itself. */
  interface Sides {
    Optional<Long> moment(int member, boolean high);
  }

  /**
   * @param inPhase what the same members gathered in another phase
   */
  List<Gathered> with(
      Comparison comparison, Function<String, List<Gathered>> inPhase, Sides sides) {
    List<Gathered> result = new ArrayList<>();
    List<Gathered> others =
        comparison instanceof Comparison.WithPhase phase ? inPhase.apply(phase.phase()) : List.of();
    for (int i = 0; i < own.size(); i++) {
      Gathered gathered = own.get(i);
      if (gathered.measured().isEmpty()) {
        result.add(gathered);
        continue;
      }
      Other other = other(comparison, i, others);
      Measured combined = combine(comparison.form(), gathered.measured().get(), other);
      Measured measured =
          sides
              .moment(i, isNearerAbove(comparison.form(), combined.value(), other.value()))
              .map(combined::withWorstTime)
              .orElse(combined);
      result.add(
          new Gathered(
              gathered.covered(),
              gathered.samples(),
              gathered.longestGap(),
              Optional.of(measured),
              Double.isNaN(measured.value())
                  ? Optional.empty()
                  : shifted(comparison, i, others, other.value())));
    }
    return result;
  }

  /**
   * What the errors of instruments make of it. Those of the same member in another phase are the
   * same errors; those of other members are independent but for what both are computed from or
   * share; other racks are taken as they are told.
   */
  private Optional<Shifted> shifted(
      Comparison comparison, int i, List<Gathered> others, double other) {
    Optional<Shifted> shifted = own.get(i).shifted();
    Comparison.Form form = comparison.form();
    double value = value(own.get(i));
    if (comparison instanceof Comparison.WithGroup group) {
      return ofGroup(form, group.by(), i).map(Shifted::by);
    }
    if (comparison instanceof Comparison.WithPhase) {
      return shifted.flatMap(
          a -> others.get(i).shifted().map(b -> ofPhases(form, a, b, value, other)));
    }
    double slope = form == Comparison.Form.RATIO ? 1 / Math.abs(other) : 1;
    return shifted.map(s -> Shifted.by(slope * s.uncertainty(value)));
  }

  /** Whether a higher value of the member's own would come sooner to an end of the limit. */
  private boolean isNearerAbove(Comparison.Form form, double value, double other) {
    double told =
        toLimit.apply(value * criterion.factor().map(Criterion.Factor::value).orElse(1.0));
    boolean above = criterion.limit().high() - told < told - criterion.limit().low();
    return above != (form == Comparison.Form.RATIO && other < 0);
  }

  private static double value(Gathered gathered) {
    return gathered.measured().map(Measured::value).orElse(Double.NaN);
  }

  private static Shifted ofPhases(
      Comparison.Form form, Shifted a, Shifted b, double value, double other) {
    List<Double> up = new ArrayList<>();
    List<Double> down = new ArrayList<>();
    for (int j = 0; j < a.up().size(); j++) {
      up.add(combine(form, a.up().get(j), b.up().get(j)));
      down.add(combine(form, a.down().get(j), b.down().get(j)));
    }
    boolean ratio = form == Comparison.Form.RATIO;
    double byOwn = ratio ? 1 / other : 1;
    double byOther = ratio ? value / (other * other) : 1;
    return new Shifted(a.names(), up, down, Math.hypot(byOwn * a.rest(), byOther * b.rest()));
  }

  private Optional<Double> ofGroup(Comparison.Form form, List<String> by, int i) {
    SortedMap<String, String> name = kept(i, by);
    List<Double> values = new ArrayList<>();
    double squares = 0;
    for (int m = 0; m < own.size(); m++) {
      if (kept(m, by).equals(name)) {
        values.add(value(own.get(m)));
      }
    }
    double mean = values.stream().mapToDouble(v -> v).sum() / values.size();
    boolean ratio = form == Comparison.Form.RATIO;
    double byMean = ratio ? -value(own.get(i)) / (mean * mean) : -1;
    boolean known = false;
    SortedMap<Integer, Double> shared = new TreeMap<>();
    int nobodyElses = 0;
    for (int m = 0; m < own.size(); m++) {
      Optional<Shifted> shifted = own.get(m).shifted();
      if (shifted.isPresent() && kept(m, by).equals(name)) {
        double slope = byMean / values.size() + (m == i ? (ratio ? 1 / mean : 1) : 0);
        double rest = slope * shifted.get().rest();
        squares += rest * rest;
        for (int j = 0; j < shifted.get().up().size(); j++) {
          double moved = slope * shifted.get().moved(j, value(own.get(m)));
          int source = shifted.get().names().get(j);
          shared.merge(source < 0 ? --nobodyElses : source, moved, Double::sum);
        }
        known = true;
      }
    }
    for (double moved : shared.values()) {
      squares += moved * moved;
    }
    return known ? Optional.of(Math.sqrt(squares)) : Optional.empty();
  }

  private Other other(Comparison comparison, int i, List<Gathered> others) {
    if (comparison instanceof Comparison.WithGroup group) {
      return groupMean(group.by(), i);
    }
    if (comparison instanceof Comparison.WithPhase phase) {
      return inPhase(phase.phase(), others.get(i));
    }
    return reference((Comparison.WithRacks) comparison, i);
  }

  private Other groupMean(List<String> by, int i) {
    SortedMap<String, String> name = kept(i, by);
    double sum = 0;
    double sizes = 0;
    int count = 0;
    boolean certain = true;
    for (int m = 0; m < own.size(); m++) {
      if (!kept(m, by).equals(name)) {
        continue;
      }
      Optional<Measured> measured = own.get(m).measured();
      double coverage = (double) own.get(m).covered() / moment.judged(criterion.phase()).total();
      if (measured.isEmpty() || Double.isNaN(measured.get().value())) {
        return Other.missing(
            "the group's mean is not known: "
                + Texts.labels(tracks.get(m).member().labels())
                + " has no value");
      }
      if (coverage < moment.plan().coverage()) {
        return Other.missing(
            "the group's mean is not known: good samples cover "
                + Texts.percent(coverage)
                + " of "
                + Texts.labels(tracks.get(m).member().labels()));
      }
      sum += measured.get().value();
      sizes += Math.abs(measured.get().value());
      certain &= isCertain(measured.get());
      count++;
    }
    // What is left of values that cancel is noise.
    return new Other(Math.abs(sum) <= NOISE * sizes ? 0 : sum / count, certain, "");
  }

  private SortedMap<String, String> kept(int i, List<String> by) {
    SortedMap<String, String> labels = new TreeMap<>(tracks.get(i).member().labels());
    labels.keySet().retainAll(by);
    return labels;
  }

  private Other inPhase(String phase, Gathered gathered) {
    JudgedTime time = moment.judged(phase);
    if (gathered.measured().isEmpty() || time.total() == 0) {
      return Other.missing("there is no good sample in phase '" + phase + "' to compare with");
    }
    double coverage = (double) gathered.covered() / time.total();
    if (coverage < moment.plan().coverage()) {
      return Other.missing(
          "good samples cover "
              + Texts.percent(coverage)
              + " of phase '"
              + phase
              + "', which it is compared with");
    }
    Measured measured = gathered.measured().get();
    return measured.undecided().isEmpty()
        ? new Other(measured.value(), isCertain(measured), "")
        : Other.missing("in phase '" + phase + "' " + measured.undecided());
  }

  private Other reference(Comparison.WithRacks with, int i) {
    Map<String, String> labels = Reference.withoutRack(tracks.get(i).member().labels());
    double[] values =
        moment.evidence().references().stream()
            .filter(r -> r.criterion().equals(criterion.id()) && r.labels().equals(labels))
            .filter(
                r ->
                    with.rack().isEmpty()
                        ? r.generation().equals(with.generation())
                        : r.rack().equals(with.rack()))
            .mapToDouble(Reference::value)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return Other.missing("nothing is known to compare with: " + with.text());
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return new Other(sum / values.length, true, "");
  }

  private static boolean isCertain(Measured measured) {
    return measured.least() == measured.most();
  }

  private static Measured combine(Comparison.Form form, Measured measured, Other other) {
    if (!other.missing().isEmpty() || !measured.undecided().isEmpty()) {
      String why = other.missing().isEmpty() ? measured.undecided() : other.missing();
      return nothing(measured, why);
    }
    if (form == Comparison.Form.RATIO && other.value() == 0) {
      return nothing(measured, "what it is compared with is 0");
    }
    double value = Rounding.of(combine(form, measured.value(), other.value()));
    boolean open = !isCertain(measured) || !other.certain();
    return Measured.anythingIf(open, value, measured.worstTimeMillis())
        .withResets(measured.resets(), measured.firstReset())
        .withWraps(measured.wraps());
  }

  private static double combine(Comparison.Form form, double own, double other) {
    return form == Comparison.Form.RATIO ? own / other : own - other;
  }

  private static Measured nothing(Measured measured, String why) {
    return Measured.anythingIf(true, Double.NaN, measured.worstTimeMillis()).undecided(why);
  }
}
