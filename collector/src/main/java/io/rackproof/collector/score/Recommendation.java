package io.rackproof.collector.score;

/** What the decision policy of the plan says of the purchase. */
public enum Recommendation {
  /** Gates passed, score and share decided as the policy asks: exercise the option. */
  EXERCISE,
  /** A gate failed, or the score cannot be reached any more: do not exercise it. */
  DECLINE,
  /** Something needed is not decided yet. */
  UNDECIDED
}
