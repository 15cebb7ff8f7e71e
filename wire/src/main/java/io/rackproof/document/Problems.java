package io.rackproof.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every mistake, so that a user mends a file in one go. Not thread safe. */
public final class Problems {

  private final List<Problem> found = new ArrayList<>();

  public void add(Problem problem) {
    found.add(problem);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** All mistakes, by file, line and column. */
  public List<Problem> list() {
    return found.stream()
        .sorted(
            Comparator.comparing(Problem::file)
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .distinct()
        .toList();
  }

  /**
   * Ends the reading of a file.
   *
   * @throws InvalidDocumentException with all mistakes, when there are any
   */
  public void throwIfAny() throws InvalidDocumentException {
    if (!found.isEmpty()) {
      throw new InvalidDocumentException(list());
    }
  }
}
