package io.rackproof.collector.score;

import java.util.OptionalLong;

/**
 * What is still to come of a criterion's verdict, seen from the moment up to which was judged. It
 * takes for granted that no series joins, that no sample comes late, and that conditions which hold
 * go on to hold.
 *
 * @param decidableAtMillis when the verdict will stand if good samples come until then; empty when
 *     it stands, or when no time alone decides it
 * @param notBeforeMillis before it the verdict cannot stand, a failure that is proven excepted;
 *     empty when it stands, or cannot
 * @param waitsFor what is still missing, for people; of RETEST why; else empty
 */
public record Outlook(
    State state, OptionalLong decidableAtMillis, OptionalLong notBeforeMillis, String waitsFor) {

  /** How sure a verdict is. */
  public enum State {
    /** No sample that is still to come can change it. */
    SETTLED,
    /** Decided by all of its phase so far; only entering the phase again can change it. */
    STANDING,
    /** It may change, or is not decided yet. */
    OPEN,
    /** It cannot pass any more in this campaign: it takes a retest. */
    RETEST
  }

  /** Of a verdict that nothing changes. */
  public static final Outlook SETTLED = done(State.SETTLED, "");

  static final Outlook STANDING = done(State.STANDING, "");

  static Outlook retest(String why) {
    return done(State.RETEST, why);
  }

  /**
   * For people, when the verdict is open or takes a retest; else empty.
   *
   * @param dated whether times are told with their date
   */
  public String sentence(boolean dated) {
    return switch (state) {
      case SETTLED, STANDING -> "";
      case RETEST -> "Cannot be decided any more in this campaign, a retest is needed: " + waitsFor;
      case OPEN ->
          decidableAtMillis.isPresent()
              ? "Decidable at "
                  + Texts.time(decidableAtMillis.getAsLong(), dated)
                  + "; needs "
                  + waitsFor
              : "Needs " + waitsFor;
    };
  }

  private static Outlook done(State state, String why) {
    return new Outlook(state, OptionalLong.empty(), OptionalLong.empty(), why);
  }

  static Outlook open(OptionalLong decidableAt, long notBefore, String waitsFor) {
    return new Outlook(State.OPEN, decidableAt, OptionalLong.of(notBefore), waitsFor);
  }
}
