package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import java.util.List;

/** Judges one rack by one plan. Immutable; the same input gives the same result, always. */
public final class Scorer {

  private final Plan plan;

  public Scorer(Plan plan) {
    this.plan = plan;
  }

  /**
   * All verdicts.
   *
   * @param scoredToMillis samples before this time are judged; the end of the campaign once it has
   *     one
   */
  public Scorecard score(Timeline timeline, Evidence evidence, long scoredToMillis) {
    throw new UnsupportedOperationException("" + plan);
  }

  /**
   * The signal of a criterion over time, one trace for each member, in the criterion's unit (that
   * of its limit), for plots.
   *
   * @param mostPoints in one trace; a longer one is thinned, its extremes kept
   */
  public List<Trace> traces(
      Criterion criterion,
      Timeline timeline,
      Evidence evidence,
      long scoredToMillis,
      int mostPoints) {
    throw new UnsupportedOperationException("" + plan);
  }
}
