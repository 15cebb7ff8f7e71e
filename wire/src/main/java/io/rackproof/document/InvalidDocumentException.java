package io.rackproof.document;

import java.util.List;
import java.util.stream.Collectors;

/** A file that a person wrote cannot be used. The message lists every mistake, one a line. */
public final class InvalidDocumentException extends Exception {

  private final transient List<Problem> problems;

  public InvalidDocumentException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
