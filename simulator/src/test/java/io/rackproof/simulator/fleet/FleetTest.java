package io.rackproof.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.SeriesDefinition;
import io.rackproof.wire.proto.Welcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetTest {

  /** The collector's end of one connection. */
  private static final class Peer implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final SeriesTable series = new SeriesTable();

    Peer(ServerSocket listener) throws IOException {
      socket = listener.accept();
      socket.setSoTimeout(30_000);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    Frame receive() throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return Frame.parseFrom(bytes);
    }

    void send(Frame.Builder frame) throws IOException {
      byte[] bytes = frame.build().toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
    }

    Hello welcome(long acknowledged) throws IOException {
      Hello hello = receive().getHello();
      send(
          Frame.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setVersion(1)
                      .setAcknowledgedSequence(acknowledged)
                      .setWindow(4)));
      return hello;
    }

    /** The number of the next batch, which is understood with what was defined here. */
    long batch() throws Exception {
      Frame frame = receive();
      while (frame.hasSeriesDefinitions()) {
        for (SeriesDefinition one : frame.getSeriesDefinitions().getDefinitionsList()) {
          series.learn(one);
        }
        frame = receive();
      }
      return BatchCodec.decode(BatchMessage.parseFrom(frame.getBatch()), series).sequence();
    }

    void acknowledge(long sequence) throws IOException {
      send(
          Frame.newBuilder()
              .setAcknowledgement(Acknowledgement.newBuilder().setSequence(sequence)));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void agentSpeaksTheProtocolAndResumesAtTheFirstUnacknowledgedBatch() throws Exception {
    try (ServerSocket collector = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      collector.setSoTimeout(30_000);
      FleetConfig config =
          new FleetConfig("127.0.0.1", collector.getLocalPort(), 1, 30, 200, 7, Optional.empty());
      try (Fleet fleet = Fleet.start(config, Clock.systemUTC(), System::nanoTime)) {
        String epoch;
        try (Peer first = new Peer(collector)) {
          Hello hello = first.welcome(0);
          assertThat(hello.getRack().getId()).isEqualTo("fleet-1");
          epoch = hello.getEpoch();
          for (long n = 1; n <= 4; n++) {
            assertThat(first.batch()).isEqualTo(n);
          }
          first.acknowledge(2);
          assertThat(first.batch()).isEqualTo(5);
        }
        try (Peer second = new Peer(collector)) {
          // The collector stored one more than it could say.
          assertThat(second.welcome(3).getEpoch()).isEqualTo(epoch);
          assertThat(second.batch()).isEqualTo(4);
          fleet.stopMaking();
          long newest = 4;
          while (!fleet.isAcknowledged()) {
            second.acknowledge(newest);
            if (newest < made(fleet)) {
              newest = second.batch();
            }
          }
          assertThat(fleet.statement())
              .containsExactly(
                  "acknowledged rack=fleet-1 epoch="
                      + epoch
                      + " through="
                      + newest
                      + " made="
                      + newest);
          assertThat(fleet.summary()).contains("reconnects=1").contains("in_flight=0");
        }
      }
    }
  }

  private static long made(Fleet fleet) throws InterruptedException {
    String line = fleet.statement().get(0);
    return Long.parseLong(line.substring(line.indexOf("made=") + 5));
  }

  @Test
  void agentThatHoldsTooManyMakesNoMore() {
    FleetAgent agent = new FleetAgent("fleet-1", "e", 2, 1);
    for (int i = 0; i < FleetAgent.MOST_WAITING; i++) {
      assertThat(agent.make(i, i)).isTrue();
    }
    assertThat(agent.make(0, 0)).isFalse();
    assertThat(agent.acknowledge(10)).hasSize(10);
    assertThat(agent.make(0, 0)).isTrue();
    assertThat(agent.lastSequence()).isEqualTo(FleetAgent.MOST_WAITING + 1);
  }

  @Test
  void percentilesAreThoseSinceTheLastLine() {
    FleetCounts counts = new FleetCounts();
    for (int i = 0; i < 99; i++) {
      counts.delay(1_000);
    }
    counts.delay(1_000_000);
    assertThat(counts.line()).contains("ack_p50_ms=1.0 ").contains("ack_p99_ms=1.0 ");
    assertThat(counts.line()).contains("ack_p50_ms=- ");
  }

  @Test
  void sizesThatCannotBeAreNamed() {
    assertThatThrownBy(() -> new FleetConfig("h", 1, 0, 1, 1, 1, Optional.empty()))
        .hasMessageContaining("1 to 10000 racks");
    assertThatThrownBy(() -> new FleetConfig("h", 1, 1, 20_001, 1, 1, Optional.empty()))
        .hasMessageContaining("1 to 20000 points");
  }
}
