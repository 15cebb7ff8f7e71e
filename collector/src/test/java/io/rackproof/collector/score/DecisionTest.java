package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.DecisionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTest {

  private static final DecisionPolicy POLICY = new DecisionPolicy(Optional.empty(), 90, 0.95);

  /** Criteria written {@code PASS 3 gate}: verdict, weight, and whether it is a gate. */
  private static Decision decide(boolean complete, String... criteria) {
    return decide(complete, false, criteria);
  }

  private static Decision decide(boolean complete, boolean cutShort, String... criteria) {
    List<CriterionResult> results = new ArrayList<>();
    for (String text : criteria) {
      String[] words = text.split(" ", -1);
      results.add(
          new CriterionResult(
              "C-" + (results.size() + 1),
              "title",
              "other",
              "load",
              "mean",
              "<= 1",
              "",
              words.length > 2,
              Double.parseDouble(words[1]),
              Verdict.valueOf(words[0]),
              !complete,
              List.of(),
              words[0] + ": why"));
    }
    return Decision.of(POLICY, results, complete, cutShort);
  }

  @Test
  void scoreIsTheWeightedShareOfWhatIsDecided() {
    Decision decision = decide(true, "PASS 5", "MARGINAL 2", "FAIL 1", "INCONCLUSIVE 2");
    assertThat(decision.score()).hasValue(75); // (5 + 1) / 8
    assertThat(decision.decided()).isEqualTo(0.8);
  }

  @Test
  void optionIsExercisedWhenGatesScoreAndShareAreThere() {
    Decision decision = decide(true, "PASS 9 gate", "MARGINAL 1 gate");
    assertThat(decision.recommendation()).isEqualTo(Recommendation.EXERCISE);
    assertThat(decision.reasons())
        .containsExactly("All 2 gates passed, score 95 (the plan asks for 90), 100 % decided");
  }

  @Test
  void failedGateDeclinesWhateverTheScore() {
    Decision decision = decide(true, "PASS 99", "FAIL 1 gate");
    assertThat(decision.recommendation()).isEqualTo(Recommendation.DECLINE);
    assertThat(decision.reasons()).containsExactly("Gate C-2 (title) failed: why");
  }

  @Test
  void scoreOutOfReachDeclines() {
    Decision decision = decide(true, "PASS 8", "FAIL 1.2", "INCONCLUSIVE 0.8");
    assertThat(decision.recommendation()).isEqualTo(Recommendation.DECLINE);
    assertThat(decision.reasons())
        .containsExactly("The score cannot reach 90: 88 is the most that is left");
  }

  @Test
  void undecidedGateAndMissingShareLeaveItUndecided() {
    Decision decision = decide(true, "PASS 9", "INCONCLUSIVE 1 gate");
    assertThat(decision.recommendation()).isEqualTo(Recommendation.UNDECIDED);
    assertThat(decision.reasons())
        .containsExactly(
            "Gate C-2 (title) is not decided: why",
            "90 % of the weight is decided, the plan asks for 95 %");
  }

  @Test
  void runningCampaignIsNotRecommendedYet() {
    Decision decision = decide(false, "PASS 9 gate");
    assertThat(decision.recommendation()).isEqualTo(Recommendation.UNDECIDED);
    assertThat(decision.reasons()).containsExactly("The campaign is still running");
    assertThat(decide(false, "INCONCLUSIVE 1").score()).isEmpty();
  }

  @Test
  void runThatWasCutShortRecommendsNoPurchaseAndStillDeclinesOnAFailedGate() {
    Decision decision = decide(true, true, "PASS 9 gate");
    assertThat(decision.recommendation()).isEqualTo(Recommendation.UNDECIDED);
    assertThat(decision.score()).hasValue(100);
    assertThat(decision.reasons())
        .containsExactly(
            "The run was cut short, by a person or by an error: it recommends no purchase");
    assertThat(decide(true, true, "FAIL 1 gate").recommendation())
        .isEqualTo(Recommendation.DECLINE);
  }

  @Test
  void justWhatThePlanAsksForIsEnough() {
    Decision score = decide(true, "PASS 8", "MARGINAL 2");
    assertThat(score.recommendation()).isEqualTo(Recommendation.EXERCISE);
    assertThat(score.reasons()).containsExactly("Score 90 (the plan asks for 90), 100 % decided");
    Decision share = decide(true, "PASS 95", "INCONCLUSIVE 5");
    assertThat(share.decided()).isEqualTo(0.95);
    assertThat(share.recommendation()).isEqualTo(Recommendation.EXERCISE);
    Decision reach = decide(true, "PASS 8", "FAIL 1", "INCONCLUSIVE 1");
    assertThat(reach.recommendation()).isEqualTo(Recommendation.UNDECIDED);
  }

  @Test
  void withoutCriteriaNothingIsDecidedAndNothingSpeaksAgainst() {
    Decision decision = decide(true);
    assertThat(decision.decided()).isZero();
    assertThat(decision.score()).isEmpty();
    assertThat(decision.recommendation()).isEqualTo(Recommendation.UNDECIDED);
    assertThat(decision.reasons())
        .containsExactly(
            "0 % of the weight is decided, the plan asks for 95 %",
            "The score is not known yet, the plan asks for 90");
  }
}
