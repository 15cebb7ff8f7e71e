package io.rackproof.simulator.fleet;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.RackIdentity;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.SeriesDefinition;
import io.rackproof.wire.proto.SeriesDefinitions;
import io.rackproof.wire.proto.Welcome;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

/** One connection of one agent: frames without their length come in, frames with it go out. */
final class FleetConnection extends SimpleChannelInboundHandler<ByteBuf> {

  private static final int DEFINITIONS_A_FRAME = 500;

  private final FleetAgent agent;
  private final FleetCounts counts;
  private final Clock clock;
  private final LongSupplier ticker;
  private final boolean tls;
  private boolean greeted;
  private int window;
  private long sentThrough;

  FleetConnection(
      FleetAgent agent, FleetCounts counts, Clock clock, LongSupplier ticker, boolean tls) {
    this.agent = agent;
    this.counts = counts;
    this.clock = clock;
    this.ticker = ticker;
    this.tls = tls;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!tls) {
      hello(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      hello(context);
    }
    super.userEventTriggered(context, event);
  }

  private void hello(ChannelHandlerContext context) {
    write(
        context,
        Frame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setLowestVersion(WireProtocol.LOWEST_VERSION)
                    .setHighestVersion(WireProtocol.HIGHEST_VERSION)
                    .setRack(RackIdentity.newBuilder().setId(agent.rack).setGeneration("fleet"))
                    .setEpoch(agent.epoch)
                    .setSoftware("rack-simulator fleet")
                    .setSentMillis(clock.millis())
                    .setLastSequence(agent.lastSequence())));
    context.flush();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) throws Exception {
    Frame frame = Frame.parseFrom(bytes.nioBuffer());
    switch (frame.getBodyCase()) {
      case WELCOME -> welcome(context, frame.getWelcome());
      case ACKNOWLEDGEMENT -> {
        acknowledged(frame.getAcknowledgement().getSequence());
        pump(context);
      }
      case REFUSAL -> {
        counts.refusals.increment();
        // A batch that is not understood goes with its acknowledgement; all else ends the
        // connection.
        if (frame.getRefusal().getReason() != Refusal.Reason.POISON_BATCH) {
          ChannelFuture unused = context.close();
        }
      }
      default -> {
        ChannelFuture unused = context.close();
      }
    }
  }

  private void welcome(ChannelHandlerContext context, Welcome welcome) {
    if (greeted) {
      ChannelFuture unused = context.close();
      return;
    }
    greeted = true;
    counts.connected(1);
    counts.connections.increment();
    window = welcome.getWindow();
    sentThrough = welcome.getAcknowledgedSequence();
    acknowledged(sentThrough);
    List<SeriesDefinition> all = agent.definitions();
    for (int from = 0; from < all.size(); from += DEFINITIONS_A_FRAME) {
      int to = Math.min(all.size(), from + DEFINITIONS_A_FRAME);
      write(
          context,
          Frame.newBuilder()
              .setSeriesDefinitions(
                  SeriesDefinitions.newBuilder().addAllDefinitions(all.subList(from, to))));
    }
    pump(context);
    context.flush();
  }

  private void acknowledged(long sequence) {
    long now = ticker.getAsLong();
    for (FleetAgent.Waiting batch : agent.acknowledge(sequence)) {
      counts.acknowledged.increment();
      counts.delay((now - batch.madeNanos()) / 1_000);
    }
  }

  /** Sends what the window takes. */
  void pump(ChannelHandlerContext context) {
    if (!greeted || !context.channel().isActive()) {
      return;
    }
    int room = (int) (window - (sentThrough - agent.acknowledged()));
    for (FleetAgent.Waiting batch : agent.after(sentThrough, Math.max(0, room))) {
      write(
          context,
          Frame.newBuilder().setBatch(batch.encoded()).setNewestSequence(agent.lastSequence()));
      counts.sent.increment();
      sentThrough = batch.sequence();
    }
    context.flush();
  }

  private static void write(ChannelHandlerContext context, Frame.Builder builder) {
    Frame frame = builder.build();
    int length = frame.getSerializedSize();
    ByteBuf bytes = context.alloc().buffer(WireProtocol.LENGTH_BYTES + length);
    bytes.writeInt(length);
    bytes.writeBytes(frame.toByteArray());
    ChannelFuture unused = context.write(bytes, context.voidPromise());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (greeted) {
      counts.connected(-1);
    }
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    ChannelFuture unused = context.close();
  }
}
