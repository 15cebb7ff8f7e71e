package io.rackproof.agent;

import org.jspecify.annotations.Nullable;

/** Why the agent cannot do what it was asked for, in words for its user. */
final class UnusableException extends Exception {

  private final int status;

  /**
   * @param status to exit with: 2 for a mistake of the user, which no restart mends; else 1
   */
  UnusableException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
