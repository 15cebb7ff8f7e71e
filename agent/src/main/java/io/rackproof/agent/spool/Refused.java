package io.rackproof.agent.spool;

import io.rackproof.agent.spool.SpoolEntry.LostRange;

/**
 * Batches that the disk did not take and that are not recorded yet. They get their numbers when
 * they are: a number told to the collector and then forgotten by this disk could be issued again.
 *
 * @param batches how many
 * @param firstMillis time of the first sample, 0 when unknown
 * @param lastMillis time of the last
 * @param samples in them
 * @param reason what the disk said, for people
 */
record Refused(long batches, long firstMillis, long lastMillis, long samples, String reason) {

  static final Refused NONE = new Refused(0, 0, 0, 0, "");

  Refused and(TimeSpan times, int more, String why) {
    return batches == 0
        ? new Refused(1, times.firstMillis(), times.lastMillis(), more, why)
        : new Refused(
            batches + 1,
            firstMillis == 0 ? 0 : Math.min(firstMillis, times.firstMillis()),
            Math.max(lastMillis, times.lastMillis()),
            samples + more,
            reason);
  }

  /** The same, and everything that a damaged file held: how much that was, nobody knows. */
  Refused andDamagedFile(String why) {
    return new Refused(batches + 1, 0, 0, samples, why);
  }

  LostRange after(long sequence) {
    return new LostRange(
        sequence + 1, sequence + batches, firstMillis, lastMillis, samples, reason);
  }
}
