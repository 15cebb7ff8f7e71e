package io.rackproof.collector.score;

/**
 * A statistic of one member.
 *
 * @param value over the covered time; NaN when there is none
 * @param least that the statistic can be, whatever the uncovered time holds; at most value
 * @param most that it can be; at least value
 * @param worstTimeMillis when the signal was furthest towards or over the limit
 * @param resets how often a counter restarted in the judged time
 * @param firstReset when it did first; 0 for never
 * @param undecided reason why no value counts; empty when one does
 */
record Measured(
    double value,
    double least,
    double most,
    long worstTimeMillis,
    int resets,
    long firstReset,
    String undecided) {

  static Measured of(double value, double least, double most, long worstTimeMillis) {
    return new Measured(value, least, most, worstTimeMillis, 0, 0, "");
  }

  Measured withResets(int count, long first) {
    return new Measured(value, least, most, worstTimeMillis, count, first, undecided);
  }

  Measured undecided(String why) {
    return new Measured(value, least, most, worstTimeMillis, resets, firstReset, why);
  }
}
