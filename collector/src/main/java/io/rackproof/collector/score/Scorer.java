package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Judges one rack by one plan. Immutable; the same input gives the same result, always. */
public final class Scorer {

  private final Plan plan;
  private final Set<String> metrics;
  private final String planHash;

  public Scorer(Plan plan) {
    this.plan = plan;
    this.metrics = plan.metrics();
    this.planHash = plan.hash();
  }

  /**
   * All verdicts. Series that no signal of the plan reads cost nothing. Samples from {@code
   * max-gap} before the campaign's start on are looked at.
   *
   * @param scoredToMillis samples before this time are judged; the end of the campaign once it has
   *     one
   */
  public Scorecard score(Timeline timeline, Evidence evidence, long scoredToMillis) {
    long start = timeline.startMillis();
    long to =
        Math.max(start, Math.min(scoredToMillis, timeline.endMillis().orElse(scoredToMillis)));
    boolean complete = timeline.endMillis().isPresent() && to >= timeline.endMillis().getAsLong();
    SignalEvaluator signals = signals(timeline, evidence, to);
    List<PhaseSpan> spans = new PhaseFinder(timeline, to, complete, signals).find(plan.phases());
    CriterionJudge judge = new CriterionJudge(plan, signals, spans, evidence, complete, to - start);
    List<CriterionResult> criteria = plan.criteria().stream().map(judge::judge).toList();
    Decision decision = Decision.of(plan.policy(), criteria, complete);
    return new Scorecard(
        timeline.rack(),
        plan.name(),
        plan.version(),
        planHash,
        start,
        to,
        complete,
        spans,
        criteria,
        decision.score(),
        decision.decided(),
        decision.recommendation(),
        decision.reasons());
  }

  private SignalEvaluator signals(Timeline timeline, Evidence evidence, long to) {
    return new SignalEvaluator(
        evidence.series(), metrics, timeline.startMillis(), to, plan.maxGap().toMillis());
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
    long to = Math.min(scoredToMillis, timeline.endMillis().orElse(scoredToMillis));
    UnitScale scale = traceScale(criterion);
    if (criterion.signal().isEmpty()) {
      return List.of();
    }
    List<Member> members;
    try {
      members =
          signals(timeline, evidence, to).evaluate(criterion.signal().orElseThrow().expression());
    } catch (AmbiguousSignalException e) {
      return List.of();
    }
    return members.stream()
        .map(m -> new Trace(m.labels(), points(m.held(), scale, timeline, mostPoints)))
        .toList();
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
