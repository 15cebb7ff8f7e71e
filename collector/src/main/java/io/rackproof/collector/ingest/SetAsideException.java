package io.rackproof.collector.ingest;

/**
 * A batch that is well formed and cannot be stored, now or ever: it is kept aside, durably, and
 * counts as acknowledged. The message says why, for people at the agent's end.
 */
public final class SetAsideException extends Exception {

  public SetAsideException(String why) {
    super(why);
  }
}
