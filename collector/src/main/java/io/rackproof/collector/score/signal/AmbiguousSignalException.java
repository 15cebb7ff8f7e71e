package io.rackproof.collector.score.signal;

/** Members of a signal cannot be told apart or paired; the message tells a person what to do. */
public final class AmbiguousSignalException extends RuntimeException {
  AmbiguousSignalException(String message) {
    super(message);
  }
}
