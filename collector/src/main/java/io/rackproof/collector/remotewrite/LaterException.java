package io.rackproof.collector.remotewrite;

/** A request that is good but cannot be taken now. */
public final class LaterException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean tooFast;
  private final long seconds;

  LaterException(boolean tooFast, long seconds, String message) {
    super(message);
    this.tooFast = tooFast;
    this.seconds = seconds;
  }

  /** Whether the sender is the reason, not this machine. */
  public boolean isTooFast() {
    return tooFast;
  }

  /** When to come again. */
  public long seconds() {
    return seconds;
  }
}
