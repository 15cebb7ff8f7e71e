package io.rackproof.collector;

import com.google.protobuf.ByteString;
import io.rackproof.collector.ingest.BatchSink;
import io.rackproof.collector.ingest.OverLimitException;
import io.rackproof.collector.ingest.SetAsideException;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.collector.live.Arrivals.MeasuredClock;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.remotewrite.SampleWriter;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.Loss;
import io.rackproof.collector.store.SampleStore.Numbered;
import io.rackproof.collector.store.SampleStore.SetAside;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what ingest delivers into the store on one thread, in the order of arrival. Batches that
 * wait together are committed together: a slow disk makes groups larger, not the queue longer.
 */
final class StoreSink implements BatchSink, SampleWriter, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoreSink.class);

  /** Batches in one transaction. */
  private static final int MOST_IN_GROUP = 256;

  /** While it goes on, a failure is told this often. */
  private static final long TELL_AGAIN_MILLIS = 60_000;

  private final SampleStore store;
  private final LiveCampaigns live;
  private final Arrivals arrivals;
  private final Clock clock;
  private final StoreSinkMeters meters;
  private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final SeriesLimit series;

  /** The newest clock offset of a rack that waits to be noted: an agent may tell many. */
  private final Map<String, Long> clocks = new ConcurrentHashMap<>();

  private final Thread thread;
  private final LongSupplier nanoTime;
  private boolean closed;

  /** Whether the thread waits for work. */
  private volatile boolean idle;

  /** When it began what it does now. */
  private volatile long begun;

  private volatile boolean failing;
  private long toldMillis;

  private sealed interface Work {}

  private record Append(Delivery delivery, CompletableFuture<Void> done) implements Work {}

  private record Other(StoreCall call, CompletableFuture<Long> done) implements Work {}

  private record Stored(String rack, String epoch, long sequence) {}

  private record Stop() implements Work {}

  private interface StoreCall {
    long make() throws IOException;
  }

  StoreSink(
      SampleStore store,
      LiveCampaigns live,
      Arrivals arrivals,
      Clock clock,
      LongSupplier nanoTime,
      StoreSinkMeters meters,
      long mostSeries) {
    this.series = new SeriesLimit(store, mostSeries);
    this.store = store;
    this.live = live;
    this.arrivals = arrivals;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.meters = meters;
    this.begun = nanoTime.getAsLong();
    meters.queueLength(queue::size);
    this.thread = new Thread(this::run, "store-writer");
    thread.start();
  }

  /** For how long the thread has been at one group or call, in nanoseconds; 0 when it waits. */
  long overdueNanos() {
    return idle && thread.isAlive() ? 0 : nanoTime.getAsLong() - begun;
  }

  /** True when the store refused the last write. */
  boolean isFailing() {
    return failing;
  }

  @Override
  public CompletionStage<Long> hello(RackIdentity rack, String epoch) {
    return submit(
        () -> {
          series.hello(rack.id(), epoch);
          return store.acknowledged(rack.id(), epoch);
        });
  }

  /**
   * What is stored, and judged, is the part of the offset that the exchange proves: a slow exchange
   * on a busy machine must not look like a wrong clock. A better one follows soon.
   */
  @Override
  public void clock(RackIdentity rack, long offsetMillis, long uncertaintyMillis) {
    MeasuredClock measured = new MeasuredClock(offsetMillis, uncertaintyMillis);
    long proven = measured.provenMillis();
    long before =
        arrivals
            .of(rack.id())
            .map(Arrival::clockOffsetMillis)
            .orElse(OptionalLong.empty())
            .orElse(Long.MAX_VALUE);
    arrivals.clock(rack.id(), measured);
    if (before != proven && clocks.put(rack.id(), proven) == null) {
      CompletionStage<Long> unused =
          submit(
              () -> {
                Long newest = clocks.remove(rack.id());
                store.clockOffset(rack.id(), clock.millis(), newest == null ? proven : newest);
                return 0L;
              });
    }
  }

  @Override
  public void live(RackIdentity rack, List<Sample> samples) {
    arrivals.live(rack.id(), samples);
  }

  @Override
  public CompletionStage<Void> batch(Delivery delivery) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!offer(new Append(delivery, done))) {
      done.completeExceptionally(stopping());
    }
    return done;
  }

  @Override
  public CompletionStage<Void> lost(RackIdentity rack, String epoch, LostBatches lost) {
    return submit(
            () -> {
              store.lost(
                  rack.id(),
                  epoch,
                  new Loss(
                      lost.firstSequence(),
                      lost.lastSequence(),
                      lost.firstMillis(),
                      lost.lastMillis(),
                      lost.samples(),
                      lost.reason()));
              live.lost(rack.id());
              return 0;
            })
        .thenAccept(ignored -> {});
  }

  @Override
  public CompletionStage<Void> poison(
      RackIdentity rack, String epoch, long sequence, ByteString encoded, String why) {
    return submit(
            () -> {
              store.poison(rack.id(), epoch, sequence, encoded, why);
              meters.poison();
              live.lost(rack.id());
              log.warn("batch {} of rack {} was set aside: {}", sequence, rack.id(), why);
              return 0;
            })
        .thenAccept(ignored -> {});
  }

  /** What comes without an agent counts as an arrival of its rack where no agent tells more. */
  @Override
  public CompletionStage<Long> write(String epoch, Map<String, List<Sample>> byRack) {
    return submit(
        () -> {
          series.check(byRack);
          long stored = 0;
          for (Numbered batch : store.appendUnnumbered(epoch, byRack)) {
            live.stored(batch.rack(), batch.sequence(), batch.samples());
            if (arrivals.of(batch.rack()).flatMap(StoreSink::agentsClock).isEmpty()) {
              arrivals.stored(batch.rack(), batch.samples());
            }
            stored += batch.samples().size();
          }
          return stored;
        });
  }

  private static Optional<Long> agentsClock(Arrival arrival) {
    OptionalLong offset = arrival.clockOffsetMillis();
    return offset.isPresent() ? Optional.of(offset.getAsLong()) : Optional.empty();
  }

  private CompletableFuture<Long> submit(StoreCall call) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    if (!offer(new Other(call, done))) {
      done.completeExceptionally(stopping());
    }
    return done;
  }

  private synchronized boolean offer(Work work) {
    return !closed && queue.offer(work);
  }

  private static IOException stopping() {
    return new IOException("the collector is stopping");
  }

  private void run() {
    List<Append> group = new ArrayList<>();
    boolean stopped = false;
    while (!stopped) {
      Work work;
      try {
        work = group.isEmpty() ? next() : queue.poll();
      } catch (InterruptedException e) {
        // Nobody interrupts this thread but to end it; what waits is refused by close.
        return;
      }
      if (work instanceof Append append) {
        String objection = series.objection(append.delivery(), group.isEmpty());
        if (objection != null) {
          append.done().completeExceptionally(new OverLimitException(objection));
          continue;
        }
        group.add(append);
        if (group.size() < MOST_IN_GROUP) {
          continue;
        }
      }
      commit(group);
      group.clear();
      if (work instanceof Other other) {
        make(other);
      }
      stopped = work instanceof Stop;
    }
  }

  private Work next() throws InterruptedException {
    idle = true;
    Work work = queue.take();
    begun = nanoTime.getAsLong();
    idle = false;
    return work;
  }

  private void commit(List<Append> group) {
    begun = nanoTime.getAsLong();
    if (group.isEmpty()) {
      return;
    }
    List<StoredBatch> batches = new ArrayList<>(group.size());
    for (Append append : group) {
      Delivery d = append.delivery();
      batches.add(
          new StoredBatch(
              d.rack(),
              d.epoch(),
              d.sequence(),
              d.encoded(),
              d.samples(),
              d.definitions(),
              d.instruments()));
    }
    Map<Stored, String> setAside = new HashMap<>();
    try {
      for (SetAside aside : meters.commit(batches, () -> store.append(batches))) {
        setAside.put(new Stored(aside.rack(), aside.epoch(), aside.sequence()), aside.why());
      }
    } catch (IOException e) {
      fail(e);
      group.forEach(append -> append.done().completeExceptionally(e));
      return;
    } catch (RuntimeException e) {
      oneByOne(group, e);
      return;
    }
    mended();
    for (Append append : group) {
      Delivery d = append.delivery();
      String why = setAside.get(new Stored(d.rack().id(), d.epoch(), d.sequence()));
      if (why != null) {
        meters.poison();
        live.lost(d.rack().id());
        append.done().completeExceptionally(new SetAsideException(why));
        continue;
      }
      live.stored(d.rack().id(), d.sequence(), d.samples());
      arrivals.stored(d.rack().id(), d.samples());
      append.done().complete(null);
    }
  }

  /** One batch that the store stumbles over must not hold up the others, nor come for ever. */
  private void oneByOne(List<Append> group, RuntimeException fault) {
    if (group.size() > 1) {
      group.forEach(append -> commit(List.of(append)));
      return;
    }
    Append append = group.get(0);
    Delivery d = append.delivery();
    log.error("batch {} of rack {}: a fault of Rackproof", d.sequence(), d.rack().id(), fault);
    String why = "the collector stumbled over it (" + fault + "): please report it";
    poison(d.rack(), d.epoch(), d.sequence(), d.encoded(), why)
        .whenComplete(
            (done, failure) ->
                append
                    .done()
                    .completeExceptionally(failure == null ? new SetAsideException(why) : failure));
  }

  private void make(Other other) {
    try {
      long result = other.call().make();
      other.done().complete(result);
    } catch (IOException | RuntimeException e) {
      fail(e);
      other.done().completeExceptionally(e);
    }
  }

  private void fail(Exception e) {
    long now = clock.millis();
    if (!failing || now - toldMillis >= TELL_AGAIN_MILLIS) {
      toldMillis = now;
      log.error("cannot store; agents keep what they read and send it again: {}", e.getMessage());
    }
    failing = true;
    meters.failure();
  }

  private void mended() {
    if (failing) {
      log.info("storing again");
    }
    failing = false;
  }

  /** Commits what waits, then refuses everything. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(new Stop());
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
