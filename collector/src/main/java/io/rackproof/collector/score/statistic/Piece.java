package io.rackproof.collector.score.statistic;

/**
 * What a member held for a while, clipped to a span of the judged time. One object is filled anew
 * for each piece: whoever is given it takes the numbers and forgets the object.
 */
public final class Piece {

  private long start;
  private long end;
  private double value;
  private boolean carried;
  private boolean restarted;

  /** Fills it. */
  public Piece set(
      long newStart, long newEnd, double newValue, boolean isCarried, boolean hasRestarted) {
    this.start = newStart;
    this.end = newEnd;
    this.value = newValue;
    this.carried = isCarried;
    this.restarted = hasRestarted;
    return this;
  }

  /** Milliseconds since 1970-01-01T00:00Z. */
  public long start() {
    return start;
  }

  /** Exclusive. */
  public long end() {
    return end;
  }

  public long length() {
    return end - start;
  }

  public double value() {
    return value;
  }

  /** Whether its sample came before the span. */
  public boolean carried() {
    return carried;
  }

  /** Whether a counter is known to have restarted since the piece before. */
  public boolean restarted() {
    return restarted;
  }
}
