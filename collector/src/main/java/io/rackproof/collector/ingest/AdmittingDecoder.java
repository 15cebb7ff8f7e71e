package io.rackproof.collector.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to {@link Admitted} frames. A frame is decoded once the budget has room for it; until then
 * the connection is not read, and what lies in its buffer stays there, {@link #UNASKED} bytes and
 * what one read brings at most.
 */
final class AdmittingDecoder extends FrameDecoder {

  /** Larger frames are asked for before they have come whole. */
  static final int UNASKED = 32 * 1024;

  private static final int LONGEST_HELLO = 8 * 1024;

  /** A frame that was let in and does not come must not keep others out for longer. */
  private static final long PATIENCE_MILLIS = 10_000;

  private final MemoryBudget budget;
  private final ReadGate gate;
  private final MemoryBudget.Share share = new MemoryBudget.Share();
  private MemoryBudget.@Nullable Claim claim;
  private @Nullable Future<?> patience;
  private boolean closed;
  private boolean first = true;

  AdmittingDecoder(MemoryBudget budget, ReadGate gate) {
    this.budget = budget;
    this.gate = gate;
  }

  @Override
  protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
    if (closed) {
      in.skipBytes(in.readableBytes());
      return null;
    }
    if (claim == null && wants(in)) {
      long length = in.getUnsignedInt(in.readerIndex());
      // The hello does not wait: an agent that is let in at all is greeted soon.
      MemoryBudget.Claim asked =
          first && length <= LONGEST_HELLO
              ? budget.nothing()
              : budget.claim(
                  share, length, () -> context.executor().execute(() -> admitted(context)));
      first = false;
      claim = asked;
      gate.set(ReadGate.Reason.MEMORY, !asked.isHeld());
    }
    if (claim != null && !gate.isOpenFor(ReadGate.Reason.MEMORY)) {
      return null;
    }
    Object frame = super.decode(context, in);
    MemoryBudget.Claim of = claim;
    if (of == null) {
      return frame;
    }
    if (frame == null) {
      beImpatient(context, of);
      return null;
    }
    claim = null;
    return new Admitted((Frame) frame, of);
  }

  /** Whether a frame of a length that may be is there, as a whole or as a good part. */
  private boolean wants(ByteBuf in) {
    if (in.readableBytes() < WireProtocol.LENGTH_BYTES) {
      return false;
    }
    long length = in.getUnsignedInt(in.readerIndex());
    return length <= WireProtocol.MAX_FRAME_BYTES
        && in.readableBytes() >= Math.min(UNASKED, length + WireProtocol.LENGTH_BYTES);
  }

  private void admitted(ChannelHandlerContext context) {
    MemoryBudget.Claim held = claim;
    if (held == null || !held.isHeld() || context.isRemoved()) {
      return;
    }
    try {
      gate.set(ReadGate.Reason.MEMORY, false);
      // What lies in the buffer is looked at again.
      channelRead(context, Unpooled.EMPTY_BUFFER);
      channelReadComplete(context);
    } catch (Exception e) {
      context.fireExceptionCaught(e);
    }
  }

  private void beImpatient(ChannelHandlerContext context, MemoryBudget.Claim held) {
    if (patience == null) {
      patience =
          context
              .executor()
              .schedule(
                  () -> {
                    patience = null;
                    if (claim == held && gate.isOpen() && budget.waiting() > 0) {
                      context.fireExceptionCaught(
                          new java.io.IOException(
                              "a large frame did not come whole within "
                                  + PATIENCE_MILLIS / 1_000
                                  + " s while others waited for its memory"));
                    } else if (claim != null) {
                      beImpatient(context, claim);
                    }
                  },
                  PATIENCE_MILLIS,
                  TimeUnit.MILLISECONDS);
    }
  }

  /** Without this it would be read on, since nothing has come of what was read. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (gate.isOpenFor(ReadGate.Reason.MEMORY)) {
      super.channelReadComplete(context);
    } else {
      context.fireChannelReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    giveBack();
    super.channelInactive(context);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    giveBack();
    super.handlerRemoved0(context);
  }

  private void giveBack() {
    closed = true;
    MemoryBudget.Claim of = claim;
    claim = null;
    if (of != null) {
      of.release();
    }
    if (patience != null) {
      patience.cancel(false);
    }
  }
}
