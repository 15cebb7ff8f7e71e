package io.rackproof.collector.score;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a person or a script said about the course of a campaign.
 *
 * @param rack the rack that is judged
 * @param startMillis when the campaign began
 * @param endMillis when it was finished or aborted; empty while it runs
 * @param marks phases entered and left by hand, in time order
 * @param entries what people inspected or measured by hand, in time order; of several for one
 *     criterion the last counts
 * @param cutShort whether it was aborted, or ended by an error: what was measured stands, and no
 *     purchase rests on it
 */
public record Timeline(
    String rack,
    long startMillis,
    OptionalLong endMillis,
    List<Mark> marks,
    List<Entry> entries,
    boolean cutShort) {

  /** One that runs, or ended as planned. */
  public Timeline(
      String rack,
      long startMillis,
      OptionalLong endMillis,
      List<Mark> marks,
      List<Entry> entries) {
    this(rack, startMillis, endMillis, marks, entries, false);
  }

  /**
   * @param phase its name in the plan
   * @param entered true when the phase began, false when it ended
   */
  public record Mark(long timeMillis, String phase, boolean entered) {}

  /**
   * @param criterion its id in the plan
   * @param by who entered it
   * @param verdict of an inspection: PASS or FAIL; empty when a value was measured
   * @param value in the unit of the criterion's limit
   * @param uncertainty expanded (k = 2), in the same unit; empty when not told
   * @param note for people
   */
  public record Entry(
      long timeMillis,
      String criterion,
      String by,
      Optional<Verdict> verdict,
      OptionalDouble value,
      OptionalDouble uncertainty,
      String note) {}

  public Timeline {
    marks = List.copyOf(marks);
    entries = List.copyOf(entries);
  }

  /** The marks before a time. */
  public List<Mark> marksBefore(long timeMillis) {
    return marks.stream().filter(m -> m.timeMillis() < timeMillis).toList();
  }
}
