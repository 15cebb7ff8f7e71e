package io.rackproof.collector;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.ingest.BatchSink.Delivery;
import io.rackproof.collector.ingest.BatchSink.LostBatches;
import io.rackproof.collector.ingest.OverLimitException;
import io.rackproof.collector.ingest.SetAsideException;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSinkTest {

  private static final long MOST_SERIES = 20;

  @TempDir Path directory;

  private final SetClock clock = new SetClock(START);
  private final SentRack rack = new SentRack("epoch-1");
  private final List<Integer> groups = new ArrayList<>();
  private final CountDownLatch diskIsSlow = new CountDownLatch(1);
  private final CountDownLatch diskIsAsked = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private volatile boolean slow;
  private volatile boolean full;
  private volatile long stumblesOver;
  private SampleStore real;
  private CampaignStore campaigns;
  private StoreSink sink;

  @BeforeEach
  void start() throws Exception {
    real = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    SampleStore store = withScriptedDisk(real);
    sink =
        new StoreSink(
            store,
            new LiveCampaigns(campaigns, store, clock),
            new Arrivals(clock),
            clock,
            nanos::get,
            new StoreSinkMeters(new SimpleMeterRegistry(), () -> 0),
            MOST_SERIES);
  }

  @AfterEach
  void stop() {
    diskIsSlow.countDown();
    sink.close();
    campaigns.close();
    real.close();
  }

  /** The real store, but for an {@code append} that can be slow or refuse. */
  private SampleStore withScriptedDisk(SampleStore store) {
    return (SampleStore)
        Proxy.newProxyInstance(
            SampleStore.class.getClassLoader(),
            new Class<?>[] {SampleStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("append")) {
                if (slow) {
                  diskIsAsked.countDown();
                  diskIsSlow.await();
                }
                if (full) {
                  throw new IOException("no space left on device");
                }
                for (Object batch : (List<?>) arguments[0]) {
                  if (((StoredBatch) batch).sequence() == stumblesOver) {
                    throw new IllegalStateException("scripted");
                  }
                }
                groups.add(((List<?>) arguments[0]).size());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private CompletableFuture<Void> send(int second) {
    StoredBatch b = rack.second(second, 30);
    return sink.batch(
            new Delivery(
                b.rack(), b.epoch(), b.sequence(), b.encoded(), b.samples(), b.definitions()))
        .toCompletableFuture();
  }

  private static void await(CompletableFuture<?> done) throws Exception {
    done.get(60, TimeUnit.SECONDS);
  }

  private long stored() throws IOException {
    return real.read(RACK.id(), s -> true, 0, Long.MAX_VALUE).stream()
        .mapToLong(SeriesSamples::size)
        .sum();
  }

  @Test
  void batchIsDurableWhenItsStageCompletes() throws Exception {
    await(send(0));
    assertThat(stored()).isEqualTo(3);
    assertThat(sink.hello(RACK, "epoch-1").toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isEqualTo(1);
  }

  @Test
  void onlyWhatAnExchangeProvesOfAClockIsJudged() throws Exception {
    sink.clock(RACK, -2_542, 2_600);
    await(send(0));
    assertThat(real.clockOffsets(RACK.id(), 0, Long.MAX_VALUE).values()).containsOnly(0L);
    sink.clock(RACK, -2_542, 12);
    await(send(1));
    assertThat(real.clockOffsets(RACK.id(), 0, Long.MAX_VALUE)).containsValue(-2_530L);
  }

  @Test
  void batchesThatWaitForTheDiskAreCommittedTogether() throws Exception {
    slow = true;
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      sent.add(send(second));
    }
    slow = false;
    diskIsSlow.countDown();
    for (CompletableFuture<Void> done : sent) {
      await(done);
    }
    assertThat(groups.stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
    assertThat(groups.size()).isLessThan(20);
    assertThat(stored()).isEqualTo(60);
  }

  @Test
  void seriesBeyondTheMostAreNotTakenUntilItsAgentComesAnewAndKnownOnesAlwaysAre()
      throws Exception {
    await(send(0));
    Map<Integer, Series> many = new HashMap<>();
    for (int id = 0; id < MOST_SERIES; id++) {
      many.put(id, Series.of("x_watts", Map.of("point", "p" + id)));
    }
    for (Map<Integer, Series> definitions : List.of(many, Map.<Integer, Series>of())) {
      Delivery over =
          new Delivery(
              RackIdentity.of("r2"), "epoch-1", 1, ByteString.EMPTY, List.of(), definitions);
      CompletableFuture<Void> refused = sink.batch(over).toCompletableFuture();
      assertThatThrownBy(() -> refused.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(OverLimitException.class)
          .hasMessageContaining("ingest.most-series");
    }
    assertThat(real.series()).isEqualTo(3);
    assertThat(real.acknowledged("r2", "epoch-1")).isZero();
    await(send(1));
    assertThat(sink.isFailing()).isFalse();
  }

  @Test
  void fullDiskFailsTheStageAndTheRepeatIsStored() throws Exception {
    full = true;
    StoredBatch b = rack.second(0, 30);
    Delivery delivery =
        new Delivery(b.rack(), b.epoch(), b.sequence(), b.encoded(), b.samples(), b.definitions());
    CompletableFuture<Void> refused = sink.batch(delivery).toCompletableFuture();
    assertThatThrownBy(() -> refused.get(60, TimeUnit.SECONDS))
        .hasRootCauseMessage("no space left on device");
    assertThat(sink.isFailing()).isTrue();
    full = false;
    await(sink.batch(delivery).toCompletableFuture());
    assertThat(sink.isFailing()).isFalse();
    assertThat(stored()).isEqualTo(3);
  }

  @Test
  void lossAndPoisonCountAsAcknowledged() throws Exception {
    await(send(0));
    await(
        sink.lost(RACK, "epoch-1", new LostBatches(2, 4, START, START + 3_000, 9, "spool full"))
            .toCompletableFuture());
    await(
        sink.poison(
                RACK,
                "epoch-1",
                5,
                com.google.protobuf.ByteString.copyFromUtf8("garbage"),
                "not a batch")
            .toCompletableFuture());
    assertThat(sink.hello(RACK, "epoch-1").toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isEqualTo(5);
    assertThat(real.losses(RACK.id(), START, START + 10_000))
        .extracting(SampleStore.Loss::reason)
        .containsExactlyInAnyOrder("spool full", "batch 5 was set aside: not a batch");
  }

  @Test
  void batchFromAnImpossibleTimeIsRefusedAndThoseBesideItAreStored() throws Exception {
    slow = true;
    CompletableFuture<Void> good = send(0);
    StoredBatch b = rack.second(2 * 24 * 3600, 30);
    CompletableFuture<Void> ahead =
        sink.batch(
                new Delivery(
                    b.rack(), b.epoch(), b.sequence(), b.encoded(), b.samples(), b.definitions()))
            .toCompletableFuture();
    CompletableFuture<Void> after = send(3);
    slow = false;
    diskIsSlow.countDown();
    await(good);
    await(after);
    assertThatThrownBy(() -> ahead.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SetAsideException.class)
        .hasMessageContaining("more than a day ahead");
    assertThat(stored()).isEqualTo(6);
    assertThat(real.losses(RACK.id(), START, START + 10_000))
        .singleElement()
        .satisfies(loss -> assertThat(loss.lastMillis()).isEqualTo(START));
    assertThat(real.status().setAside()).isEqualTo(1);
    assertThat(sink.isFailing()).isFalse();
  }

  @Test
  void batchThatTheStoreStumblesOverIsSetAsideAndTheOthersAreStored() throws Exception {
    stumblesOver = 2;
    slow = true;
    CompletableFuture<Void> first = send(0);
    CompletableFuture<Void> bad = send(1);
    CompletableFuture<Void> third = send(2);
    slow = false;
    diskIsSlow.countDown();
    await(first);
    await(third);
    assertThatThrownBy(() -> bad.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SetAsideException.class);
    assertThat(stored()).isEqualTo(6);
    assertThat(sink.hello(RACK, "epoch-1").toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isEqualTo(3);
  }

  @Test
  void closingCommitsWhatWaitsAndRefusesTheRest() throws Exception {
    CompletableFuture<Void> before = send(0);
    sink.close();
    await(before);
    assertThat(stored()).isEqualTo(3);
    CompletableFuture<Void> after = send(1);
    assertThatThrownBy(() -> after.get(60, TimeUnit.SECONDS))
        .hasRootCauseMessage("the collector is stopping");
  }

  @Test
  void commitThatHangsIsOverdueAndWaitingForWorkIsNot() throws Exception {
    await(send(0));
    nanos.set(TimeUnit.HOURS.toNanos(1));
    slow = true;
    CompletableFuture<Void> hanging = send(1);
    assertThat(diskIsAsked.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(sink.overdueNanos()).isZero();
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(6));
    assertThat(sink.overdueNanos()).isEqualTo(TimeUnit.MINUTES.toNanos(6));
    slow = false;
    diskIsSlow.countDown();
    await(hanging);
    sink.close();
    nanos.incrementAndGet();
    assertThat(sink.overdueNanos()).as("its thread has ended").isPositive();
  }
}
