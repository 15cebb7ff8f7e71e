package io.rackproof.collector.plan;

import java.util.List;

/** Tells a statistic relative to another value of the same statistic. */
public sealed interface Comparison {

  /** How the two are put together. */
  enum Form {
    /** Own value divided by the other: a pure number. */
    RATIO,
    /** Own value minus the other: in the unit of a difference. */
    DIFFERENCE
  }

  Form form();

  /**
   * With the mean of the members that share these labels, the member itself among them.
   *
   * @param by labels that name a group; empty for all members of the rack
   */
  record WithGroup(Form form, List<String> by) implements Comparison {
    public WithGroup {
      by = List.copyOf(by);
    }
  }

  /** With the same member in another phase of the campaign. */
  record WithPhase(Form form, String phase) implements Comparison {}

  /**
   * With the mean of the same member on other racks, as {@code References} give them: the racks of
   * an id, or of a generation.
   *
   * @param rack id of the other rack; empty when a generation is named
   * @param generation of the other racks; empty when a rack is named
   */
  record WithRacks(Form form, String rack, String generation) implements Comparison {}
}
