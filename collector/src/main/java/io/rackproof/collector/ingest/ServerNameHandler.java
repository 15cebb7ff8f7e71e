package io.rackproof.collector.ingest;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.rackproof.wire.WireProtocol;
import java.time.Duration;

/**
 * Looks at the server name that a client asks for. The name of enrolment gets a pipeline that knows
 * no samples and asks for no certificate; every other stays with that of agents, which lets nobody
 * in without one.
 */
final class ServerNameHandler extends SniHandler {

  /** A client's first message is well below it. */
  private static final int LONGEST_HELLO = 16_384;

  private final AgentIdentities identities;
  private final EnrolmentLimits limits;
  private final Duration patience;

  ServerNameHandler(
      TlsContexts contexts, AgentIdentities identities, EnrolmentLimits limits, Duration patience) {
    super(
        (String name) -> isEnrolment(name) ? contexts.forEnrolment() : contexts.forAgents(),
        LONGEST_HELLO,
        patience.toMillis());
    this.identities = identities;
    this.limits = limits;
    this.patience = patience;
  }

  private static boolean isEnrolment(@org.jspecify.annotations.Nullable String name) {
    return WireProtocol.ENROLMENT_SERVER_NAME.equals(name);
  }

  @Override
  protected void replaceHandler(ChannelHandlerContext ctx, String hostname, SslContext context)
      throws Exception {
    if (isEnrolment(hostname)) {
      ctx.pipeline().remove(AgentConnection.class);
      ctx.pipeline().remove(IdentityGuard.class);
      ctx.pipeline()
          .replace(
              FrameDecoder.class,
              "enrolment-frames",
              new FrameDecoder(EnrolmentConnection.MAX_FRAME_BYTES));
      ctx.pipeline().addLast(new EnrolmentConnection(identities, limits, patience));
    }
    super.replaceHandler(ctx, hostname, context);
  }
}
