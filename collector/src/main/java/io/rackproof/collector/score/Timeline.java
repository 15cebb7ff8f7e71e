package io.rackproof.collector.score;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a person or a script said about the course of a campaign.
 *
 * @param rack the rack that is judged
 * @param startMillis when the campaign began
 * @param endMillis when it was finished or aborted; empty while it runs
 * @param marks phases entered and left by hand, in time order
 */
public record Timeline(String rack, long startMillis, OptionalLong endMillis, List<Mark> marks) {

  /**
   * @param phase its name in the plan
   * @param entered true when the phase began, false when it ended
   */
  public record Mark(long timeMillis, String phase, boolean entered) {}

  public Timeline {
    marks = List.copyOf(marks);
  }
}
