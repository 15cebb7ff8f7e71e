package io.rackproof.agent.uplink;

/**
 * This clock against the collector's, from the stamps of one exchange.
 *
 * @param millis this clock minus the collector's
 * @param uncertaintyMillis half of the time that the messages were under way: the truth is within
 * @param atMillis when it was measured, by this clock
 */
record ClockOffset(double millis, double uncertaintyMillis, long atMillis) {

  /** Two good clocks drift apart by less than this: 0.1 %, in milliseconds a millisecond. */
  private static final double DRIFT = 0.001;

  /**
   * From the four stamps of a request and its answer, as NTP does.
   *
   * @param sent request sent, by this clock; all in milliseconds since 1970-01-01T00:00Z
   * @param received request received, by the collector's
   * @param answered answer sent, by the collector's
   * @param back answer received, by this clock
   */
  static ClockOffset of(long sent, long received, long answered, long back) {
    double offset = ((sent - received) + (back - answered)) / 2.0;
    long underWay = (back - sent) - (answered - received);
    return new ClockOffset(offset, Math.max(0, underWay) / 2.0, back);
  }

  /**
   * Whether this one, measured later, says more than the one before: a quick exchange counts for
   * more than a slow one, and an old one for less and less.
   */
  boolean isBetterThan(ClockOffset before) {
    double drifted = Math.max(0, atMillis - before.atMillis) * DRIFT;
    return uncertaintyMillis <= before.uncertaintyMillis + drifted;
  }
}
