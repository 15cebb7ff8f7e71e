package io.rackproof.collector.plan;

/** What the uncertainty of a value does to its verdict (JCGM 106). */
public enum DecisionRule {
  /** A value that is inside its limit by less than its expanded uncertainty is MARGINAL. */
  GUARDED,
  /** The uncertainty is told and decides nothing. */
  SIMPLE
}
