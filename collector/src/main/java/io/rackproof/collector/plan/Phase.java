package io.rackproof.collector.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * A stretch of a campaign in which criteria are judged.
 *
 * @param name unique in the plan
 * @param entry how it begins
 * @param settle after it begins, time that is not judged
 * @param duration the longest it lasts; empty for as long as its entry says
 */
public record Phase(String name, Entry entry, Duration settle, Optional<Duration> duration) {

  /** How a phase begins. */
  public sealed interface Entry {}

  /** It is the whole campaign. */
  public record Whole() implements Entry {}

  /** It begins with the campaign, or when the timed phase before it in the plan ends. */
  public record Timed() implements Entry {}

  /** A person or a script says when. */
  public record ByHand() implements Entry {}

  /**
   * It is on while a condition holds: from when it has held for the hold, to when it began to fail,
   * once it has failed for the hold; or to when a condition of its own to leave began to hold, once
   * that has held for the hold.
   *
   * @param signal whose every member must be inside the limit; unknown while one holds nothing
   * @param limit in the signal's own unit or one that converts
   * @param hold a condition must hold, or fail, this long to count
   * @param until what ends it instead of the condition failing, such as power that has fallen well
   *     below where it began; empty for the condition itself
   */
  public record When(SignalOf signal, Limit limit, Duration hold, Optional<Method.Condition> until)
      implements Entry {}
}
