package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.rackproof.collector.ingest.BatchSink.Delivery;
import io.rackproof.collector.ingest.BatchSink.LostBatches;
import io.rackproof.wire.Batch;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Loss;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Refusal.Reason;
import io.rackproof.wire.proto.Welcome;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's connection, from hello to end. Lives on the event loop of its channel; {@link
 * #status} and {@link #replaced} may be called from anywhere.
 */
final class AgentConnection extends SimpleChannelInboundHandler<Frame> {

  private static final Logger LOG = LoggerFactory.getLogger(AgentConnection.class);

  private enum State {
    EXPECTING_HELLO,
    GREETING,
    OPEN,
    ENDED
  }

  private final IngestConfig config;
  private final IngestTiming timing;
  private final BatchSink sink;
  private final Clock clock;
  private final Connections connections;

  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private State state = State.EXPECTING_HELLO;
  private @Nullable ChannelHandlerContext context;
  private String address = "";
  private @Nullable RackIdentity rack;
  private String epoch = "";
  private ReceivedSeries series = new ReceivedSeries("");
  private long received;
  private long acknowledged;
  private boolean acknowledgementDue;
  private volatile AgentStatus status = new AgentStatus("", "", "", "", 0, 0, 0, 0, 0);

  AgentConnection(
      IngestConfig config,
      IngestTiming timing,
      BatchSink sink,
      Clock clock,
      Connections connections) {
    this.config = config;
    this.timing = timing;
    this.sink = sink;
    this.clock = clock;
    this.connections = connections;
  }

  AgentStatus status() {
    return status;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    address = String.valueOf(added.channel().remoteAddress());
    long millis = timing.hello().toMillis();
    Future<?> unused =
        added
            .executor()
            .schedule(
                () -> {
                  if (state == State.EXPECTING_HELLO) {
                    refuse(added, Reason.PROTOCOL, "no hello within " + millis + " ms", 0);
                  }
                },
                millis,
                TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
    switch (state) {
      case EXPECTING_HELLO -> {
        if (frame.hasHello()) {
          hello(ctx, frame.getHello());
        } else {
          refuse(ctx, Reason.PROTOCOL, "a connection begins with a hello", 0);
        }
      }
      case GREETING -> refuse(ctx, Reason.PROTOCOL, "a message before the welcome", 0);
      case OPEN -> message(ctx, frame);
      case ENDED -> {}
    }
  }

  private void hello(ChannelHandlerContext ctx, Hello hello) {
    long receivedMillis = clock.millis();
    OptionalInt version =
        WireProtocol.negotiate(hello.getLowestVersion(), hello.getHighestVersion());
    if (version.isEmpty()) {
      refuse(
          ctx,
          Reason.PROTOCOL,
          "no version in common: the agent ("
              + hello.getSoftware()
              + ") speaks "
              + hello.getLowestVersion()
              + ".."
              + hello.getHighestVersion()
              + ", this collector ("
              + Software.NAME
              + ") "
              + WireProtocol.LOWEST_VERSION
              + ".."
              + WireProtocol.HIGHEST_VERSION
              + "; update the older of the two",
          0);
      return;
    }
    RackIdentity calling;
    try {
      calling = identity(hello.getRack());
    } catch (IllegalArgumentException e) {
      refuse(ctx, Reason.PROTOCOL, String.valueOf(e.getMessage()), 0);
      return;
    }
    if (hello.getEpoch().isEmpty() || hello.getEpoch().length() > 100) {
      refuse(ctx, Reason.PROTOCOL, "an epoch has 1 to 100 characters", 0);
      return;
    }
    String denied = denied(ctx, calling.id());
    if (denied != null) {
      refuse(ctx, Reason.NOT_ALLOWED, denied, 0);
      return;
    }
    state = State.GREETING;
    rack = calling;
    epoch = hello.getEpoch();
    series = new ReceivedSeries(calling.id());
    AgentConnection older = connections.register(calling.id(), epoch, this);
    if (older != null) {
      older.replaced(address);
    }
    long offset = hello.getSentMillis() - receivedMillis;
    ask(() -> sink.hello(calling, epoch, offset))
        .whenComplete(
            (has, failure) ->
                ctx.executor()
                    .execute(
                        () -> {
                          if (state != State.GREETING) {
                            return;
                          }
                          if (failure != null) {
                            unavailable(ctx, failure, 0);
                          } else {
                            welcome(ctx, hello, version.getAsInt(), has, receivedMillis, offset);
                          }
                        }));
  }

  private void welcome(
      ChannelHandlerContext ctx,
      Hello hello,
      int version,
      long has,
      long receivedMillis,
      long offset) {
    state = State.OPEN;
    received = has;
    acknowledged = has;
    long now = clock.millis();
    connections.greeted.increment();
    status =
        new AgentStatus(
            hello.getRack().getId(),
            epoch,
            address,
            hello.getSoftware(),
            now,
            has,
            hello.getLastSequence(),
            0,
            offset);
    LOG.info(
        "Rack {} connected from {} ({}); epoch {}, batches up to {} are here, newest {}.",
        status.rack(),
        address,
        hello.getSoftware(),
        epoch,
        has,
        hello.getLastSequence());
    write(
        ctx,
        Frame.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setVersion(version)
                    .setAcknowledgedSequence(has)
                    .setWindow(config.window())
                    .setHelloReceivedMillis(receivedMillis)
                    .setSentMillis(now)
                    .setSoftware(Software.NAME))
            .build());
    ctx.flush();
  }

