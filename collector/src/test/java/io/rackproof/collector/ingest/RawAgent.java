package io.rackproof.collector.ingest;

import io.rackproof.wire.Batch;
import io.rackproof.wire.BatchCodec;
import io.rackproof.wire.Sample;
import io.rackproof.wire.SeriesTable;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Loss;
import io.rackproof.wire.proto.RackIdentity;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Welcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** A client that sends exactly what a test says, over a plain blocking socket. */
final class RawAgent implements AutoCloseable {

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  final SeriesTable table = new SeriesTable();

  RawAgent(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawAgent(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  static Hello.Builder hello(String rack, String epoch) {
    return Hello.newBuilder()
        .setLowestVersion(1)
        .setHighestVersion(1)
        .setRack(RackIdentity.newBuilder().setId(rack))
        .setEpoch(epoch)
        .setSoftware("test")
        .setSentMillis(1_000);
  }

  void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void send(Frame.Builder frame) throws IOException {
    byte[] bytes = frame.build().toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  Welcome greet(String rack, String epoch) throws IOException {
    send(Frame.newBuilder().setHello(hello(rack, epoch)));
    return receive().getWelcome();
  }

  void batch(long sequence, List<Sample> samples) throws IOException {
    byte[] encoded = BatchCodec.encode(new Batch(sequence, samples), table);
    send(Frame.newBuilder().setBatch(com.google.protobuf.ByteString.copyFrom(encoded)));
  }

  void loss(long first, long last) throws IOException {
    send(
        Frame.newBuilder()
            .setLoss(
                Loss.newBuilder()
                    .setFirstSequence(first)
                    .setLastSequence(last)
                    .setSamples(5)
                    .setReason("full")));
  }

  Frame receive() throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return Frame.parseFrom(bytes);
  }

  /** The next refusal; the acknowledgements before it are passed over. */
  Refusal refusal() throws IOException {
    Frame frame = receive();
    while (frame.hasAcknowledgement()) {
      frame = receive();
    }
    return frame.getRefusal();
  }

  /** Reads acknowledgements until this one. */
  void awaitAcknowledged(long sequence) throws IOException {
    long last = -1;
    while (last != sequence) {
      Frame frame = receive();
      if (!frame.hasAcknowledgement() || frame.getAcknowledgement().getSequence() < last) {
        throw new IOException("unexpected: " + frame);
      }
      last = frame.getAcknowledgement().getSequence();
    }
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
