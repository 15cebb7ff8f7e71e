package io.rackproof.collector.remotewrite;

/** A request that is not understood as a whole, or is too large; sending it again does not help. */
public final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** 400 or 413. */
  public int status() {
    return status;
  }
}
