package io.rackproof.collector.ingest;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agents that are connected, and counts over all connections. Thread safe. */
final class Connections {

  private record Key(String rack, String epoch) {}

  private final ConcurrentMap<Key, AgentConnection> byAgent = new ConcurrentHashMap<>();
  final LongAdder greeted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder poison = new LongAdder();
  final LongAdder live = new LongAdder();

  /** Registers a connection; returns the one that it takes the place of, or null. */
  @Nullable AgentConnection register(String rack, String epoch, AgentConnection connection) {
    return byAgent.put(new Key(rack, epoch), connection);
  }

  /** Forgets a connection, unless another has taken its place. */
  void remove(String rack, String epoch, AgentConnection connection) {
    byAgent.remove(new Key(rack, epoch), connection);
  }

  IngestStatus status() {
    List<AgentStatus> agents =
        byAgent.values().stream()
            .flatMap(connection -> Stream.ofNullable(connection.status()))
            .sorted(Comparator.comparing(AgentStatus::rack).thenComparing(AgentStatus::epoch))
            .toList();
    return new IngestStatus(
        agents, greeted.sum(), refused.sum(), batches.sum(), poison.sum(), live.sum());
  }
}
