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

  /** For people: {@code as a ratio to the group's mean}. */
  String text();

  private static String text(Form form, String other) {
    return (form == Form.RATIO ? "as a ratio to " : "as a difference to ") + other;
  }

  /**
   * With the mean of the members that share these labels, the member itself among them.
   *
   * @param by labels that name a group; empty for all members of the rack
   */
  record WithGroup(Form form, List<String> by) implements Comparison {
    public WithGroup {
      by = List.copyOf(by);
    }

    @Override
    public String text() {
      String group = by.isEmpty() ? "all members" : "its group (" + String.join(", ", by) + ")";
      return Comparison.text(form, "the mean of " + group);
    }
  }

  /** With the same member in another phase of the campaign. */
  record WithPhase(Form form, String phase) implements Comparison {
    @Override
    public String text() {
      return Comparison.text(form, "phase '" + phase + "'");
    }
  }

  /**
   * With the mean of the same member on other racks, as {@code References} give them: the racks of
   * an id, or of a generation.
   *
   * @param rack id of the other rack; empty when a generation is named
   * @param generation of the other racks; empty when a rack is named
   */
  record WithRacks(Form form, String rack, String generation) implements Comparison {
    @Override
    public String text() {
      String other = rack.isEmpty() ? "generation '" + generation + "'" : "rack '" + rack + "'";
      return Comparison.text(form, other);
    }
  }
}
