package io.rackproof.collector.recorded;

import io.rackproof.document.Problem;
import java.util.List;

/** Recorded files hold rows that cannot be used. */
public final class BadRowsException extends Exception {

  private final transient List<Problem> first;
  private final long count;

  BadRowsException(List<Problem> first, long count) {
    super(count == 1 ? "1 mistake in the samples" : count + " mistakes in the samples");
    this.first = List.copyOf(first);
    this.count = count;
  }

  /** What is wrong with the first of them. */
  public List<Problem> first() {
    return first;
  }

  /** How many there are. */
  public long count() {
    return count;
  }
}
