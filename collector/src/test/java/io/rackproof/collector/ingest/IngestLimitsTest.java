package io.rackproof.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Refusal.Reason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What agents send together is bounded, over real sockets. */
class IngestLimitsTest {

  private static final int WINDOW = 4;
  private static final long MEMORY = 64 * 1_024;
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

  private final MemorySink sink = new MemorySink();
  private final List<RawAgent> agents = new ArrayList<>();
  private IngestServer server = start(new IngestLimits(MEMORY, 100, 1_000));

  private IngestServer start(IngestLimits limits) {
    try {
      return IngestServer.start(
          new IngestConfig("127.0.0.1", 0, Optional.empty(), WINDOW, limits), sink, CLOCK);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void restart(IngestLimits limits) {
    server.close();
    server = start(limits);
  }

  @AfterEach
  void close() throws IOException {
    for (RawAgent agent : agents) {
      agent.close();
    }
    server.close();
  }

  private RawAgent agent(String rack) throws IOException {
    RawAgent agent = new RawAgent(server.port());
    agents.add(agent);
    agent.greet(rack, "e1");
    return agent;
  }

  private static List<Sample> samples(String rack, int series) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < series; i++) {
      samples.add(
          Sample.good(Series.of("x_watts", Map.of("rack", rack, "point", "p" + i)), 1_000, i));
    }
    return samples;
  }

  private IngestStatus.Load load() {
    return server.status().load();
  }

  @Test
  void whatDoesNotFitWaitsAtTheAgentsAndIsStoredOnceInTheEnd() throws Exception {
    sink.hold();
    for (int i = 0; i < 30; i++) {
      RawAgent agent = agent("r" + i);
      agent.batch(1, samples("r" + i, 20));
      agent.batch(2, samples("r" + i, 20));
    }
    Await.until("agents are not read", () -> load().paused() > 0);
    Await.until("the memory is taken", () -> load().memoryBytes() > MEMORY / 2);
    assertThat(load().memoryBytes()).isLessThanOrEqualTo(MEMORY);
    assertThat(sink.heldCount()).isLessThan(60);
    sink.release();
    for (int i = 0; i < 30; i++) {
      agents.get(i).awaitAcknowledged(2);
      assertThat(sink.stored("r" + i, "e1")).containsOnlyKeys(1L, 2L);
    }
    assertThat(sink.deliveries()).hasSize(60);
    Await.until("nothing is held", () -> load().memoryBytes() == 0 && load().paused() == 0);
  }

  @Test
  void agentThatSendsWithoutMeasureLeavesRoomForTheOthers() throws Exception {
    sink.hold();
    RawAgent mad = agent("mad");
    for (int sequence = 1; sequence <= 60; sequence++) {
      mad.batch(sequence, samples("mad", 30));
    }
    Await.until("the mad agent is not read", () -> load().paused() == 1);
    assertThat(load().memoryBytes()).isLessThanOrEqualTo(MEMORY / 4);
    RawAgent good = agent("good");
    good.batch(1, samples("good", 5));
    Await.until(
        "the good agent's batch is handed on",
        () -> sink.deliveries().stream().anyMatch(d -> d.rack().id().equals("good")));
    sink.release();
    good.awaitAcknowledged(1);
    mad.awaitAcknowledged(60);
    assertThat(sink.stored("mad", "e1").keySet())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
  }

  @Test
  void batchLargerThanAllMemoryIsTakenWhenNothingElseIs() throws Exception {
    RawAgent agent = agent("r1");
    agent.batch(1, samples("r1", 900));
    agent.awaitAcknowledged(1);
    Await.until("nothing is held", () -> load().memoryBytes() == 0);
  }

  @Test
  void connectionThatEndsWhileItWaitsGivesItsPlaceUp() throws Exception {
    sink.hold();
    for (int i = 0; i < 20; i++) {
      agent("r" + i).batch(1, samples("r" + i, 40));
    }
    Await.until("agents are not read", () -> load().paused() > 0);
    for (RawAgent agent : agents) {
      agent.close();
    }
    assertThat(load().memoryBytes()).as("the sink holds them still").isPositive();
    sink.release();
    Await.until("nobody waits", () -> load().paused() == 0);
    Await.until("nothing is held", () -> load().memoryBytes() == 0);
    RawAgent next = agent("next");
    next.batch(1, samples("next", 40));
    next.awaitAcknowledged(1);
  }

  @Test
  void agentBeyondTheMostIsToldWhyAndServedOnceThereIsRoom() throws Exception {
    restart(new IngestLimits(MEMORY, 2, 1_000));
    RawAgent first = agent("r1");
    agent("r2");
    try (RawAgent third = new RawAgent(server.port())) {
      third.send(Frame.newBuilder().setHello(RawAgent.hello("r3", "e1")));
      Refusal refusal = third.refusal();
      assertThat(refusal.getReason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(refusal.getDetail()).contains("2 agents are connected", "ingest.most-agents");
      assertThat(third.ended()).isTrue();
    }
    assertThat(load().turnedAway()).isEqualTo(1);
    first.close();
    Await.until("there is room", () -> server.status().agents().size() == 1);
    RawAgent again = agent("r3");
    again.batch(1, samples("r3", 1));
    again.awaitAcknowledged(1);
  }

  @Test
  void agentThatReconnectsIsNotOneTooMany() throws Exception {
    restart(new IngestLimits(MEMORY, 1, 1_000));
    RawAgent first = agent("r1");
    agent("r1").batch(1, samples("r1", 1));
    agents.get(1).awaitAcknowledged(1);
    assertThat(first.ended()).isTrue();
  }

  @Test
  void seriesBeyondTheMostAreNotTakenAndThoseOfOtherRacksGoOn() throws Exception {
    restart(new IngestLimits(1_000_000, 100, 50));
    RawAgent good = agent("good");
    good.batch(1, samples("good", 40));
    good.awaitAcknowledged(1);
    RawAgent mad = agent("mad");
    mad.batch(1, samples("mad", 11));
    Refusal refusal = mad.refusal();
    assertThat(refusal.getReason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal.getDetail()).contains("50 series", "ingest.most-series");
    assertThat(mad.ended()).isTrue();
    good.batch(2, samples("good", 40));
    good.awaitAcknowledged(2);
    assertThat(sink.stored("mad", "e1")).isEmpty();
    assertThat(load().series()).isEqualTo(40);
    good.close();
    Await.until("its series are forgotten", () -> load().series() == 0);
  }

  @Test
  void limitsFollowTheHeap() {
    IngestLimits limits = IngestLimits.ofHeap(512L << 20);
    assertThat(limits.series()).as("1,000 racks of 500").isGreaterThan(500_000);
    assertThat(limits.agents()).isGreaterThan(1_000);
    assertThat(limits.memory()).isLessThan(100L << 20);
    assertThatThrownBy(() -> new IngestLimits(1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
