package io.rackproof.wire;

/** The bytes of a batch cannot be understood; the message says why. */
public final class MalformedBatchException extends Exception {
  public MalformedBatchException(String message) {
    super(message);
  }

  public MalformedBatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
