package io.rackproof.agent.uplink;

/**
 * This clock against the collector's, from the four stamps of a hello and its answer, as NTP does.
 *
 * @param millis this clock minus the collector's
 * @param uncertaintyMillis half of the time that the messages were under way
 */
record ClockOffset(double millis, double uncertaintyMillis) {

  /**
   * @param sent hello sent, by this clock; all in milliseconds since 1970-01-01T00:00Z
   * @param received hello received, by the collector's
   * @param answered answer sent, by the collector's
   * @param back answer received, by this clock
   */
  static ClockOffset of(long sent, long received, long answered, long back) {
    double offset = ((sent - received) + (back - answered)) / 2.0;
    long underWay = (back - sent) - (answered - received);
    return new ClockOffset(offset, Math.max(0, underWay) / 2.0);
  }
}
