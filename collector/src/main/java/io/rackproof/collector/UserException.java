package io.rackproof.collector;

/** Something that the user of a command must know or mend; told without a stack trace. */
final class UserException extends Exception {

  private final int status;

  /**
   * @param status exit status of the command
   */
  UserException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
