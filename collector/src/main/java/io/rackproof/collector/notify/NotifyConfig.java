package io.rackproof.collector.notify;

import java.time.Duration;
import java.util.List;

/**
 * Who is told of what.
 *
 * @param page address of the collector's pages as people reach them; empty when nobody said
 * @param lostAfter for how long a device gives no values before it is told
 */
public record NotifyConfig(List<NotifyTarget> targets, String page, Duration lostAfter) {

  public static final Duration DEFAULT_LOST_AFTER = Duration.ofSeconds(30);

  /** Nobody is told anything. */
  public static final NotifyConfig NONE = new NotifyConfig(List.of(), "", DEFAULT_LOST_AFTER);

  public NotifyConfig {
    targets = List.copyOf(targets);
  }
}
