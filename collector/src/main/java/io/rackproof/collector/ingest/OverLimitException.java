package io.rackproof.collector.ingest;

/**
 * There is no room for more series: nothing of it was stored, the agent keeps it and comes back.
 * The message says it to people at the agent's end.
 */
public final class OverLimitException extends Exception {
  public OverLimitException(String message) {
    super(message);
  }
}
