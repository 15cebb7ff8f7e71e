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
  record Whole() implements Entry {}

  /** It begins with the campaign, or when the timed phase before it in the plan ends. */
  record Timed() implements Entry {}

  /** A person or a script says when. */
  record ByHand() implements Entry {}

  /**
   * It is on while a condition holds.
   *
   * @param signal whose every member must be inside the limit
   * @param limit in the signal's own unit or one that converts
   * @param hold the condition must hold, or fail, this long to count
   */
  record When(SignalOf signal, Limit limit, Duration hold) implements Entry {}
}
