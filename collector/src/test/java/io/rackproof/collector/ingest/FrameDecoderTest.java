package io.rackproof.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Loss;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameDecoderTest {

  private static final Frame FRAME =
      Frame.newBuilder()
          .setLoss(Loss.newBuilder().setFirstSequence(3).setLastSequence(500).setReason("full"))
          .build();

  private static byte[] bytes(Frame... frames) {
    EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
    ByteBuf all = Unpooled.buffer();
    for (Frame frame : frames) {
      encoder.writeOutbound(frame);
      ByteBuf out = encoder.readOutbound();
      all.writeBytes(out);
      out.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  @Test
  void frameIsItsLengthBigEndianAndItsBytes() {
    byte[] bytes = bytes(FRAME);
    assertThat(Unpooled.wrappedBuffer(bytes).readInt()).isEqualTo(bytes.length - 4);
    // Field 7 (loss) of Frame, length-delimited, 11 bytes: then fields 1, 2 and 6 of Loss.
    assertThat(bytes)
        .isEqualTo(
            new byte[] {
              0, 0, 0, 13, 0x3A, 11, 0x08, 3, 0x10, (byte) 0xF4, 0x03, 0x32, 4, 'f', 'u', 'l', 'l'
            });
  }

  @Test
  void framesReadTheSameWhereverTheStreamIsSplit() {
    byte[] bytes = bytes(FRAME, Frame.getDefaultInstance(), FRAME);
    for (int split = 0; split <= bytes.length; split++) {
      EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder());
      decoder.writeInbound(Unpooled.copiedBuffer(bytes, 0, split));
      decoder.writeInbound(Unpooled.copiedBuffer(bytes, split, bytes.length - split));
      assertThat(decoder.<Frame>readInbound()).isEqualTo(FRAME);
      assertThat(decoder.<Frame>readInbound()).isEqualTo(Frame.getDefaultInstance());
      assertThat(decoder.<Frame>readInbound()).isEqualTo(FRAME);
      assertThat(decoder.<Frame>readInbound()).isNull();
      assertThat(decoder.finish()).isFalse();
    }
  }

  @Test
  void framesReadTheSameByteByByte() {
    byte[] bytes = bytes(FRAME, FRAME);
    EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder());
    for (byte b : bytes) {
      decoder.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
    }
    assertThat(decoder.inboundMessages()).containsExactly(FRAME, FRAME);
  }

  @Test
  void longestFrameIsReadAndOneByteMoreIsRefused() {
    int overhead = 5;
    Frame longest =
        Frame.newBuilder()
            .setBatch(
                com.google.protobuf.ByteString.copyFrom(
                    new byte[WireProtocol.MAX_FRAME_BYTES - overhead]))
            .build();
    assertThat(longest.getSerializedSize()).isEqualTo(WireProtocol.MAX_FRAME_BYTES);
    EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder());
    decoder.writeInbound(Unpooled.wrappedBuffer(bytes(longest)));
    assertThat(decoder.<Frame>readInbound()).isEqualTo(longest);

    ByteBuf tooLong = Unpooled.buffer().writeInt(WireProtocol.MAX_FRAME_BYTES + 1);
    assertThatThrownBy(() -> decoder.writeInbound(tooLong))
        .isInstanceOf(TooLongFrameException.class)
        .hasMessageContaining("4194305 bytes")
        .hasMessageContaining("4194304");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\r\n', speaks no HTTP",
    "'POST /api HTTP/1.1\r\n', speaks no HTTP",
    "'\u0016\u0003\u0001\u0002\u0000\u0001', TLS on a port",
    "'\u00ff\u00ff\u00ff\u00ff', 4294967295 bytes"
  })
  void strangersAreRecognised(String first, String said) {
    EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder());
    ByteBuf bytes = Unpooled.copiedBuffer(first, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> decoder.writeInbound(bytes))
        .isInstanceOf(TooLongFrameException.class)
        .hasMessageContaining(said);
    decoder.writeInbound(Unpooled.wrappedBuffer(bytes(FRAME)));
    assertThat(decoder.<Frame>readInbound()).as("nothing is read after garbage").isNull();
  }

  @Test
  void bytesThatAreNoFrameAreRefused() {
    EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder());
    ByteBuf bytes = Unpooled.buffer().writeInt(3).writeBytes(new byte[] {0x3A, 100, 1});
    assertThatThrownBy(() -> decoder.writeInbound(bytes))
        .isInstanceOf(CorruptedFrameException.class)
        .hasMessageContaining("not a frame");
  }
}
