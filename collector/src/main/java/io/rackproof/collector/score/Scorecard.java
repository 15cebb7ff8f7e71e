package io.rackproof.collector.score;

import java.util.List;
import java.util.OptionalDouble;

/**
 * All verdicts of one rack in one campaign at one moment: a pure function of samples, plan and
 * timeline.
 *
 * @param rack id of the rack
 * @param plan its name
 * @param planVersion the version that the plan states
 * @param planHash SHA-256 of the plan's text, hexadecimal
 * @param startMillis when the campaign began
 * @param scoredToMillis samples up to this time were judged
 * @param complete true when the campaign has ended: nothing here is provisional
 * @param phases in time order
 * @param criteria in the plan's order
 * @param score 0 to 100, weighted share over the decided criteria; empty when none is decided
 * @param decided weighted share of criteria that are decided, 0 to 1
 * @param recommendation by the plan's policy
 * @param reasons why the recommendation is what it is, most important first
 */
public record Scorecard(
    String rack,
    String plan,
    int planVersion,
    String planHash,
    long startMillis,
    long scoredToMillis,
    boolean complete,
    List<PhaseSpan> phases,
    List<CriterionResult> criteria,
    OptionalDouble score,
    double decided,
    Recommendation recommendation,
    List<String> reasons) {

  public Scorecard {
    phases = List.copyOf(phases);
    criteria = List.copyOf(criteria);
    reasons = List.copyOf(reasons);
  }

  /** The worst verdict of all criteria; PASS only when every one passed. */
  public Verdict verdict() {
    Verdict worst = Verdict.PASS;
    for (CriterionResult criterion : criteria) {
      worst = worst.worst(criterion.verdict());
    }
    return criteria.isEmpty() ? Verdict.INCONCLUSIVE : worst;
  }
}
