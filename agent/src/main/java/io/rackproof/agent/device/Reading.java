package io.rackproof.agent.device;

/**
 * What came of reading a point once.
 *
 * @param point that was read; for a row of a table, the point with the row's labels
 * @param outcome what the device reported, or why there is nothing
 * @param time when it was read
 * @param raw what was on the wire, for people: {@code 0x1234 0x5678}, {@code Gauge32 231}; empty
 *     when nothing came
 * @param continuity of a counter since the reading before
 */
public record Reading(
    Point point, Outcome outcome, RequestTime time, String raw, Continuity continuity) {

  /** A reading of which nothing more is known. */
  public Reading(Point point, Outcome outcome, RequestTime time, String raw) {
    this(point, outcome, time, raw, Continuity.UNKNOWN);
  }

  /** Whether a counter has counted on since the reading before. */
  public enum Continuity {
    /** The device does not tell: its value alone must. */
    UNKNOWN,
    /** It has: a value below the one before has wrapped. */
    UNBROKEN,
    /** It has begun anew, whatever its value. */
    RESTARTED
  }

  /** What came of it. */
  public sealed interface Outcome {}

  /** A number as the device reports it, before {@link Point#scaling}. */
  public record Value(double number) implements Outcome {
    public Value {
      if (Double.isNaN(number)) {
        throw new IllegalArgumentException("no number is Missing, not NaN");
      }
    }
  }

  /** A text, for points of kind INFO. */
  public record Text(String text) implements Outcome {}

  /**
   * Nothing, never a zero.
   *
   * @param detail one line for people that names what was seen
   */
  public record Missing(Cause cause, String detail) implements Outcome {}

  /** Why there is nothing. */
  public enum Cause {
    /** No connection or no line to the device. */
    UNREACHABLE,
    /** No answer in time. */
    TIMEOUT,
    /** An answer that cannot be understood: checksum, length, another unit, no number. */
    GARBAGE,
    /** The device says that it does not have this point. */
    ABSENT,
    /** The device refused for another reason: busy, failure, access. */
    REFUSED,
    /** The device itself marks the value as not available. */
    NOT_AVAILABLE,
    /** The device itself marks the value as old. */
    STALE
  }

  /** The same with what is known of its counter. */
  public Reading withContinuity(Continuity known) {
    return new Reading(point, outcome, time, raw, known);
  }

  public static Reading value(Point point, double number, RequestTime time, String raw) {
    return new Reading(point, new Value(number), time, raw);
  }

  public static Reading missing(Point point, Cause cause, String detail, RequestTime time) {
    return new Reading(point, new Missing(cause, detail), time, "");
  }
}
