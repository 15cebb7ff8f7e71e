package io.rackproof.collector.score;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
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
}
