package io.rackproof.collector;

import io.rackproof.collector.remotewrite.ForwardConfig;
import io.rackproof.collector.remotewrite.Sender;
import java.util.List;

/**
 * Remote write, both ways.
 *
 * @param senders who may write here
 * @param targets that get what is stored
 */
public record RemoteWriteConfig(List<Sender> senders, List<ForwardConfig> targets) {

  /** Nobody writes, and nothing is forwarded. */
  public static final RemoteWriteConfig NONE = new RemoteWriteConfig(List.of(), List.of());

  public RemoteWriteConfig {
    senders = List.copyOf(senders);
    targets = List.copyOf(targets);
  }
}
