package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.rackproof.collector.ingest.BatchSink.Delivery;
import io.rackproof.collector.ingest.BatchSink.LostBatches;
import io.rackproof.wire.Batch;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.ClockReading;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Loss;
import io.rackproof.wire.proto.Refusal.Reason;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
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
  private @Nullable Caller caller;
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

  /** The connection turned out to be another's, or is gone. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    state = State.ENDED;
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
    IdentityGuard guard = ctx.pipeline().get(IdentityGuard.class);
    Caller calling;
    try {
      calling = Caller.of(hello, guard == null ? null : guard.admission(), clock.instant());
    } catch (RefusedException e) {
      refuse(ctx, e.reason(), e.detail(), 0);
      return;
    }
    state = State.GREETING;
    caller = calling;
    series = new ReceivedSeries(calling.rack().id());
    AgentConnection older = connections.register(calling.rack().id(), calling.epoch(), this);
    if (older != null) {
      older.replaced(address);
    }
    ask(() -> sink.hello(calling.rack(), calling.epoch()))
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
                            welcome(ctx, calling, has, receivedMillis);
                          }
                        }));
  }

  private void welcome(ChannelHandlerContext ctx, Caller calling, long has, long receivedMillis) {
    state = State.OPEN;
    received = has;
    acknowledged = has;
    long now = clock.millis();
    connections.greeted.increment();
    status =
        new AgentStatus(
            calling.rack().id(),
            calling.epoch(),
            address,
            calling.software(),
            now,
            has,
            calling.newest(),
            0,
            0);
    LOG.info(
        "Rack {} connected from {} ({}); epoch {}, batches up to {} are here, newest {}.",
        status.rack(),
        address,
        calling.software(),
        calling.epoch(),
        has,
        calling.newest());
    IdentityGuard guard = ctx.pipeline().get(IdentityGuard.class);
    boolean renews = guard != null && guard.renews();
    write(
        ctx, Answers.welcome(calling.version(), has, config.window(), receivedMillis, now, renews));
    ctx.flush();
  }

  private void message(ChannelHandlerContext ctx, Frame frame) {
    if (frame.getNewestSequence() > status.newest()) {
      status = status.progress(acknowledged, frame.getNewestSequence(), inFlight.size());
    }
    if (frame.hasClock()) {
      ClockReading reading = frame.getClock();
      status = status.clock(reading.getOffsetMillis());
      sink.clock(greeted().rack(), reading.getOffsetMillis(), reading.getUncertaintyMillis());
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
    Caller from = greeted();
    long sequence = received + 1;
    String poison = null;
    Batch batch = null;
    try {
      BatchMessage message = BatchMessage.parseFrom(encoded);
      if (message.getSequence() > 0) {
        sequence = message.getSequence();
      }
      batch = series.decode(message);
    } catch (InvalidProtocolBufferException e) {
      poison = "not a batch: " + e.getMessage();
    } catch (MalformedBatchException e) {
      poison = String.valueOf(e.getMessage());
    }
    if (gap(ctx, sequence)) {
      return;
    }
    received = Math.max(received, sequence);
    long number = sequence;
    if (batch != null) {
      ReceivedSeries.Undelivered news = series.takeUndelivered();
      Delivery delivery =
          new Delivery(
              from.rack(),
              from.epoch(),
              number,
              encoded,
              batch.samples(),
              news.definitions(),
              news.instruments());
      follow(ctx, new InFlight(number, true, null), () -> sink.batch(delivery));
    } else {
      String why = String.valueOf(poison);
      follow(
          ctx,
          new InFlight(number, true, why),
          () -> sink.poison(from.rack(), from.epoch(), number, encoded, why));
    }
  }

  private void loss(ChannelHandlerContext ctx, Loss loss) {
    Caller from = greeted();
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
        from.rack().id(),
        lost.firstSequence(),
        lost.lastSequence(),
        lost.samples(),
        lost.reason());
    follow(
        ctx,
        new InFlight(lost.lastSequence(), false, null),
        () -> sink.lost(from.rack(), from.epoch(), lost));
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

  private Caller greeted() {
    if (caller == null) {
      throw new IllegalStateException("no rack has said hello");
    }
    return caller;
  }

  private void follow(
      ChannelHandlerContext ctx, InFlight item, Supplier<CompletionStage<Void>> handOver) {
    inFlight.add(item);
    status = status.progress(acknowledged, Math.max(status.newest(), received), inFlight.size());
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
        write(ctx, Answers.refusal(Reason.POISON_BATCH, head.poison, head.lastSequence));
      } else if (head.batch) {
        connections.batches.increment();
      }
    }
    status = status.progress(acknowledged, Math.max(status.newest(), received), inFlight.size());
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
      write(ctx, Answers.acknowledgement(acknowledged, clock.millis()));
      ctx.flush();
    }
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

  /** The certificate allows nothing any more. */
  void notAllowed(String why) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor().execute(() -> refuse(ctx, Reason.NOT_ALLOWED, why, 0));
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
        ctx.writeAndFlush(Answers.refusal(reason, detail, sequence))
            .addListener(ChannelFutureListener.CLOSE);
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
    if (caller != null) {
      connections.remove(caller.rack().id(), caller.epoch(), this);
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
