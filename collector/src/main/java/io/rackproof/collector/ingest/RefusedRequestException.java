package io.rackproof.collector.ingest;

/** No certificate is issued; the message is for people at the agent, with what to do. */
public final class RefusedRequestException extends Exception {
  public RefusedRequestException(String message) {
    super(message);
  }
}
