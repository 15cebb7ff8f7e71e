package io.rackproof.collector.evidence;

/** A bundle, or a part of one, cannot be what it claims to be; the message says why. */
public final class BadBundleException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadBundleException(String message) {
    super(message);
  }
}
