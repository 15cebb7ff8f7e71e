package io.rackproof.collector.ingest;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents that are connected, and counts over all connections. Thread safe. */
final class Connections {

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** While it goes on, that agents are turned away is told this often. */
  private static final long TELL_AGAIN_MILLIS = 60_000;

  /** What an ordinary batch counts in the budget, bytes. */
  private static final long ORDINARY_BATCH = 100_000;

  /** One that is stored and one that comes meanwhile. */
  private static final int LEAST_WINDOW = 2;

  private record Key(String rack, String epoch) {}

  private final ConcurrentMap<Key, AgentConnection> byAgent = new ConcurrentHashMap<>();
  final LongAdder greeted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder poison = new LongAdder();
  final LongAdder live = new LongAdder();

  /** Connections that were turned away because a limit was reached. */
  final LongAdder turnedAway = new LongAdder();

  final IngestLimits limits;
  final MemoryBudget budget;
  private final AtomicLong toldMillis = new AtomicLong();
  private final AtomicLong series = new AtomicLong();

  Connections(IngestLimits limits) {
    this.limits = limits;
    this.budget = new MemoryBudget(limits.memory());
  }

  /** Notes that a connection defines series, or defines them no longer. */
  void series(int more) {
    series.addAndGet(more);
  }

  /** Why so many more series cannot be held; null when they can. */
  @Nullable String objection(int moreSeries) {
    return series.get() + moreSeries <= limits.series()
        ? null
        : "the connected agents have "
            + limits.series()
            + " series, the most that this collector holds (ingest.most-series)";
  }

  /** Why another agent cannot be served; null when it can. */
  @Nullable String objection(String rack, String epoch) {
    return byAgent.size() < limits.agents() || byAgent.containsKey(new Key(rack, epoch))
        ? null
        : limits.agents()
            + " agents are connected, the most that this collector serves (ingest.most-agents)";
  }

  /**
   * Batches that each of those now connected may have under way so that all of them have room: a
   * batch counts as one of some 500 samples.
   */
  int window(int most) {
    long each = budget.total() / Math.max(1, byAgent.size()) / ORDINARY_BATCH;
    return (int) Math.max(Math.min(most, LEAST_WINDOW), Math.min(most, each));
  }

  /** Registers a connection; returns the one that it takes the place of, or null. */
  @Nullable AgentConnection register(String rack, String epoch, AgentConnection connection) {
    return byAgent.put(new Key(rack, epoch), connection);
  }

  /** Forgets a connection, unless another has taken its place. */
  void remove(String rack, String epoch, AgentConnection connection) {
    byAgent.remove(new Key(rack, epoch), connection);
  }

  /** Counts a connection that is turned away, and tells of it now and then. */
  void turnAway(String address, String why, long nowMillis) {
    turnedAway.increment();
    long told = toldMillis.get();
    if ((told == 0 || nowMillis - told >= TELL_AGAIN_MILLIS)
        && toldMillis.compareAndSet(told, nowMillis)) {
      LOG.warn(
          "Agents are turned away, {} so far, {} now: {}. They keep what they read and come back.",
          turnedAway.sum(),
          address,
          why);
    }
  }

  IngestStatus status() {
    List<AgentStatus> agents =
        byAgent.values().stream()
            .flatMap(connection -> Stream.ofNullable(connection.status()))
            .sorted(Comparator.comparing(AgentStatus::rack).thenComparing(AgentStatus::epoch))
            .toList();
    return new IngestStatus(
        agents,
        greeted.sum(),
        refused.sum(),
        batches.sum(),
        poison.sum(),
        live.sum(),
        new IngestStatus.Load(
            turnedAway.sum(), budget.used(), budget.total(), budget.waiting(), series.get()));
  }
}
