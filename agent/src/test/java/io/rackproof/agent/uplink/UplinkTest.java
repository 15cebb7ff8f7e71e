package io.rackproof.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Refusal.Reason;
import io.rackproof.wire.proto.Welcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {

  private static final Series FLOW =
      Series.of("cdu_coolant_flow_liters_per_minute", Map.of("rack", "r1"));

  @TempDir Path directory;
  private ServerSocket collector;
  private SqliteSpool spool;

  @BeforeEach
  void start() throws IOException {
    collector = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    collector.setSoTimeout(60_000);
    spool = SqliteSpool.open(SpoolConfig.in(directory), Clock.systemUTC());
  }

  @AfterEach
  void stop() throws IOException {
    spool.close();
    collector.close();
  }

  /** Quick to come back; {@code patience} is what the test is about, the rest is generous. */
  private static UplinkTiming timing(Duration hello, Duration acknowledgement, Duration silence) {
    return new UplinkTiming(
        Duration.ofSeconds(60),
        hello,
        acknowledgement,
        silence,
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(10));
  }

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(50);

  private Uplink uplink(UplinkTiming timing) throws IOException {
    return Uplink.start(
        new UplinkConfig("127.0.0.1", collector.getLocalPort(), Optional.empty()),
        RackIdentity.of("r1"),
        spool,
        Clock.systemUTC(),
        timing);
  }

  private void put(int value) {
    spool.put(List.of(Sample.good(FLOW, value, value)));
  }

  /** The collector's end of one connection. */
  private static final class Peer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Peer(ServerSocket listener) throws IOException {
      socket = listener.accept();
      socket.setSoTimeout(60_000);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    Frame receive() throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return Frame.parseFrom(bytes);
    }

    /** The number of the next batch; definitions are passed over. */
    long batch() throws IOException {
      Frame frame = receive();
      while (frame.hasSeriesDefinitions()) {
        frame = receive();
      }
      return BatchMessage.parseFrom(frame.getBatch()).getSequence();
    }

    void send(Frame.Builder frame) throws IOException {
      byte[] bytes = frame.build().toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
    }

    Hello welcome(long acknowledged, int window) throws IOException {
      Hello hello = receive().getHello();
      send(
          Frame.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setVersion(1)
                      .setAcknowledgedSequence(acknowledged)
                      .setWindow(window)));
      return hello;
    }

    void acknowledge(long sequence) throws IOException {
      send(
          Frame.newBuilder()
              .setAcknowledgement(Acknowledgement.newBuilder().setSequence(sequence)));
    }

    boolean ended() throws IOException {
      try {
        return in.read() < 0;
      } catch (java.net.SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void helloSaysWhoCallsAndHowFarTheSpoolIs() throws Exception {
    put(1);
    put(2);
    try (Uplink uplink = uplink(timing(LONG, LONG, LONG));
        Peer peer = new Peer(collector)) {
      Hello hello = peer.welcome(0, 5);
      assertThat(hello.getRack().getId()).isEqualTo("r1");
      assertThat(hello.getEpoch()).isEqualTo(spool.epoch());
      assertThat(hello.getLastSequence()).isEqualTo(2);
      assertThat(peer.batch()).isEqualTo(1);
      Frame second = peer.receive();
      assertThat(second.getNewestSequence()).isEqualTo(2);
      peer.acknowledge(2);
      assertThat(uplink.drain(LONG)).isTrue();
    }
  }

  @Test
  void deadCollectorIsLeftWhenNothingIsAcknowledgedAnyMore() throws Exception {
    put(1);
    try (Uplink uplink = uplink(timing(LONG, SHORT, LONG))) {
      try (Peer dead = new Peer(collector)) {
        dead.welcome(0, 5);
        assertThat(dead.batch()).isEqualTo(1);
        assertThat(dead.ended()).isTrue();
      }
      // On a busy machine it may be left as well, before it has its say: the next one has.
      while (!spool.isEmpty()) {
        try (Peer alive = new Peer(collector)) {
          alive.welcome(0, 5);
          assertThat(alive.batch()).isEqualTo(1);
          alive.acknowledge(1);
          uplink.drain(Duration.ofSeconds(1));
        } catch (EOFException | SocketException e) {
          // It was left in the middle. Whether it had acknowledged by then, the spool tells.
        }
      }
    }
  }

  @Test
  void answerToASignOfLifeMeasuresTheClockWhenNothingIsToBeAcknowledged() throws Exception {
    try (Uplink uplink = uplink(timing(LONG, LONG, SHORT));
        Peer peer = new Peer(collector)) {
      // A slow hello: this clock may be anywhere within hours of the collector's.
      Hello hello = peer.receive().getHello();
      long sent = hello.getSentMillis();
      peer.send(
          Frame.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setVersion(2)
                      .setWindow(5)
                      .setHelloReceivedMillis(sent - 20_000_000)
                      .setSentMillis(sent - 20_000_000)));
      for (boolean told = false; !told; ) {
        Frame sign = peer.receive();
        told = sign.hasClock() && Math.abs(sign.getClock().getOffsetMillis() - 5_000) < 1_000;
        peer.send(
            Frame.newBuilder()
                .setAcknowledgement(
                    Acknowledgement.newBuilder()
                        .setSentMillis(Clock.systemUTC().millis() - 5_000)));
      }
      assertThat(uplink.status().clockOffsetMillis()).isBetween(4_000.0, 6_000.0);
    }
  }

  /** Reads until a live message; the batches before it are counted. */
  private static BatchMessage live(Peer peer) throws IOException {
    Frame frame = peer.receive();
    while (!frame.hasLive()) {
      frame = peer.receive();
    }
    return BatchMessage.parseFrom(frame.getLive());
  }

  @Test
  void newestValuesDoNotWaitBehindABacklog() throws Exception {
    // Stored long ago by the uplink's clock, which makes it a backlog.
    spool.close();
    spool =
        SqliteSpool.open(
            SpoolConfig.in(directory),
            Clock.offset(Clock.systemUTC(), Duration.ofHours(1).negated()));
    for (int i = 1; i <= 100; i++) {
      put(i);
    }
    try (Uplink uplink = uplink(timing(LONG, LONG, LONG));
        Peer peer = new Peer(collector)) {
      peer.receive();
      peer.send(Frame.newBuilder().setWelcome(Welcome.newBuilder().setVersion(2).setWindow(8)));
      BatchMessage first = live(peer);
      assertThat(first.getSequence()).isZero();
      assertThat(first.getValueList()).containsExactly(100.0);
      // Nothing is acknowledged: batches stand still, live values go on.
      put(101);
      assertThat(live(peer).getValueList()).containsExactly(101.0);
      assertThat(uplink.status().liveMessages()).isGreaterThanOrEqualTo(1);
      assertThat(uplink.status().unacknowledged()).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void collectorOfTheFirstVersionGetsNoLiveValues() throws Exception {
    spool.close();
    spool =
        SqliteSpool.open(
            SpoolConfig.in(directory),
            Clock.offset(Clock.systemUTC(), Duration.ofHours(1).negated()));
    for (int i = 1; i <= 3; i++) {
      put(i);
    }
    try (Uplink uplink = uplink(timing(LONG, LONG, SHORT));
        Peer peer = new Peer(collector)) {
      peer.welcome(0, 2);
      for (long n = 1; n <= 3; n++) {
        assertThat(peer.batch()).isEqualTo(n);
        peer.acknowledge(n);
      }
      assertThat(peer.receive().getBodyCase()).isEqualTo(Frame.BodyCase.BODY_NOT_SET);
      assertThat(uplink.status().liveMessages()).isZero();
    }
  }

  @Test
  void paceGrowsWithQuickAcknowledgementsAndHalvesWithSlowOnes() {
    BacklogPace pace = new BacklogPace(32);
    assertThat(pace.pace()).isEqualTo(4);
    pace.acknowledged(4, 20);
    pace.acknowledged(8, 20);
    assertThat(pace.pace()).isEqualTo(16);
    pace.acknowledged(30, 20);
    assertThat(pace.pace()).isEqualTo(32);
    pace.acknowledged(1, 5_000);
    assertThat(pace.pace()).isEqualTo(16);
    pace.acknowledged(1, 5_000);
    pace.acknowledged(1, 5_000);
    pace.acknowledged(1, 5_000);
    assertThat(pace.pace()).isEqualTo(4);
    assertThat(new BacklogPace(1).pace()).isEqualTo(1);
  }

  @Test
  void collectorThatDoesNotAnswerTheHelloIsLeft() throws Exception {
    try (Uplink uplink = uplink(timing(SHORT, LONG, LONG))) {
      try (Peer mute = new Peer(collector)) {
        assertThat(mute.receive().hasHello()).isTrue();
        assertThat(mute.ended()).isTrue();
      }
      try (Peer next = new Peer(collector)) {
        assertThat(next.receive().hasHello()).isTrue();
        assertThat(uplink.status().lastError()).contains("did not answer the hello");
      }
    }
  }

  @Test
  void silentUplinkGivesASignOfLifeAndWantsAnAnswer() throws Exception {
    try (Uplink uplink = uplink(timing(LONG, SHORT, SHORT));
        Peer peer = new Peer(collector)) {
      peer.welcome(0, 5);
      for (int i = 0; i < 3; i++) {
        Frame sign = peer.receive();
        assertThat(sign.getBodyCase()).isEqualTo(Frame.BodyCase.BODY_NOT_SET);
        peer.acknowledge(0);
      }
      assertThat(uplink.status().connected()).isTrue();
      assertThat(peer.receive().getBodyCase()).isEqualTo(Frame.BodyCase.BODY_NOT_SET);
      assertThat(peer.ended()).as("the fourth is not answered").isTrue();
    }
  }

  @Test
  void poisonBatchCountsAsAcknowledged() throws Exception {
    put(1);
    put(2);
    try (Uplink uplink = uplink(timing(LONG, LONG, LONG));
        Peer peer = new Peer(collector)) {
      peer.welcome(0, 5);
      assertThat(peer.batch()).isEqualTo(1);
      assertThat(peer.batch()).isEqualTo(2);
      peer.send(
          Frame.newBuilder()
              .setRefusal(
                  Refusal.newBuilder()
                      .setReason(Reason.POISON_BATCH)
                      .setSequence(1)
                      .setDetail("unreadable")));
      peer.acknowledge(2);
      assertThat(uplink.drain(LONG)).isTrue();
      assertThat(uplink.status().refusedBatches()).isEqualTo(1);
      assertThat(uplink.status().acknowledged()).isEqualTo(2);
    }
  }

  @Test
  void refusedRackTriesAgainAndKeepsItsBatches() throws Exception {
    put(1);
    try (Uplink uplink = uplink(timing(LONG, LONG, LONG))) {
      try (Peer peer = new Peer(collector)) {
        assertThat(peer.receive().hasHello()).isTrue();
        peer.send(
            Frame.newBuilder()
                .setRefusal(
                    Refusal.newBuilder()
                        .setReason(Reason.NOT_ALLOWED)
                        .setDetail("certificate of r2")));
        assertThat(peer.ended()).isTrue();
      }
      try (Peer peer = new Peer(collector)) {
        assertThat(uplink.status().lastError()).contains("certificate of r2");
        peer.welcome(0, 1);
        assertThat(peer.batch()).isEqualTo(1);
      }
    }
    assertThat(spool.status().batches()).isEqualTo(1);
  }

  @Test
  void acknowledgementOfWhatWasNeverSentEndsTheConnection() throws Exception {
    put(1);
    try (Uplink uplink = uplink(timing(LONG, LONG, LONG))) {
      try (Peer peer = new Peer(collector)) {
        peer.welcome(0, 5);
        assertThat(peer.batch()).isEqualTo(1);
        peer.acknowledge(7);
        assertThat(peer.ended()).isTrue();
      }
      try (Peer peer = new Peer(collector)) {
        assertThat(peer.receive().hasHello()).isTrue();
        assertThat(uplink.status().lastError()).contains("batch 7 is acknowledged");
      }
    }
    assertThat(spool.status().batches()).isEqualTo(1);
  }

  @Test
  void drainGivesUpAndCloseLeavesTheRestInTheSpool() throws Exception {
    put(1);
    try (Uplink uplink = uplink(timing(LONG, LONG, LONG))) {
      assertThat(uplink.drain(SHORT)).isFalse();
    }
    assertThat(spool.status().batches()).isEqualTo(1);
  }

  @Test
  void plainConnectionToAnotherMachineDoesNotStart() {
    assertThatThrownBy(
            () ->
                Uplink.start(
                    new UplinkConfig("192.0.2.1", 7443, Optional.empty()),
                    RackIdentity.of("r1"),
                    spool,
                    Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("192.0.2.1")
        .hasMessageContaining("TLS");
  }

  @Test
  void waitsDoubleUpToTheLongestAndHalfOfThemIsRandom() {
    UplinkTiming timing = UplinkTiming.DEFAULT;
    assertThat(timing.retry(0, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(timing.retry(0, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(timing.retry(3, 1)).isEqualTo(Duration.ofMillis(800));
    assertThat(timing.retry(10, 1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(timing.retry(1_000_000, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void clockOffsetIsThatOfNtp() {
    // This clock is 70 ms ahead; 10 ms there, 30 ms back, 5 ms in between.
    ClockOffset offset = ClockOffset.of(1_070, 1_010, 1_015, 1_115);
    assertThat(offset.millis()).isEqualTo(80);
    assertThat(offset.uncertaintyMillis()).isEqualTo(20);
    assertThat(offset.millis() - offset.uncertaintyMillis()).isLessThanOrEqualTo(70);
  }

  @Test
  void quickExchangeOutweighsASlowOneUntilItIsOld() {
    ClockOffset slow = ClockOffset.of(0, 2_000, 2_000, 4_000);
    ClockOffset quick = ClockOffset.of(5_000, 5_002, 5_002, 5_004);
    assertThat(quick.isBetterThan(slow)).isTrue();
    assertThat(ClockOffset.of(6_000, 6_010, 6_010, 6_020).isBetterThan(quick)).isFalse();
    assertThat(ClockOffset.of(60_000, 60_010, 60_010, 60_020).isBetterThan(quick)).isTrue();
  }
}
