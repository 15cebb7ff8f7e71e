package io.rackproof.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.rackproof.wire.Batch;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.Frame;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/** Whatever an agent sends is a frame that is understood, or refused by a typed exception. */
class IngestFuzzTest {

  @FuzzTest
  void anyBytesAreFramesOrRefused(byte[] bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
    ReceivedSeries series =
        new ReceivedSeries("rack-1", new Connections(IngestLimits.ofThisHeap()));
    try {
      channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, bytes.length / 2));
      channel.writeInbound(
          Unpooled.copiedBuffer(bytes, bytes.length / 2, bytes.length - bytes.length / 2));
    } catch (DecoderException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
    for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      take(frame, series);
    }
    io.netty.channel.ChannelFuture unused = channel.close();
  }

  /**
   * The bytes are messages, each after its length: deeper than whole frames are found by chance.
   */
  @FuzzTest
  void anyBatchesAreUnderstoodOrRefused(byte[] bytes) throws IOException {
    ReceivedSeries series =
        new ReceivedSeries("rack-1", new Connections(IngestLimits.ofThisHeap()));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      while (true) {
        byte[] message = in.readNBytes(in.readUnsignedShort());
        take(
            Frame.newBuilder().setBatch(com.google.protobuf.ByteString.copyFrom(message)).build(),
            series);
      }
    } catch (EOFException end) {
      assertThat(series.takeUndelivered().definitions().size())
          .isLessThanOrEqualTo(ReceivedSeries.MOST_SERIES);
    }
  }

  private static void take(Frame frame, ReceivedSeries series) {
    try {
      if (frame.hasSeriesDefinitions()) {
        series.learn(frame.getSeriesDefinitions().getDefinitionsList());
      } else if (frame.hasBatch()) {
        Batch batch = series.decode(BatchMessage.parseFrom(frame.getBatch()));
        assertThat(batch.samples()).isNotEmpty();
      } else if (frame.hasLive()) {
        assertThat(series.decodeLive(frame.getLive())).isNotEmpty();
      } else if (frame.hasHello()) {
        assertThat(Caller.of(frame.getHello(), null, java.time.Instant.EPOCH).epoch()).isNotEmpty();
      }
    } catch (MalformedBatchException
        | InvalidProtocolBufferException
        | OverLimitException
        | RefusedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
