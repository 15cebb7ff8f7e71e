package io.rackproof.collector.ingest;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** Whether a connection is read: only while there is no reason against it. On its event loop. */
final class ReadGate {

  /** Why it is not read. */
  enum Reason {
    /** More is unacknowledged than its window allows. */
    WINDOW,
    /** The memory for what all agents send is taken. */
    MEMORY,
    /** The agent does not read its answers. */
    ANSWERS
  }

  private final Channel channel;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  void set(Reason reason, boolean stands) {
    boolean changed = stands ? reasons.add(reason) : reasons.remove(reason);
    if (changed) {
      channel.config().setAutoRead(reasons.isEmpty());
    }
  }

  boolean isOpenFor(Reason reason) {
    return !reasons.contains(reason);
  }

  boolean isOpen() {
    return reasons.isEmpty();
  }
}
