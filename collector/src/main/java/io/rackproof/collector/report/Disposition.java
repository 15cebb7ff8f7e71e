package io.rackproof.collector.report;

/** What people decided about a criterion; its verdict stays what was measured. */
public enum Disposition {
  /** Nobody asked for a waiver. */
  NONE,
  /** A waiver is in force. */
  WAIVED,
  /** A waiver waits for its second signature. */
  WAIVER_PENDING,
  /** Its last day is over. */
  WAIVER_EXPIRED;

  /** For people; empty for none. */
  public String text() {
    return switch (this) {
      case NONE -> "";
      case WAIVED -> "waived";
      case WAIVER_PENDING -> "waiver not signed by two";
      case WAIVER_EXPIRED -> "waiver expired";
    };
  }
}
