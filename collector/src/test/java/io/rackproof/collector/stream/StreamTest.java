package io.rackproof.collector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.agent.uplink.Uplink;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.agent.uplink.UplinkTiming;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.ingest.Await;
import io.rackproof.collector.ingest.BatchSink.Delivery;
import io.rackproof.collector.ingest.BatchSink.LostBatches;
import io.rackproof.collector.ingest.IngestConfig;
import io.rackproof.collector.ingest.IngestServer;
import io.rackproof.collector.ingest.MemorySink;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTest {

  private static final String RACK = "gen2-007";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int WINDOW = 8;
  private static final int SLOW_START = 4;
  private static final UplinkTiming TIMING =
      new UplinkTiming(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofMillis(200));

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final MemorySink sink = new MemorySink();
  private int port;

  @BeforeEach
  void choosePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private SqliteSpool spool(long maxBytes) throws IOException {
    return opened(
        SqliteSpool.open(
            new SpoolConfig(directory, maxBytes, Duration.ofDays(1)), Clock.systemUTC()));
  }

  private SqliteSpool spool() throws IOException {
    return spool(SpoolConfig.DEFAULT_MAX_BYTES);
  }

  private IngestServer collector() throws IOException {
    return opened(
        IngestServer.start(
            new IngestConfig("127.0.0.1", port, Optional.empty(), WINDOW),
            sink,
            Clock.systemUTC()));
  }

  private Uplink uplink(SqliteSpool spool) throws IOException {
    return opened(
        Uplink.start(
            new UplinkConfig("127.0.0.1", port, Optional.empty()),
            RackIdentity.of(RACK),
            spool,
            Clock.systemUTC(),
            TIMING));
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private void close(AutoCloseable closeable) throws Exception {
    open.remove(closeable);
    closeable.close();
  }

  private static List<Sample> samples(int i) {
    Series speed =
        Series.of("cdu_pump_speed_rpm", Map.of("rack", RACK, "pump", String.valueOf(i % 50)));
    Series flow = Series.of("cdu_coolant_flow_liters_per_minute", Map.of("rack", RACK));
    return List.of(Sample.good(speed, 1_000L * i, i), Sample.good(flow, 1_000L * i + 1, -i));
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private void assertStored(String epoch, long first, long last) {
    Map<Long, List<Sample>> stored = sink.stored(RACK, epoch);
    assertThat(stored.keySet()).containsExactlyElementsOf(range(first, last));
    stored.forEach((n, samples) -> assertThat(samples).isEqualTo(samples(n.intValue())));
  }

  @Test
  void batchesArriveAsTheyArePutAndLeaveTheSpool() throws Exception {
    SqliteSpool spool = spool();
    IngestServer collector = collector();
    Uplink uplink = uplink(spool);
    for (int i = 1; i <= 200; i++) {
      spool.put(samples(i));
    }
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(sink.sequences()).isEqualTo(range(1, 200));
    assertStored(spool.epoch(), 1, 200);
    assertThat(spool.status().batches()).isZero();
    assertThat(uplink.status().connected()).isTrue();
    assertThat(uplink.status().acknowledged()).isEqualTo(200);
    AgentStatus agent = collector.status().agents().get(0);
    assertThat(agent.rack()).isEqualTo(RACK);
    assertThat(agent.backlog()).isZero();
    assertThat(collector.status().batches()).isEqualTo(200);
  }

  @Test
  void valuesOfNowArriveBeforeABacklogAndTheBatchesAllTheSame() throws Exception {
    SqliteSpool spool =
        opened(
            SqliteSpool.open(
                SpoolConfig.in(directory),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(1).negated())));
    for (int i = 1; i <= 500; i++) {
      spool.put(samples(i));
    }
    sink.hold();
    IngestServer collector = collector();
    Uplink uplink = uplink(spool);
    Await.until("the newest values are here", () -> sink.live().containsAll(samples(500)));
    spool.put(samples(501));
    // The store takes nothing and the window is full: the live values come through.
    Await.until("newer ones are here", () -> sink.live().containsAll(samples(501)));
    assertThat(sink.sequences()).hasSizeLessThanOrEqualTo(WINDOW);
    sink.release();
    assertThat(uplink.drain(LONG)).isTrue();
    assertStored(spool.epoch(), 1, 501);
    assertThat(sink.sequences()).isEqualTo(range(1, 501));
    assertThat(collector.status().liveMessages()).isGreaterThanOrEqualTo(2);
  }

  /** What is told of one series, in the order in which the sink hears it. */
  private List<String> told(Series series) {
    return sink.deliveries().stream()
        .flatMap(
            d ->
                d.instruments().stream()
                    .filter(i -> i.series().equals(series))
                    .map(
                        i ->
                            d.sequence()
                                + ": "
                                + i.instrument().reading()
                                + " since "
                                + i.sinceMillis()))
        .toList();
  }

  @Test
  void instrumentsComeWithTheBatchThatFirstNeedsThemAndAgainWithANewConnection() throws Exception {
    Series flow = samples(1).get(1).series();
    SqliteSpool spool = spool();
    IngestServer first = collector();
    Uplink uplink = uplink(spool);
    spool.put(samples(1), Map.of(flow, new Instrument(0.01, 0, 0, 0, false)));
    assertThat(uplink.drain(LONG)).isTrue();
    spool.put(samples(2));
    spool.put(samples(3), Map.of(flow, new Instrument(0.005, 0, 0, 0, false)));
    assertThat(uplink.drain(LONG)).isTrue();
    List<String> all = List.of("1: 0.01 since 1000", "3: 0.005 since 3000");
    assertThat(told(flow).stream().distinct()).containsExactlyElementsOf(all);

    close(first);
    collector();
    spool.put(samples(4));
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(told(flow)).endsWith("4: 0.005 since 3000");
  }

  @Test
  void outageOfTenThousandBatchesIsMadeUpInOrder() throws Exception {
    SqliteSpool spool = spool();
    Uplink uplink = uplink(spool);
    for (int i = 1; i <= 10_000; i++) {
      spool.put(samples(i));
    }
    assertThat(uplink.status().connected()).isFalse();
    collector();
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(sink.sequences()).isEqualTo(range(1, 10_000));
    assertStored(spool.epoch(), 1, 10_000);
    assertThat(sink.losses()).isEmpty();
    assertThat(spool.isEmpty()).isTrue();
  }

  @Test
  void reconnectResumesAtTheFirstUnacknowledgedBatch() throws Exception {
    SqliteSpool spool = spool();
    IngestServer first = collector();
    Uplink uplink = uplink(spool);
    for (int i = 1; i <= 20; i++) {
      spool.put(samples(i));
    }
    assertThat(uplink.drain(LONG)).isTrue();
    close(first);
    for (int i = 21; i <= 40; i++) {
      spool.put(samples(i));
    }
    Await.until("the outage is noticed", () -> !uplink.status().connected());
    collector();
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(sink.sequences()).isEqualTo(range(1, 40));
    assertThat(uplink.status().reconnects()).isEqualTo(1);
  }

  @Test
  void lostAcknowledgementMeansARepeat() throws Exception {
    SqliteSpool spool = spool();
    IngestServer first = collector();
    sink.hold();
    Uplink uplink = uplink(spool);
    for (int i = 1; i <= 3; i++) {
      spool.put(samples(i));
    }
    Await.until("three batches are with the sink", () -> sink.heldCount() == 3);
    close(first);
    Await.until("the outage is noticed", () -> !uplink.status().connected());
    // What the first connection brought is durable only now, when nobody is told any more; the
    // second one begins before.
    collector();
    Await.until("all come again", () -> sink.heldCount() == 6);
    sink.release();
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(sink.sequences()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
    assertStored(spool.epoch(), 1, 3);
  }

  @Test
  void windowIsRespectedAndAcknowledgementsAreCumulative() throws Exception {
    SqliteSpool spool = spool();
    IngestServer collector = collector();
    sink.hold();
    Uplink uplink = uplink(spool);
    for (int i = 1; i <= 100; i++) {
      spool.put(samples(i));
    }
    // Before anything was acknowledged soon an agent sends but a part of the window.
    Await.until("the agent stands still", () -> sink.heldCount() == SLOW_START);
    Await.until("it waits for all", () -> uplink.status().unacknowledged() == SLOW_START);
    assertThat(sink.deliveries()).hasSize(SLOW_START);
    assertThat(uplink.status().acknowledged()).isZero();
    assertThat(collector.status().agents().get(0).inFlight()).isEqualTo(SLOW_START);
    assertThat(collector.status().agents().get(0).backlog()).isGreaterThanOrEqualTo(SLOW_START);
    assertThat(spool.status().batches()).isEqualTo(100);
    sink.release();
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(sink.sequences()).isEqualTo(range(1, 100));
  }

  @Test
  void sinkThatFailsGetsTheBatchesAgainLater() throws Exception {
    SqliteSpool spool = spool();
    collector();
    sink.failing(true);
    Uplink uplink = uplink(spool);
    spool.put(samples(1));
    Await.until("the refusal has arrived", () -> uplink.status().lastError().contains("disk full"));
    spool.put(samples(2));
    sink.failing(false);
    assertThat(uplink.drain(LONG)).isTrue();
    assertStored(spool.epoch(), 1, 2);
  }

  @Test
  void fullSpoolDuringAnOutageIsToldOnce() throws Exception {
    SqliteSpool spool = spool(1 << 16);
    for (int i = 1; i <= 3_000; i++) {
      spool.put(samples(i));
    }
    long lost = spool.status().lostBatches();
    assertThat(lost).isPositive();
    IngestServer first = collector();
    Uplink uplink = uplink(spool);
    assertThat(uplink.drain(LONG)).isTrue();
    LostBatches told = sink.losses().get(0);
    assertThat(told.firstSequence()).isEqualTo(1);
    assertThat(told.lastSequence()).isEqualTo(lost);
    assertThat(told.firstMillis()).isEqualTo(1_000);
    assertThat(told.lastMillis()).isEqualTo(1_000 * lost + 1);
    assertThat(told.samples()).isEqualTo(2 * lost);
    assertStored(spool.epoch(), lost + 1, 3_000);
    close(first);
    Await.until("the outage is noticed", () -> !uplink.status().connected());
    spool.put(samples(3_001));
    collector();
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(sink.losses()).hasSize(1);
  }

  @Test
  void whatIsDeliveredDecodesWithWhatWasDelivered() throws Exception {
    SqliteSpool spool = spool(1 << 16);
    for (int i = 1; i <= 3_000; i++) {
      spool.put(samples(i));
    }
    IngestServer first = collector();
    Uplink uplink = uplink(spool);
    assertThat(uplink.drain(LONG)).isTrue();
    close(first);
    Await.until("the outage is noticed", () -> !uplink.status().connected());
    spool.put(
        List.of(
            Sample.good(Series.of("new_metric", Map.of("rack", RACK)), 5, 5), samples(7).get(0)));
    collector();
    assertThat(uplink.drain(LONG)).isTrue();
    Map<Integer, Series> known = new HashMap<>();
    for (Delivery delivery : sink.deliveries()) {
      known.putAll(delivery.definitions());
      SeriesTable table = new SeriesTable();
      for (int id = 0; id < known.size(); id++) {
        assertThat(table.define(Objects.requireNonNull(known.get(id)))).isEqualTo(id);
      }
      assertThat(
              io.rackproof.wire.BatchCodec.decode(delivery.encoded().toByteArray(), table)
                  .samples())
          .isEqualTo(delivery.samples());
    }
    assertThat(known).hasSize(52);
  }

  @Test
  void agentThatRestartsGoesOnWhereItWas() throws Exception {
    SqliteSpool before = spool();
    collector();
    Uplink first = uplink(before);
    for (int i = 1; i <= 10; i++) {
      before.put(samples(i));
    }
    assertThat(first.drain(LONG)).isTrue();
    close(first);
    for (int i = 11; i <= 15; i++) {
      before.put(samples(i));
    }
    close(before);
    SqliteSpool after = spool();
    after.put(samples(16));
    Uplink second = uplink(after);
    assertThat(second.drain(LONG)).isTrue();
    assertThat(sink.sequences()).isEqualTo(range(1, 16));
    assertStored(after.epoch(), 1, 16);
  }

  @Test
  void collectorWithAnEmptyStoreIsToldWhatItWillNeverGet() throws Exception {
    SqliteSpool spool = spool();
    IngestServer first = collector();
    Uplink uplink = uplink(spool);
    for (int i = 1; i <= 5; i++) {
      spool.put(samples(i));
    }
    assertThat(uplink.drain(LONG)).isTrue();
    close(first);
    Await.until("the outage is noticed", () -> !uplink.status().connected());
    spool.put(samples(6));
    MemorySink empty = new MemorySink();
    opened(
        IngestServer.start(
            new IngestConfig("127.0.0.1", port, Optional.empty(), WINDOW),
            empty,
            Clock.systemUTC()));
    assertThat(uplink.drain(LONG)).isTrue();
    assertThat(empty.losses()).hasSize(1);
    assertThat(empty.losses().get(0).firstSequence()).isEqualTo(1);
    assertThat(empty.losses().get(0).lastSequence()).isEqualTo(5);
    assertThat(empty.sequences()).containsExactly(6L);
  }

  @Test
  void spoolWhoseEndWasLostLosesNoBatchPutSince() throws Exception {
    SqliteSpool before = spool();
    collector();
    Uplink first = uplink(before);
    before.put(samples(1));
    assertThat(first.drain(LONG)).isTrue();
    String epoch = before.epoch();
    close(first);
    close(before);
    java.nio.file.Files.copy(
        directory.resolve("spool.sqlite"), directory.resolve("as-it-was.sqlite"));
    SqliteSpool lying = spool();
    lying.put(samples(2));
    Uplink second = uplink(lying);
    assertThat(second.drain(LONG)).isTrue();
    close(second);
    close(lying);
    java.nio.file.Files.move(
        directory.resolve("as-it-was.sqlite"),
        directory.resolve("spool.sqlite"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    SqliteSpool after = spool();
    after.put(samples(1));
    Uplink third = uplink(after);
    assertThat(third.drain(LONG)).isTrue();
    assertThat(after.epoch()).isNotEqualTo(epoch);
    assertStored(epoch, 1, 2);
    assertStored(after.epoch(), 1, 1);
  }
}
