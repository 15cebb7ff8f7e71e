package io.rackproof.collector.score;

/** What was measured against one criterion. Ordered from worst to best for groups. */
public enum Verdict {
  /** The limit was violated, and that is proven. */
  FAIL,
  /** Not enough good data to say. Never a pass. */
  INCONCLUSIVE,
  /** Inside the limit, but by less than the uncertainty or inside the plan's marginal band. */
  MARGINAL,
  /** Inside the limit. */
  PASS;

  /** The worse of two: FAIL, then INCONCLUSIVE, then MARGINAL, then PASS. */
  public Verdict worst(Verdict other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** FAIL and PASS and MARGINAL are decided. */
  public boolean isDecided() {
    return this != INCONCLUSIVE;
  }
}
