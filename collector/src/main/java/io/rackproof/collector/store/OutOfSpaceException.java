package io.rackproof.collector.store;

import java.io.IOException;

/** The disk is full, or what is left of it is kept in reserve; goes on once there is room. */
public final class OutOfSpaceException extends IOException {

  OutOfSpaceException(String message) {
    super(message);
  }

  OutOfSpaceException(String message, Throwable cause) {
    super(message, cause);
  }
}
