package io.rackproof.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.proto.ClockReading;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Refusal.Reason;
import io.rackproof.wire.proto.SeriesDefinition;
import io.rackproof.wire.proto.SeriesDefinitions;
import io.rackproof.wire.proto.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestServerTest {

  private static final IngestConfig CONFIG = new IngestConfig("127.0.0.1", 0, Optional.empty(), 4);
  private static final Series FLOW =
      Series.of("cdu_coolant_flow_liters_per_minute", Map.of("rack", "r1"));
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

  private final MemorySink sink = new MemorySink();
  private IngestServer server = start(IngestTiming.DEFAULT);

  private IngestServer start(IngestTiming timing) {
    try {
      return IngestServer.start(CONFIG, timing, sink, CLOCK);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void nobodyIsConnected() {
    assertThat(server.status().agents()).isEmpty();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RawAgent agent() throws IOException {
    return new RawAgent(server.port());
  }

  private static List<Sample> samples(int i) {
    return List.of(Sample.good(FLOW, i, i));
  }

  private void assertGoodAgentIsServed() throws IOException {
    try (RawAgent good = agent()) {
      good.greet("r1", "good");
      good.batch(1, samples(1));
      good.awaitAcknowledged(1);
    }
  }

  @Test
  void helloIsAnsweredWithTheStampsOfAClockExchange() throws Exception {
    try (RawAgent agent = agent()) {
      Welcome welcome = agent.greet("r1", "e1");
      assertThat(welcome.getVersion()).isEqualTo(1);
      assertThat(welcome.getWindow()).isEqualTo(4);
      assertThat(welcome.getAcknowledgedSequence()).isZero();
      assertThat(welcome.getHelloReceivedMillis()).isEqualTo(5_000);
      assertThat(welcome.getSentMillis()).isEqualTo(5_000);
    }
  }

  @Test
  void clockThatAnAgentTellsGoesToTheSinkBeforeTheBatchItCameWith() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      assertThat(sink.clockOffsets()).isEmpty();
      agent.send(
          Frame.newBuilder()
              .setClock(ClockReading.newBuilder().setOffsetMillis(-4_000).setUncertaintyMillis(7)));
      agent.batch(1, samples(1));
      agent.awaitAcknowledged(1);
      assertThat(sink.clockOffsets()).containsExactly(-4_000L);
      assertThat(server.status().agents().get(0).clockOffsetMillis()).isEqualTo(-4_000);
    }
  }

  @Test
  void versionsWithoutOneInCommonAreRefusedClearly() throws Exception {
    try (RawAgent agent = agent()) {
      agent.send(
          Frame.newBuilder()
              .setHello(RawAgent.hello("r1", "e1").setLowestVersion(7).setHighestVersion(9)));
      Refusal refusal = agent.refusal();
      assertThat(refusal.getReason()).isEqualTo(Reason.PROTOCOL);
      assertThat(refusal.getDetail())
          .contains("no version in common")
          .contains("speaks 7..9")
          .contains("1..2");
      assertThat(agent.ended()).isTrue();
    }
    assertThat(server.status().refusals()).isEqualTo(1);
    assertGoodAgentIsServed();
  }

  @Test
  void newerAgentThatStillSpeaksThisVersionIsWelcome() throws Exception {
    try (RawAgent agent = agent()) {
      agent.send(Frame.newBuilder().setHello(RawAgent.hello("r1", "e1").setHighestVersion(9)));
      assertThat(agent.receive().getWelcome().getVersion()).isEqualTo(2);
    }
  }

  @Test
  void agentOfTheFirstVersionIsWelcome() throws Exception {
    try (RawAgent agent = agent()) {
      agent.send(Frame.newBuilder().setHello(RawAgent.hello("r1", "e1").setHighestVersion(1)));
      assertThat(agent.receive().getWelcome().getVersion()).isEqualTo(1);
    }
  }

  @Test
  void nonsenseInAHelloIsRefused() throws Exception {
    try (RawAgent agent = agent()) {
      agent.send(Frame.newBuilder().setHello(RawAgent.hello("not a rack", "e1")));
      assertThat(agent.refusal().getDetail()).contains("rack id");
    }
    try (RawAgent agent = agent()) {
      agent.send(Frame.newBuilder().setHello(RawAgent.hello("r1", "")));
      assertThat(agent.refusal().getDetail()).contains("epoch");
    }
    try (RawAgent agent = agent()) {
      agent.loss(1, 2);
      assertThat(agent.refusal().getDetail()).contains("begins with a hello");
    }
    assertGoodAgentIsServed();
  }

  @Test
  void garbageIsRefusedAndOthersGoOn() throws Exception {
    try (RawAgent good = agent()) {
      good.greet("r1", "e1");
      try (RawAgent http = agent()) {
        http.bytes("GET /metrics HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(http.refusal().getDetail()).contains("HTTP");
        assertThat(http.ended()).isTrue();
      }
      Random random = new Random(4);
      for (int i = 0; i < 50; i++) {
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        try (RawAgent garbage = agent()) {
          garbage.bytes(noise);
        }
      }
      good.batch(1, samples(1));
      good.awaitAcknowledged(1);
    }
  }

  @Test
  void silentConnectionTimesOutAtItsHello() throws Exception {
    server.close();
    server = start(new IngestTiming(Duration.ofMillis(50), Duration.ofSeconds(90)));
    try (RawAgent silent = agent()) {
      assertThat(silent.refusal().getDetail()).contains("no hello within 50 ms");
      assertThat(silent.ended()).isTrue();
    }
  }

  @Test
  void agentThatFallsSilentIsDisconnected() throws Exception {
    server.close();
    server = start(new IngestTiming(Duration.ofSeconds(10), Duration.ofMillis(100)));
    try (RawAgent silent = agent()) {
      silent.greet("r1", "e1");
      assertThat(silent.ended()).isTrue();
    }
    Await.until("it is forgotten", () -> server.status().agents().isEmpty());
  }

  @Test
  void signOfLifeIsAnsweredWithTheLatestAcknowledgement() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      agent.batch(1, samples(1));
      agent.awaitAcknowledged(1);
      agent.send(Frame.newBuilder().setNewestSequence(12));
      assertThat(agent.receive().getAcknowledgement().getSequence()).isEqualTo(1);
      AgentStatus status = server.status().agents().get(0);
      assertThat(status.newest()).isEqualTo(12);
      assertThat(status.backlog()).isEqualTo(11);
    }
  }

  @Test
  void acknowledgementsWaitForTheSinkAndForAllBefore() throws Exception {
    sink.hold();
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      for (int i = 1; i <= 3; i++) {
        agent.batch(i, samples(i));
      }
      Await.until("three are held", () -> sink.heldCount() == 3);
      agent.send(Frame.newBuilder());
      assertThat(agent.receive().getAcknowledgement().getSequence()).isZero();
      // They become durable the last first: nothing may be acknowledged before the first is.
      sink.release();
      agent.awaitAcknowledged(3);
    }
    assertThat(sink.sequences()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void batchThatCannotBeUnderstoodIsSetAsideAndTheNextGoesOn() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      agent.batch(1, samples(1));
      agent.send(Frame.newBuilder().setBatch(ByteString.copyFrom(new byte[] {1, 2, 3})));
      agent.batch(3, samples(3));
      Refusal refusal = agent.refusal();
      assertThat(refusal.getReason()).isEqualTo(Reason.POISON_BATCH);
      assertThat(refusal.getSequence()).isEqualTo(2);
      agent.awaitAcknowledged(3);
    }
    assertThat(sink.poison()).singleElement().asString().startsWith("2: not a batch");
    assertThat(sink.stored("r1", "e1")).containsOnlyKeys(1L, 3L);
    assertThat(server.status().poisonBatches()).isEqualTo(1);
  }

  @Test
  void batchThatUsesAnUndefinedSeriesIsPoison() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      agent.table.define(Series.of("never_told", Map.of()));
      agent.batch(1, List.of(Sample.good(Series.of("never_told", Map.of()), 1, 1)));
      assertThat(agent.refusal().getDetail()).contains("series 0");
    }
  }

  @Test
  void seriesOfAnotherRackIsRefused() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r2", "e1");
      agent.batch(1, samples(1));
      assertThat(agent.refusal().getDetail()).contains("belongs to rack 'r1'").contains("'r2'");
    }
    assertThat(sink.deliveries()).isEmpty();
    try (RawAgent agent = agent()) {
      agent.greet("r2", "e2");
      agent.send(
          Frame.newBuilder()
              .setSeriesDefinitions(
                  SeriesDefinitions.newBuilder()
                      .addDefinitions(
                          SeriesDefinition.newBuilder().setMetric("a").putLabels("rack", "r1"))));
      assertThat(agent.refusal().getReason()).isEqualTo(Reason.PROTOCOL);
      assertThat(agent.ended()).isTrue();
    }
  }

  @Test
  void gapWithoutAWordIsRefusedAndALossFillsIt() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      agent.batch(1, samples(1));
      agent.awaitAcknowledged(1);
      agent.batch(5, samples(5));
      assertThat(agent.refusal().getDetail()).contains("batch 5 after 1");
      assertThat(agent.ended()).isTrue();
    }
    try (RawAgent agent = agent()) {
      assertThat(agent.greet("r1", "e1").getAcknowledgedSequence()).isEqualTo(1);
      agent.loss(2, 4);
      agent.batch(5, samples(5));
      agent.awaitAcknowledged(5);
    }
    assertThat(sink.losses()).containsExactly(new BatchSink.LostBatches(2, 4, 0, 0, 5, "full"));
  }

  @Test
  void secondConnectionOfOneSpoolClosesTheFirst() throws Exception {
    try (RawAgent first = agent();
        RawAgent second = agent();
        RawAgent otherEpoch = agent()) {
      first.greet("r1", "e1");
      otherEpoch.greet("r1", "e2");
      second.greet("r1", "e1");
      assertThat(first.ended()).isTrue();
      second.batch(1, samples(1));
      second.awaitAcknowledged(1);
      otherEpoch.batch(1, samples(1));
      otherEpoch.awaitAcknowledged(1);
      assertThat(server.status().agents()).hasSize(2);
    }
  }

  @Test
  void agentBeyondItsWindowIsNotReadAnyFurther() throws Exception {
    sink.hold();
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      Series wide = Series.of("wide", Map.of("rack", "r1", "text", "x".repeat(100_000)));
      for (int i = 1; i <= 12; i++) {
        // Each defines a series of 100 kB, far more than one read of the socket brings.
        Series big = Series.of("wide_" + i, wide.labels());
        agent.batch(i, List.of(Sample.good(big, i, i)));
      }
      Await.until("the window is full", () -> sink.heldCount() >= 4);
      assertThat(sink.heldCount()).isLessThanOrEqualTo(6);
      sink.release();
      agent.awaitAcknowledged(12);
    }
  }

  @Test
  void sinkThatCannotStoreMeansComeBackLater() throws Exception {
    sink.failing(true);
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      agent.batch(1, samples(1));
      Refusal refusal = agent.refusal();
      assertThat(refusal.getReason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(refusal.getDetail()).contains("disk full");
      assertThat(refusal.getSequence()).isEqualTo(1);
      assertThat(agent.ended()).isTrue();
    }
    assertThat(server.status().refusals()).isZero();
  }

  @Test
  void stoppingCollectorSaysSo() throws Exception {
    try (RawAgent agent = agent()) {
      agent.greet("r1", "e1");
      server.close();
      Refusal refusal = agent.refusal();
      assertThat(refusal.getReason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(refusal.getDetail()).contains("stopping");
    }
  }

  @Test
  void plainListenerForOtherMachinesDoesNotStart() {
    assertThatThrownBy(
            () ->
                IngestServer.start(
                    new IngestConfig("0.0.0.0", 0, Optional.empty(), 4), sink, CLOCK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("without TLS");
  }

  @Test
  void portThatIsTakenIsNamed() {
    IngestConfig taken = new IngestConfig("127.0.0.1", server.port(), Optional.empty(), 4);
    assertThatThrownBy(() -> IngestServer.start(taken, sink, CLOCK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }
}
