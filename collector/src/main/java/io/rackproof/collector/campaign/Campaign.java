package io.rackproof.collector.campaign;

import java.util.List;
import java.util.OptionalLong;

/**
 * One run of a plan on a rack.
 *
 * @param id short, unique, made from the date and the rack: {@code 20261124-gen2-007-1}
 * @param rack the rack that is judged
 * @param planName of the plan
 * @param planText the plan as it was when the campaign began
 * @param startMillis when it began
 * @param endMillis when it ended; empty while it runs
 * @param state how it runs or ended
 * @param marks phases entered and left by hand, in time order
 * @param annotations what people noted, in time order
 */
public record Campaign(
    String id,
    String rack,
    String planName,
    String planText,
    long startMillis,
    OptionalLong endMillis,
    State state,
    List<Mark> marks,
    List<Annotation> annotations) {

  /** How it runs or ended. Not a verdict. */
  public enum State {
    RUNNING,
    COMPLETED,
    ABORTED
  }

  /**
   * @param entered true when the phase began, false when it ended
   */
  public record Mark(long timeMillis, String phase, boolean entered) {}

  /**
   * @param author empty when not told
   */
  public record Annotation(long timeMillis, String author, String text) {}

  public Campaign {
    marks = List.copyOf(marks);
    annotations = List.copyOf(annotations);
  }
}
