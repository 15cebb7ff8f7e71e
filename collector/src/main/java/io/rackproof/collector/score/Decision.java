package io.rackproof.collector.score;

import io.rackproof.collector.plan.DecisionPolicy;
import io.rackproof.collector.score.statistic.Rounding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Score, share decided and recommendation.
 *
 * @param score 0 to 100 over the decided criteria; empty when none is decided
 * @param decided weighted share of criteria that are decided, 0 to 1
 */
record Decision(
    OptionalDouble score, double decided, Recommendation recommendation, List<String> reasons) {

  static Decision of(
      DecisionPolicy policy, List<CriterionResult> criteria, boolean complete, boolean cutShort) {
    double points = 0;
    double decidedWeight = 0;
    double allWeight = 0;
    for (CriterionResult criterion : criteria) {
      allWeight += criterion.weight();
      if (criterion.verdict().isDecided()) {
        decidedWeight += criterion.weight();
        points += criterion.weight() * worth(criterion.verdict());
      }
    }
    OptionalDouble score =
        decidedWeight > 0
            ? OptionalDouble.of(Rounding.of(100 * points / decidedWeight))
            : OptionalDouble.empty();
    double decided = allWeight > 0 ? Rounding.of(decidedWeight / allWeight) : 0;
    double best =
        allWeight > 0 ? Rounding.of(100 * (points + allWeight - decidedWeight) / allWeight) : 100;
    List<String> against = against(policy, criteria, best, complete);
    if (!against.isEmpty()) {
      return new Decision(score, decided, Recommendation.DECLINE, against);
    }
    List<String> open = open(policy, criteria, score, decided, complete, cutShort);
    if (!open.isEmpty()) {
      return new Decision(score, decided, Recommendation.UNDECIDED, open);
    }
    return new Decision(
        score,
        decided,
        Recommendation.EXERCISE,
        List.of(inFavour(policy, criteria, score, decided)));
  }

  private static double worth(Verdict verdict) {
    return switch (verdict) {
      case PASS -> 1;
      case MARGINAL -> 0.5;
      case FAIL, INCONCLUSIVE -> 0;
    };
  }

  private static List<String> against(
      DecisionPolicy policy, List<CriterionResult> criteria, double best, boolean complete) {
    List<String> reasons = new ArrayList<>();
    for (CriterionResult criterion : criteria) {
      if (criterion.gate() && criterion.verdict() == Verdict.FAIL) {
        reasons.add(
            "Gate "
                + named(criterion)
                + (complete ? " failed: " : " fails so far: ")
                + detail(criterion));
      }
    }
    if (best < policy.score()) {
      reasons.add(
          "The score "
              + (complete ? "cannot reach " : "as it stands cannot reach ")
              + number(policy.score())
              + ": "
              + number(best)
              + " is the most that is left");
    }
    return reasons;
  }

  private static List<String> open(
      DecisionPolicy policy,
      List<CriterionResult> criteria,
      OptionalDouble score,
      double decided,
      boolean complete,
      boolean cutShort) {
    List<String> reasons = new ArrayList<>();
    if (cutShort) {
      reasons.add("The run was cut short, by a person or by an error: it recommends no purchase");
    }
    if (!complete) {
      reasons.add("The campaign is still running");
    }
    for (CriterionResult criterion : criteria) {
      if (criterion.gate() && criterion.verdict() == Verdict.INCONCLUSIVE) {
        reasons.add("Gate " + named(criterion) + " is not decided: " + detail(criterion));
      }
    }
    if (decided < policy.decided()) {
      reasons.add(
          Texts.percent(decided)
              + " of the weight is decided, the plan asks for "
              + Texts.percent(policy.decided()));
    }
    if (score.isEmpty() || score.getAsDouble() < policy.score()) {
      reasons.add(
          "The score is "
              + (score.isPresent() ? number(score.getAsDouble()) : "not known yet")
              + ", the plan asks for "
              + number(policy.score()));
    }
    return reasons;
  }

  private static String inFavour(
      DecisionPolicy policy, List<CriterionResult> criteria, OptionalDouble score, double decided) {
    long gates = criteria.stream().filter(CriterionResult::gate).count();
    return (gates > 0 ? "All " + gates + " gates passed, score " : "Score ")
        + number(score.orElse(0))
        + " (the plan asks for "
        + number(policy.score())
        + "), "
        + Texts.percent(decided)
        + " decided";
  }

  private static String named(CriterionResult criterion) {
    return criterion.id() + " (" + criterion.title() + ")";
  }

  /** The reason without the verdict before it. */
  private static String detail(CriterionResult criterion) {
    return criterion.reason().substring(criterion.reason().indexOf(": ") + 2);
  }

  /** One decimal, rounded down, so that what falls short never reads as enough. */
  private static String number(double value) {
    return new BigDecimal(value)
        .setScale(1, RoundingMode.FLOOR)
        .stripTrailingZeros()
        .toPlainString();
  }
}
