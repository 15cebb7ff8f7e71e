package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.util.List;

/** Verdicts and recommendations in plain words. */
final class Wording {

  private Wording() {}

  static String word(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "Pass";
      case MARGINAL -> "Marginal";
      case FAIL -> "Fail";
      case INCONCLUSIVE -> "Inconclusive";
    };
  }

  /** A sign beside the word, so that a verdict is never told by its colour alone. */
  static String sign(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "✓";
      case MARGINAL -> "≈";
      case FAIL -> "✕";
      case INCONCLUSIVE -> "?";
    };
  }

  static String recommendation(Recommendation recommendation) {
    return switch (recommendation) {
      case EXERCISE -> "Exercise the purchase option";
      case DECLINE -> "Do not exercise the purchase option";
      case UNDECIDED -> "No recommendation yet";
    };
  }

  /** One sentence on the rack and its plan. */
  static String headline(Scorecard card) {
    long all = card.criteria().size();
    long failed = count(card.criteria(), Verdict.FAIL);
    long open = count(card.criteria(), Verdict.INCONCLUSIVE);
    long narrow = count(card.criteria(), Verdict.MARGINAL);
    String rack = "Rack " + card.rack();
    String of = " of " + Figures.counted(all, "criterion", "criteria");
    return switch (card.verdict()) {
      case PASS ->
          rack + " meets " + (all == 1 ? "its only criterion." : "all " + all + " criteria.");
      case MARGINAL -> rack + " meets its plan, but " + narrow + of + " only narrowly.";
      case FAIL ->
          rack + " fails " + failed + of + (open == 0 ? "." : "; " + open + " cannot be judged.");
      case INCONCLUSIVE ->
          all == 0
              ? rack + " was judged against no criterion."
              : rack + " cannot be judged on " + open + of + "; none failed.";
    };
  }

  static long count(List<CriterionResult> criteria, Verdict verdict) {
    return criteria.stream().filter(c -> c.verdict() == verdict).count();
  }

  static String state(Campaign campaign) {
    return switch (campaign.state()) {
      case RUNNING -> "still running";
      case COMPLETED -> "completed";
      case ABORTED -> "aborted";
      case ERROR -> "ended by an error";
    };
  }
}
