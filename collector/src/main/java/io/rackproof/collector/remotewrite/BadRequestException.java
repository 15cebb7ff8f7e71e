package io.rackproof.collector.remotewrite;

import com.google.protobuf.InvalidProtocolBufferException;

/** A request that is not understood as a whole, or is too large; sending it again does not help. */
public final class BadRequestException extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  static BadRequestException noMessage(Protocol protocol, InvalidProtocolBufferException fault) {
    return new BadRequestException(
        400,
        "not a remote write message of version " + protocol.version() + ": " + fault.getMessage());
  }

  /** 400 or 413. */
  public int status() {
    return status;
  }
}
