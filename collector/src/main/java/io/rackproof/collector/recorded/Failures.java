package io.rackproof.collector.recorded;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What failed on another thread, thrown on this one. */
final class Failures {

  private Failures() {}

  /** Does nothing when nothing failed. */
  static void rethrow(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException("reading failed", failure);
    }
  }
}
