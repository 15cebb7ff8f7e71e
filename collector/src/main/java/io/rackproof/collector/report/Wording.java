package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.util.List;

/** Verdicts and recommendations in plain words of one language. */
final class Wording {

  private final Phrases phrases;
  private final Figures figures;

  Wording(Language language) {
    this.phrases = Phrases.in(language);
    this.figures = Figures.in(language);
  }

  String word(Verdict verdict) {
    return phrases.say("verdict." + verdict.name());
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

  String recommendation(Recommendation recommendation) {
    return phrases.say("recommendation." + recommendation.name());
  }

  /** One sentence on the rack and its plan. */
  String headline(Scorecard card) {
    long all = card.criteria().size();
    long failed = count(card.criteria(), Verdict.FAIL);
    long open = count(card.criteria(), Verdict.INCONCLUSIVE);
    long narrow = count(card.criteria(), Verdict.MARGINAL);
    String of = figures.counted(all, "criterion");
    return switch (card.verdict()) {
      case PASS ->
          all == 1
              ? phrases.say("headline.pass.only", card.rack())
              : phrases.say("headline.pass", card.rack(), all);
      case MARGINAL -> phrases.say("headline.marginal", card.rack(), narrow, of);
      case FAIL ->
          open == 0
              ? phrases.say("headline.fail", card.rack(), failed, of)
              : phrases.say("headline.fail.open", card.rack(), failed, of, open);
      case INCONCLUSIVE ->
          all == 0
              ? phrases.say("headline.empty", card.rack())
              : phrases.say("headline.inconclusive", card.rack(), open, of);
    };
  }

  static long count(List<CriterionResult> criteria, Verdict verdict) {
    return criteria.stream().filter(c -> c.verdict() == verdict).count();
  }

  String state(Campaign campaign) {
    return phrases.say("state." + campaign.state().name());
  }

  /** Areas that plans commonly name; another is told as the plan names it. */
  String area(String area) {
    String key = "area." + area;
    return phrases.has(key) ? phrases.say(key) : area;
  }
}
