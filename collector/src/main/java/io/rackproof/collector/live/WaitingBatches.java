package io.rackproof.collector.live;

import io.rackproof.wire.Sample;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Batches that are durable and wait for the next round, in bounded memory: what does not fit is
 * left away, and its rack is told to be read from the store instead. Thread safe.
 */
final class WaitingBatches {

  /** Some 30 MB; ten seconds of 100 racks with 500 series at 1 Hz. */
  static final int MOST_SAMPLES = 500_000;

  private final int most;
  private final Queue<Batch> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong waiting = new AtomicLong();

  /** By rack: the time of the earliest sample that was left away. */
  private final Map<String, Long> overrun = new ConcurrentHashMap<>();

  /** A batch of a rack. */
  record Batch(String rack, long sequence, List<Sample> samples) {
    private long firstMillis() {
      return samples.stream().mapToLong(Sample::timeMillis).min().orElse(Long.MAX_VALUE);
    }
  }

  WaitingBatches(int most) {
    this.most = most;
  }

  /** Takes a batch that the store holds already. */
  void add(Batch batch) {
    long first = batch.firstMillis();
    // Once one is left away, the others of its rack are too: the store is read for them anyway.
    if (overrun.computeIfPresent(batch.rack(), (rack, time) -> Math.min(time, first)) != null) {
      return;
    }
    int size = batch.samples().size();
    if (waiting.addAndGet(size) > most) {
      waiting.addAndGet(-size);
      overrun.merge(batch.rack(), first, Math::min);
      return;
    }
    queue.add(batch);
  }

  /** The next in the order of arrival; null when none waits. */
  @Nullable Batch poll() {
    Batch next = queue.poll();
    if (next != null) {
      waiting.addAndGet(-next.samples().size());
    }
    return next;
  }

  /**
   * The racks of which something was left away since this was asked last, each with the time of the
   * earliest such sample. All that was is in the store when this returns; what comes from then on
   * waits here again.
   */
  Map<String, Long> takeOverrun() {
    Map<String, Long> taken = new TreeMap<>();
    for (String rack : Set.copyOf(overrun.keySet())) {
      Long first = overrun.remove(rack);
      if (first != null) {
        taken.put(rack, first);
      }
    }
    return taken;
  }
}
