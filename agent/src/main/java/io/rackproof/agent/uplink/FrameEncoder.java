package io.rackproof.agent.uplink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import java.io.IOException;

/** Frames to bytes, as {@link FrameDecoder} reads them. */
final class FrameEncoder extends MessageToByteEncoder<Frame> {

  FrameEncoder() {
    super(Frame.class);
  }

  @Override
  protected ByteBuf allocateBuffer(
      ChannelHandlerContext context, Frame frame, boolean preferDirect) {
    return context.alloc().buffer(WireProtocol.LENGTH_BYTES + frame.getSerializedSize());
  }

  @Override
  protected void encode(ChannelHandlerContext context, Frame frame, ByteBuf out)
      throws IOException {
    out.writeInt(frame.getSerializedSize());
    try (ByteBufOutputStream stream = new ByteBufOutputStream(out)) {
      frame.writeTo(stream);
    }
  }
}
