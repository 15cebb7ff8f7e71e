package io.rackproof.collector.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to frames: 4 bytes of length, unsigned, big-endian, at most {@link
 * WireProtocol#MAX_FRAME_BYTES}, then a protobuf {@code Frame} of that length. What cannot be a
 * frame is an exception that says what it looks like; nothing after it is read.
 */
class FrameDecoder extends LengthFieldBasedFrameDecoder {

  /** First bytes of a TLS record that holds a handshake: type 22, then version 3.x. */
  private static final int TLS_HANDSHAKE = 0x1603;

  private final int longest;
  private boolean failed;

  FrameDecoder() {
    this(WireProtocol.MAX_FRAME_BYTES);
  }

  /**
   * @param longest bytes of a frame, less than those of the protocol's limit
   */
  FrameDecoder(int longest) {
    super(
        longest + WireProtocol.LENGTH_BYTES,
        0,
        WireProtocol.LENGTH_BYTES,
        0,
        WireProtocol.LENGTH_BYTES);
    this.longest = longest;
  }

  @Override
  protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
    if (failed) {
      in.skipBytes(in.readableBytes());
      return null;
    }
    if (in.readableBytes() >= WireProtocol.LENGTH_BYTES
        && in.getUnsignedInt(in.readerIndex()) > longest) {
      failed = true;
      throw new TooLongFrameException(describe(in));
    }
    ByteBuf frame = (ByteBuf) super.decode(context, in);
    if (frame == null) {
      return null;
    }
    try {
      return Frame.parseFrom(frame.nioBuffer());
    } catch (InvalidProtocolBufferException e) {
      failed = true;
      throw new CorruptedFrameException("not a frame of this protocol: " + e.getMessage(), e);
    } finally {
      frame.release();
    }
  }

  private String describe(ByteBuf in) {
    int start = in.readerIndex();
    String text = in.toString(start, Math.min(8, in.readableBytes()), StandardCharsets.ISO_8859_1);
    if (text.matches("(?s)(GET|PUT|HEAD|POST|DELETE|OPTIONS|CONNECT|PRI) .*|OPTIONS.*|CONNECT.*")) {
      return "this is the port for agents and speaks no HTTP";
    }
    if (in.getUnsignedShort(start) == TLS_HANDSHAKE) {
      return "TLS on a port that is configured without it";
    }
    return "a frame of " + in.getUnsignedInt(start) + " bytes; the limit is " + longest;
  }
}
