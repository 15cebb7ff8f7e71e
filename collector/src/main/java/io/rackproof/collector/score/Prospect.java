package io.rackproof.collector.score;

import java.util.OptionalLong;

/**
 * What is sure of one member's verdict, and what it lacks to be decided.
 *
 * @param failed whether it fails whatever comes
 * @param barred why it cannot pass whatever comes; empty while it can
 * @param covered milliseconds of the judged time that count as covered; empty where coverage is not
 *     asked for
 * @param more milliseconds of good judged time that it needs for what it lacks; empty when no time
 *     can promise it
 * @param least milliseconds of judged time that pass before it at least
 * @param lacks what it needs besides coverage, for people; empty for nothing
 */
public record Prospect(
    boolean failed,
    String barred,
    OptionalLong covered,
    OptionalLong more,
    long least,
    String lacks) {

  /** Nothing is sure, nothing is lacking. */
  static final Prospect NONE =
      new Prospect(false, "", OptionalLong.empty(), OptionalLong.of(0), 0, "");

  /** Of a member that asks for coverage alone. */
  static Prospect covered(long millis) {
    return new Prospect(false, "", OptionalLong.of(millis), OptionalLong.of(0), 0, "");
  }

  Prospect failedIf(boolean sure) {
    return new Prospect(sure, barred, covered, more, least, lacks);
  }

  /** Barred by a doubt; not where that is empty. */
  Prospect barredBy(String why) {
    return why.isEmpty() ? this : new Prospect(failed, why, covered, more, least, lacks);
  }

  /**
   * Lacking what some time of good samples gives.
   *
   * @param atLeast without it, it is not there in any case
   * @param enough after it, it is there
   */
  Prospect lacking(long atLeast, long enough, String what) {
    return new Prospect(failed, barred, covered, OptionalLong.of(enough), atLeast, what);
  }

  /** Lacking what no time can promise. */
  Prospect lacking(String what) {
    return new Prospect(failed, barred, covered, OptionalLong.empty(), 0, what);
  }
}
