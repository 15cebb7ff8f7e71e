package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.AmbiguousSignalException;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.UnitScale;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges one rack by one plan. Immutable; the same input gives the same result, always. */
public final class Scorer {

  /** Milliseconds of a campaign that are judged at once. */
  private static final long PART = 900_000;

  private final Plan plan;
  private final Set<String> metrics;

  public Scorer(Plan plan) {
    this.plan = plan;
    this.metrics = plan.metrics();
  }

  /**
   * All verdicts. Series that no signal of the plan reads cost nothing. Samples from {@code
   * max-gap} before the campaign's start on are looked at.
   *
   * @param scoredToMillis samples before this time are judged; the end of the campaign once it has
   *     one
   */
  public Scorecard score(Timeline timeline, Evidence evidence, long scoredToMillis) {
    long to = judgedTo(timeline, scoredToMillis);
    List<SeriesSamples> known = known(timeline, evidence, to);
    Scoring scoring =
        new Scoring(
            plan,
            timeline.startMillis(),
            known.stream().map(SeriesSamples::series).toList(),
            evidence.instruments());
    long from = scoring.from();
    if (isUncertain(evidence)) {
      // Uncertainties of each value take memory: a part of the campaign after the other.
      for (long next = timeline.startMillis() + PART; next < to; next += PART) {
        for (SeriesSamples samples : known) {
          scoring.add(samples, from, next);
        }
        scoring.commit(timeline, next);
        from = next;
      }
    }
    for (SeriesSamples samples : known) {
      scoring.add(samples, from, to);
    }
    return scoring.judge(timeline, evidence, to);
  }

  private boolean isUncertain(Evidence evidence) {
    return !plan.accuracies().isEmpty()
        || plan.criteria().stream().anyMatch(c -> c.accuracy().isPresent())
        || evidence.instruments().values().stream().anyMatch(Instrument::hasAccuracy);
  }

  private static long judgedTo(Timeline timeline, long scoredToMillis) {
    return Math.max(
        timeline.startMillis(),
        Math.min(scoredToMillis, timeline.endMillis().orElse(scoredToMillis)));
  }

  /** The series that have a sample in the time that is judged. */
  private List<SeriesSamples> known(Timeline timeline, Evidence evidence, long to) {
    long gap = plan.maxGap().toMillis();
    return evidence.series().stream()
        .filter(s -> metrics.contains(s.series().metric()))
        .filter(s -> StepFunction.isKnown(s, timeline.startMillis(), to, gap))
        .toList();
  }

  /**
   * The signal of a criterion over time, one trace for each member, for plots. Its unit is that of
   * the limit where the statistic keeps the signal's dimension, that of {@code inside} for time
   * outside, else the signal's own.
   *
   * @param mostPoints in one trace, at least 8; a longer one is thinned, its extremes kept
   */
  public List<Trace> traces(
      Criterion criterion,
      Timeline timeline,
      Evidence evidence,
      long scoredToMillis,
      int mostPoints) {
    long to = judgedTo(timeline, scoredToMillis);
    long gap = plan.maxGap().toMillis();
    UnitScale scale = traceScale(criterion);
    if (criterion.signal().isEmpty()) {
      return List.of();
    }
    Map<Series, SeriesSamples> known = new HashMap<>();
    known(timeline, evidence, to).forEach(k -> known.put(k.series(), k));
    Signals signals = new Signals(known.keySet());
    Window window =
        new Window(
            number -> {
              SeriesSamples samples = known.get(signals.series(number));
              return samples == null
                  ? StepFunction.NOTHING
                  : StepFunction.of(samples, timeline.startMillis(), to, gap);
            });
    try {
      return signals.members(criterion.signal().get().expression()).stream()
          .map(m -> new Trace(m.labels(), points(window.held(m), scale, timeline, mostPoints)))
          .toList();
    } catch (AmbiguousSignalException e) {
      return List.of();
    }
  }

  private static UnitScale traceScale(Criterion criterion) {
    if (criterion.signal().isEmpty() || criterion.signalLimit().isEmpty()) {
      return UnitScale.SAME;
    }
    return UnitScale.toLimit(criterion.signal().get().unit(), criterion.signalLimit().get());
  }

  private static List<Trace.Point> points(
      StepFunction held, UnitScale scale, Timeline timeline, int mostPoints) {
    List<Trace.Point> points = new ArrayList<>();
    long start = timeline.startMillis();
    for (int i = held.firstEndingAfter(start); i < held.size(); i++) {
      double value = held.value(i);
      points.add(
          new Trace.Point(
              Math.max(start, held.start(i)), Double.isNaN(value) ? value : scale.apply(value)));
      if (i + 1 == held.size() || held.start(i + 1) > held.end(i)) {
        points.add(new Trace.Point(held.end(i), Double.NaN));
      }
    }
    return Thinning.thin(points, mostPoints);
  }
}
