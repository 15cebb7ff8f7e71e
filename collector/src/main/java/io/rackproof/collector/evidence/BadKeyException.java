package io.rackproof.collector.evidence;

/** A text is no key that can be used; the message says why. */
public final class BadKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  BadKeyException(String message) {
    super(message);
  }
}
