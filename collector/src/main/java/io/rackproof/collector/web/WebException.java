package io.rackproof.collector.web;

import io.rackproof.document.Problem;
import java.util.List;

/** A request that cannot be answered as asked; the message is for the person who asked. */
final class WebException extends RuntimeException {

  private final int status;
  private final transient List<Problem> problems;

  WebException(int status, String message) {
    this(status, message, List.of());
  }

  WebException(int status, String message, List<Problem> problems) {
    super(message);
    this.status = status;
    this.problems = List.copyOf(problems);
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  List<Problem> problems() {
    return problems;
  }
}
