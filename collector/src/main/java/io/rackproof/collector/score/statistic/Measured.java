package io.rackproof.collector.score.statistic;

/**
 * A statistic of one member.
 *
 * @param value over the covered time; NaN when there is none
 * @param least that the statistic can be, whatever the uncovered time holds; at most value
 * @param most that it can be; at least value
 * @param worstTimeMillis when the signal was furthest towards or over the limit
 * @param resets how often a counter restarted in the judged time
 * @param firstReset when it did first; 0 for never
 * @param wraps how often a counter ran over its end; what it counted through it is known
 * @param windows how many rolling windows there were; 0 where it is of none
 * @param decided how many of them are covered well enough
 * @param undecided reason why no value counts; empty when one does
 */
public record Measured(
    double value,
    double least,
    double most,
    long worstTimeMillis,
    int resets,
    long firstReset,
    int wraps,
    long windows,
    long decided,
    String undecided) {

  public static Measured of(double value, double least, double most, long worstTimeMillis) {
    return new Measured(value, least, most, worstTimeMillis, 0, 0, 0, 0, 0, "");
  }

  /** A value of which uncovered time may have made anything. */
  public static Measured anythingIf(boolean open, double value, long worstTimeMillis) {
    return open
        ? of(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, worstTimeMillis)
        : of(value, value, value, worstTimeMillis);
  }

  public Measured withResets(int count, long first) {
    return new Measured(
        value, least, most, worstTimeMillis, count, first, wraps, windows, decided, undecided);
  }

  public Measured withWraps(int count) {
    return new Measured(
        value,
        least,
        most,
        worstTimeMillis,
        resets,
        firstReset,
        count,
        windows,
        decided,
        undecided);
  }

  public Measured withWorstTime(long millis) {
    return new Measured(
        value, least, most, millis, resets, firstReset, wraps, windows, decided, undecided);
  }

  public Measured undecided(String why) {
    return new Measured(
        value, least, most, worstTimeMillis, resets, firstReset, wraps, windows, decided, why);
  }

  public Measured withWindows(long all, long wellCovered) {
    return new Measured(
        value,
        least,
        most,
        worstTimeMillis,
        resets,
        firstReset,
        wraps,
        all,
        wellCovered,
        undecided);
  }
}
