package io.rackproof.collector.ingest;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.rackproof.wire.proto.EnrolmentRequest;
import io.rackproof.wire.proto.Frame;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of an agent that has no certificate yet: one request, one answer, and the end. It
 * reaches nothing else.
 */
final class EnrolmentConnection extends SimpleChannelInboundHandler<Frame> {

  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentConnection.class);

  /** Longer than any request: a key on P-256, its proof and a token are some 500 bytes. */
  static final int MAX_FRAME_BYTES = 8_192;

  private final AgentIdentities identities;
  private final EnrolmentLimits limits;
  private final Duration patience;
  private boolean asked;
  private boolean entered;

  EnrolmentConnection(AgentIdentities identities, EnrolmentLimits limits, Duration patience) {
    this.identities = identities;
    this.limits = limits;
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    entered = limits.enter();
    if (!entered) {
      ChannelFuture unused = ctx.close();
      return;
    }
    Future<?> unused =
        ctx.executor()
            .schedule(
                () -> {
                  if (!asked) {
                    ChannelFuture unusedClosing = ctx.close();
                  }
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (entered) {
      entered = false;
      limits.leave();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
    if (asked) {
      return;
    }
    asked = true;
    if (!frame.hasEnrolmentRequest()) {
      answer(ctx, IdentityGuard.refused("a token is asked for here, and nothing else"));
    } else if (!limits.mayTry(ctx.channel().remoteAddress())) {
      LOG.warn("Too many tries to enrol from {}.", ctx.channel().remoteAddress());
      answer(
          ctx,
          IdentityGuard.refused(
              "too many tries from this address: wait "
                  + EnrolmentLimits.PERIOD.toSeconds()
                  + " s"));
    } else {
      enrol(ctx, frame.getEnrolmentRequest());
    }
  }

  private void enrol(ChannelHandlerContext ctx, EnrolmentRequest request) {
    String id = request.getTokenId();
    identities
        .enrol(
            new AgentIdentities.Enrolment(
                // For the log: whatever else came would be somebody's text in it.
                id.matches("[0-9a-f]{12}") ? id : "?",
                HexFormat.of().formatHex(request.getTokenSecret().toByteArray()),
                request.getCertificateRequest(),
                String.valueOf(ctx.channel().remoteAddress())))
        .whenComplete(
            (chain, failure) ->
                ctx.executor().execute(() -> answer(ctx, IdentityGuard.issued(chain, failure))));
  }

  private static void answer(ChannelHandlerContext ctx, Frame frame) {
    ChannelFuture unused = ctx.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.warn("Enrolment from {}: {}", ctx.channel().remoteAddress(), cause.getMessage());
    ChannelFuture unused = ctx.close();
  }
}
