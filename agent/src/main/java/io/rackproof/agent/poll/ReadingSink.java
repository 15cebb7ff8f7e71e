package io.rackproof.agent.poll;

/** Where polls go. Called by the threads of the buses, in order for each device. */
@FunctionalInterface
public interface ReadingSink {

  /** Takes a poll; must not block for long, since the bus waits. */
  void accept(DevicePoll poll);
}