  private static RackIdentity identity(io.rackproof.wire.proto.RackIdentity rack) {
    return new RackIdentity(
        rack.getId(),
        rack.getGeneration(),
        rack.getMaker(),
        rack.getSite(),
        rack.getLot(),
        rack.getSerial());
  }

  /** Why the certificate does not speak for a rack, or null when it does. */
  private static @Nullable String denied(ChannelHandlerContext ctx, String rack) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      return null;
    }
    try {
      X509Certificate certificate =
          (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
      Set<String> names = CertificateNames.of(certificate);
      return names.contains(rack)
          ? null
          : "the certificate is for " + names + ", not for rack '" + rack + "'";
    } catch (SSLPeerUnverifiedException e) {
      return "no certificate";
    }
  }

  private void message(ChannelHandlerContext ctx, Frame frame) {
    if (frame.getNewestSequence() > status.newest()) {
      status = progress(frame.getNewestSequence());
    }
    switch (frame.getBodyCase()) {
      case SERIES_DEFINITIONS -> {
        try {
          series.learn(frame.getSeriesDefinitions().getDefinitionsList());
        } catch (MalformedBatchException e) {
          refuse(ctx, Reason.PROTOCOL, String.valueOf(e.getMessage()), 0);
        }
      }
      case BATCH -> batch(ctx, frame.getBatch());
      case LOSS -> loss(ctx, frame.getLoss());
      case BODY_NOT_SET -> acknowledge(ctx);
      default -> refuse(ctx, Reason.PROTOCOL, "an agent does not send " + frame.getBodyCase(), 0);
    }
  }

  private void batch(ChannelHandlerContext ctx, ByteString encoded) {
    RackIdentity from = greetedRack();
    long sequence = received + 1;
    String poison = null;
    Batch batch = null;
    try {
      BatchMessage message = BatchMessage.parseFrom(encoded);
      if (message.getSequence() > 0) {
        sequence = message.getSequence();
      }
      batch = series.decode(message);
    } catch (InvalidProtocolBufferException | MalformedBatchException e) {
      poison = String.valueOf(e.getMessage());
    }
    if (gap(ctx, sequence)) {
      return;
    }
    received = Math.max(received, sequence);
    long number = sequence;
    if (batch != null) {
      Delivery delivery =
          new Delivery(from, epoch, number, encoded, batch.samples(), series.takeUndelivered());
      follow(ctx, new InFlight(number, true, null), () -> sink.batch(delivery));
    } else {
      String why = String.valueOf(poison);
      follow(
          ctx,
          new InFlight(number, true, why),
          () -> sink.poison(from, epoch, number, encoded, why));
    }
  }

  private void loss(ChannelHandlerContext ctx, Loss loss) {
    RackIdentity from = greetedRack();
    if (loss.getFirstSequence() < 1 || loss.getLastSequence() < loss.getFirstSequence()) {
      refuse(
          ctx,
          Reason.PROTOCOL,
          "a loss of batches " + loss.getFirstSequence() + ".." + loss.getLastSequence(),
          0);
      return;
    }
    if (gap(ctx, loss.getFirstSequence())) {
      return;
    }
    received = Math.max(received, loss.getLastSequence());
    LostBatches lost =
        new LostBatches(
            loss.getFirstSequence(),
            loss.getLastSequence(),
            loss.getFirstMillis(),
            loss.getLastMillis(),
            loss.getSamples(),
            loss.getReason());
    LOG.warn(
        "Rack {} has lost batches {}..{} ({} samples): {}.",
        from.id(),
        lost.firstSequence(),
        lost.lastSequence(),
        lost.samples(),
        lost.reason());
    follow(ctx, new InFlight(lost.lastSequence(), false, null), () -> sink.lost(from, epoch, lost));
  }

  /** Batches that are neither sent nor told lost would be missing without a word. */
  private boolean gap(ChannelHandlerContext ctx, long sequence) {
    if (sequence <= received + 1) {
      return false;
    }
    refuse(
        ctx,
        Reason.PROTOCOL,
        "batch "
            + sequence
            + " after "
            + received
            + ": those between were neither sent nor told lost",
        sequence);
    return true;
  }

  private RackIdentity greetedRack() {
    if (rack == null) {
      throw new IllegalStateException("no rack has said hello");
    }
    return rack;
  }

  private void follow(
      ChannelHandlerContext ctx, InFlight item, Supplier<CompletionStage<Void>> handOver) {
    inFlight.add(item);
    status = progress(status.newest());
    if (inFlight.size() >= config.window()) {
      ctx.channel().config().setAutoRead(false);
    }
    ask(handOver)
        .whenComplete(
            (done, failure) ->
                ctx.executor()
                    .execute(
                        () -> {
                          if (state == State.OPEN) {
                            if (failure == null) {
                              durable(ctx, item);
                            } else {
                              unavailable(ctx, failure, item.lastSequence);
                            }
                          }
                        }));
  }

  private void durable(ChannelHandlerContext ctx, InFlight item) {
    item.durable = true;
    boolean advanced = false;
    for (InFlight head = inFlight.peek(); head != null && head.durable; head = inFlight.peek()) {
      inFlight.remove();
      acknowledged = Math.max(acknowledged, head.lastSequence);
      advanced = true;
      if (head.poison != null) {
        connections.poison.increment();
        LOG.error(
            "Batch {} of rack {} was set aside: {}.",
            head.lastSequence,
            status.rack(),
            head.poison);
        write(ctx, refusal(Reason.POISON_BATCH, head.poison, head.lastSequence));
      } else if (head.batch) {
        connections.batches.increment();
      }
    }
    status = progress(status.newest());
    if (inFlight.size() < config.window()) {
      ctx.channel().config().setAutoRead(true);
    }
    if (advanced && !acknowledgementDue) {
      // One acknowledgement for all that become durable in the same turn of the event loop.
      acknowledgementDue = true;
      ctx.executor().execute(() -> acknowledge(ctx));
    }
  }

  private void acknowledge(ChannelHandlerContext ctx) {
    acknowledgementDue = false;
    if (state == State.OPEN) {
      write(
          ctx,
          Frame.newBuilder()
              .setAcknowledgement(
                  Acknowledgement.newBuilder()
                      .setSequence(acknowledged)
                      .setSentMillis(clock.millis()))
              .build());
      ctx.flush();
    }
  }

  private AgentStatus progress(long newest) {
    return new AgentStatus(
        status.rack(),
        status.epoch(),
        status.address(),
        status.software(),
        status.sinceMillis(),
        acknowledged,
        Math.max(newest, received),
        inFlight.size(),
        status.clockOffsetMillis());
  }

  /** Another connection has come for the same spool: this one is a leftover. */
  void replaced(String by) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor().execute(() -> end(ctx, "the agent connected anew from " + by));
    }
  }

  /** The collector stops: the agent keeps what is not acknowledged and comes back. */
  void stopping() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor().execute(() -> refuse(ctx, Reason.UNAVAILABLE, "the collector is stopping", 0));
    }
  }

  private void unavailable(ChannelHandlerContext ctx, Throwable failure, long sequence) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    refuse(ctx, Reason.UNAVAILABLE, String.valueOf(cause.getMessage()), sequence);
  }

  /** Tells the agent why, and closes once that is on its way. */
  private void refuse(ChannelHandlerContext ctx, Reason reason, String detail, long sequence) {
    if (state == State.ENDED) {
      return;
    }
    if (reason != Reason.UNAVAILABLE) {
      connections.refused.increment();
    }
    ended("refused, " + reason + ": " + detail);
    ChannelFuture unused =
        ctx.writeAndFlush(refusal(reason, detail, sequence))
            .addListener(ChannelFutureListener.CLOSE);
  }

  private static Frame refusal(Reason reason, String detail, long sequence) {
    return Frame.newBuilder()
        .setRefusal(Refusal.newBuilder().setReason(reason).setDetail(detail).setSequence(sequence))
        .build();
  }

  private void end(ChannelHandlerContext ctx, String why) {
    if (state != State.ENDED) {
      ended(why);
      ChannelFuture unused = ctx.close();
    }
  }

  /** What cannot be written ends the connection, which tells of itself. */
  private static void write(ChannelHandlerContext ctx, Frame frame) {
    ChannelFuture unused = ctx.write(frame, ctx.voidPromise());
  }

  private void ended(String why) {
    boolean greeted = state == State.OPEN;
    state = State.ENDED;
    inFlight.clear();
    if (rack != null) {
      connections.remove(rack.id(), epoch, this);
    }
    if (greeted) {
      LOG.info(
          "Rack {} disconnected from {} at batch {}: {}.",
          status.rack(),
          address,
          acknowledged,
          why);
    } else {
      LOG.warn("Connection from {} ended before a welcome: {}.", address, why);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof IdleStateEvent && inFlight.isEmpty()) {
      end(ctx, "silent for " + timing.silence().toSeconds() + " s");
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      connections.refused.increment();
      end(ctx, "TLS: " + handshake.cause().getMessage());
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && !(cause.getCause() instanceof SSLException)) {
      refuse(ctx, Reason.PROTOCOL, String.valueOf(cause.getMessage()), 0);
    } else {
      end(ctx, String.valueOf(cause.getMessage()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(ctx, "the agent closed the connection");
  }

  /** Calls the sink; what it throws counts as its failure. */
  private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
