package io.rackproof.collector.web;

import io.rackproof.collector.live.Judged;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A scorecard in one line: {@code gen2-007 FAIL: do not exercise the option. Score 82 of 100; …}.
 */
final class Summary {

  private Summary() {}

  static String line(Judged judged) {
    Scorecard card = judged.scorecard();
    StringBuilder line = new StringBuilder();
    line.append(card.rack()).append(' ').append(card.verdict());
    line.append(card.complete() ? ": " : " so far: ");
    line.append(recommendation(card.recommendation())).append(". ");
    line.append(
        card.score().isPresent()
            ? "Score " + Figures.format(card.score().getAsDouble()) + " of 100"
            : "No score");
    if (card.decided() < 1) {
      line.append(" with ").append(Figures.percent(card.decided())).append(" decided");
    }
    String failed = ids(card.criteria(), Verdict.FAIL);
    String undecided = ids(card.criteria(), Verdict.INCONCLUSIVE);
    String marginal = ids(card.criteria(), Verdict.MARGINAL);
    if (!failed.isEmpty()) {
      line.append("; failed ").append(failed);
    }
    if (!undecided.isEmpty()) {
      line.append("; inconclusive ").append(undecided);
    }
    if (!marginal.isEmpty()) {
      line.append("; marginal ").append(marginal);
    }
    if (card.verdict() == Verdict.PASS) {
      line.append("; all ").append(card.criteria().size()).append(" criteria passed");
    }
    return line.toString();
  }

  static String recommendation(Recommendation recommendation) {
    return switch (recommendation) {
      case EXERCISE -> "exercise the option";
      case DECLINE -> "do not exercise the option";
      case UNDECIDED -> "not decided";
    };
  }

  private static String ids(List<CriterionResult> criteria, Verdict verdict) {
    return criteria.stream()
        .filter(c -> c.verdict() == verdict)
        .map(CriterionResult::id)
        .collect(Collectors.joining(", "));
  }
}
