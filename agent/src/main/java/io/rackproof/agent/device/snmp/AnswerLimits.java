package io.rackproof.agent.device.snmp;

/**
 * How much a device gives in one answer, as all its tables have shown. Not thread safe.
 *
 * <p>Answers that are too big are refused, or lost on the way while small ones pass; some agents do
 * not know GETBULK at all and refuse it or stay silent. GETNEXT stands in then, and GETBULK is
 * tried again with few rows.
 */
final class AnswerLimits {

  /** The most values asked for at once: they fill 64 KiB only if each takes more than 120 bytes. */
  static final int MOST_VALUES = 500;

  /** After so many walks by GETNEXT, GETBULK is tried again. */
  private static final int WALKS_BEFORE_TRYING_AGAIN = 60;

  /** Rows that GETBULK is tried with after it failed. */
  static final int ROWS_OF_A_TRIAL = 5;

  private int values = MOST_VALUES;
  private boolean bulkAnswered;
  private int failures;
  private int walksLeft;

  /** Forgets everything. */
  void reset() {
    values = MOST_VALUES;
    bulkAnswered = false;
    failures = 0;
    walksLeft = 0;
  }

  /** The most rows worth asking for with so many columns. */
  int rows(int columns) {
    int fit = Math.max(1, values / columns);
    return failures > 0 && !bulkAnswered ? Math.min(ROWS_OF_A_TRIAL, fit) : fit;
  }

  /** Whether this device has ever answered GETBULK. */
  boolean bulkAnswered() {
    return bulkAnswered;
  }

  /** Whether GETBULK is of no use at present. */
  boolean walksByNext() {
    return walksLeft > 0;
  }

  void answered() {
    bulkAnswered = true;
  }

  /** GETBULK was refused or not answered, though the device answers other requests. */
  void bulkFailed() {
    failures++;
    walksLeft = failures == 1 ? 1 : WALKS_BEFORE_TRYING_AGAIN;
  }

  /** A walk by GETNEXT has ended. */
  void walked() {
    walksLeft = Math.max(0, walksLeft - 1);
  }

  /** So many values were too many. */
  void tooMany(int asked) {
    values = Math.max(1, Math.min(values, asked / 2));
  }

  /** A walk has ended well: a little more may be asked for again. */
  void grow() {
    values = Math.min(MOST_VALUES, values + 1);
  }
}
