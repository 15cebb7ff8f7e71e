package io.rackproof.collector.openid;

/** The provider, or what it said, lets nobody in. */
public final class NotSignedInException extends Exception {

  /** Whose turn it is. */
  public enum Reason {
    /** The browser's way back is none that was begun with it: begin again. */
    NOT_BEGUN,
    /** What the provider said is not to be believed, or is a refusal. */
    NOT_PROVEN,
    /** The provider knows the person, and gives no role here. */
    NO_ROLE,
    /** The provider cannot be reached, or its answers are none. */
    NO_ANSWER,
    /** Too many sign in at this moment. */
    BUSY
  }

  private final Reason reason;

  NotSignedInException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
