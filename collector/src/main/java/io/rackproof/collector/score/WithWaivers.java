package io.rackproof.collector.score;

import io.rackproof.collector.plan.DecisionPolicy;
import java.util.List;
import java.util.Set;

/**
 * What the plan's policy would say if the gates of waived criteria did not block. It stands beside
 * the scorecard's recommendation and never in its place: no verdict, score or weight is changed.
 *
 * @param reasons why, most important first
 */
public record WithWaivers(Recommendation recommendation, List<String> reasons) {

  public WithWaivers {
    reasons = List.copyOf(reasons);
  }

  /**
   * Decides anew.
   *
   * @param waived ids of criteria whose waivers are in force
   * @param cutShort as {@link Timeline#cutShort}
   */
  public static WithWaivers of(
      DecisionPolicy policy, Scorecard card, Set<String> waived, boolean cutShort) {
    List<CriterionResult> criteria =
        card.criteria().stream().map(c -> waived.contains(c.id()) ? ungated(c) : c).toList();
    Decision decision = Decision.of(policy, criteria, card.complete(), cutShort);
    return new WithWaivers(decision.recommendation(), decision.reasons());
  }

  private static CriterionResult ungated(CriterionResult c) {
    return new CriterionResult(
        c.id(),
        c.title(),
        c.area(),
        c.phase(),
        c.statistic(),
        c.limit(),
        c.unit(),
        false,
        c.weight(),
        c.verdict(),
        c.provisional(),
        c.members(),
        c.reason(),
        c.outlook());
  }
}
