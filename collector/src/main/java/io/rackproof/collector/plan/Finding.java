package io.rackproof.collector.plan;

import io.rackproof.document.Problem;
import io.rackproof.document.YamlValue;

/**
 * Something in a sound plan that its author should look at.
 *
 * @param level how much it matters
 * @param problem where it is, and what; the message begins with the level
 */
public record Finding(Level level, Problem problem) {

  private static final String WARNING = "warning: ";
  private static final String NOTE = "note: ";

  /** How much a finding matters. */
  public enum Level {
    /** The plan may pass a rack, or leave it undecided, where that is not meant. */
    WARNING,
    /** Worth knowing; often meant. */
    NOTE
  }

  static void warn(YamlValue at, String message) {
    at.report(WARNING + message);
  }

  static void note(YamlValue at, String message) {
    at.report(NOTE + message);
  }

  static Finding of(Problem problem) {
    return new Finding(problem.message().startsWith(WARNING) ? Level.WARNING : Level.NOTE, problem);
  }

  /** {@code plan.yaml:12:5: criteria[0].over: warning: …}. */
  @Override
  public String toString() {
    return problem.toString();
  }
}
