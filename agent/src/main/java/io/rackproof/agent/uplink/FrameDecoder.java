package io.rackproof.agent.uplink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to frames: 4 bytes of length, unsigned, big-endian, at most {@link
 * WireProtocol#MAX_FRAME_BYTES}, then a protobuf {@code Frame} of that length.
 */
final class FrameDecoder extends LengthFieldBasedFrameDecoder {

  FrameDecoder() {
    super(
        WireProtocol.MAX_FRAME_BYTES + WireProtocol.LENGTH_BYTES,
        0,
        WireProtocol.LENGTH_BYTES,
        0,
        WireProtocol.LENGTH_BYTES);
  }

  @Override
  protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
    ByteBuf frame = (ByteBuf) super.decode(context, in);
    if (frame == null) {
      return null;
    }
    try {
      return Frame.parseFrom(frame.nioBuffer());
    } finally {
      frame.release();
    }
  }
}
