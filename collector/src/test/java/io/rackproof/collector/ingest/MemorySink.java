package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A sink that keeps everything in memory as a store would, remembers every call in order, and can
 * be told to wait or to fail.
 */
public final class MemorySink implements BatchSink {

  /** One life of an agent's spool, as a store sees it. */
  private static final class Life {
    final TreeMap<Long, List<Sample>> batches = new TreeMap<>();
    final TreeMap<Long, Long> gone = new TreeMap<>();
    final Map<Integer, Series> definitions = new HashMap<>();

    long acknowledged() {
      long through = 0;
      while (true) {
        Long lost = gone.get(through + 1);
        if (batches.containsKey(through + 1)) {
          through++;
        } else if (lost != null) {
          through = lost;
        } else {
          return through;
        }
      }
    }
  }

  private final Map<String, Life> lives = new HashMap<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Sample> live = new ArrayList<>();
  private final List<LostBatches> losses = new ArrayList<>();
  private final List<String> poison = new ArrayList<>();
  private final List<Long> clockOffsets = new ArrayList<>();
  private final List<String> greeted = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  private boolean failing;

  @Override
  public synchronized CompletionStage<Long> hello(RackIdentity rack, String epoch) {
    greeted.add(rack.id());
    return CompletableFuture.completedFuture(life(rack, epoch).acknowledged());
  }

  @Override
  public synchronized void live(RackIdentity rack, List<Sample> samples) {
    live.addAll(samples);
  }

  /** All live values, in the order of arrival. */
  public synchronized List<Sample> live() {
    return List.copyOf(live);
  }

  @Override
  public synchronized void clock(RackIdentity rack, long offsetMillis, long uncertaintyMillis) {
    clockOffsets.add(offsetMillis);
  }

  @Override
  public synchronized CompletionStage<Void> batch(Delivery delivery) {
    deliveries.add(delivery);
    return durable(
        () -> {
          Life life = life(delivery.rack(), delivery.epoch());
          life.definitions.putAll(delivery.definitions());
          life.batches.putIfAbsent(delivery.sequence(), delivery.samples());
        });
  }

  @Override
  public synchronized CompletionStage<Void> lost(
      RackIdentity rack, String epoch, LostBatches lost) {
    losses.add(lost);
    return durable(() -> life(rack, epoch).gone.put(lost.firstSequence(), lost.lastSequence()));
  }

  @Override
  public synchronized CompletionStage<Void> poison(
      RackIdentity rack, String epoch, long sequence, ByteString encoded, String why) {
    poison.add(sequence + ": " + why);
    return durable(() -> life(rack, epoch).gone.put(sequence, sequence));
  }

  private Life life(RackIdentity rack, String epoch) {
    return lives.computeIfAbsent(rack.id() + "/" + epoch, key -> new Life());
  }

  private CompletionStage<Void> durable(Runnable apply) {
    if (failing) {
      return CompletableFuture.failedFuture(new java.io.IOException("disk full"));
    }
    CompletableFuture<Void> stage = new CompletableFuture<>();
    Runnable complete =
        () -> {
          apply.run();
          notifyAll();
          stage.complete(null);
        };
    if (holding) {
      held.add(complete);
    } else {
      complete.run();
    }
    notifyAll();
    return stage;
  }

  /** From now on nothing becomes durable until {@link #release}. */
  public synchronized void hold() {
    holding = true;
  }

  /** What was held becomes durable, the last first: stores may commit in any order. */
  public synchronized void release() {
    holding = false;
    for (int i = held.size() - 1; i >= 0; i--) {
      held.get(i).run();
    }
    held.clear();
  }

  public synchronized void failing(boolean fails) {
    failing = fails;
  }

  public synchronized int heldCount() {
    return held.size();
  }

  public synchronized List<Delivery> deliveries() {
    return List.copyOf(deliveries);
  }

  public synchronized List<Long> sequences() {
    return deliveries.stream().map(Delivery::sequence).toList();
  }

  public synchronized List<LostBatches> losses() {
    return List.copyOf(losses);
  }

  public synchronized List<String> poison() {
    return List.copyOf(poison);
  }

  /** Ids of the racks that said a hello that was not refused, in order. */
  public synchronized List<String> greeted() {
    return List.copyOf(greeted);
  }

  public synchronized List<Long> clockOffsets() {
    return List.copyOf(clockOffsets);
  }

  /** Stored batches of a rack's epoch by number. */
  public synchronized Map<Long, List<Sample>> stored(String rack, String epoch) {
    return new TreeMap<>(life(RackIdentity.of(rack), epoch).batches);
  }

  /** All series that were delivered for a rack's epoch, by id. */
  public synchronized Map<Integer, Series> definitions(String rack, String epoch) {
    return Map.copyOf(life(RackIdentity.of(rack), epoch).definitions);
  }
}
