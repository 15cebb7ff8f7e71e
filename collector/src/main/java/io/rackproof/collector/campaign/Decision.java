package io.rackproof.collector.campaign;

/**
 * What a person decided about a rack, having seen the verdicts. It changes none of them.
 *
 * @param rack the rack that it holds for; empty for all of the campaign
 * @param by who decided
 * @param reason never empty
 */
public record Decision(long timeMillis, String rack, Kind kind, String by, String reason) {

  /** What was decided. */
  public enum Kind {
    /** The rack is accepted as it is. */
    ACCEPT,
    /** It is not. */
    DECLINE,
    /** It is to be tested again before anything is decided. */
    RETEST
  }
}
