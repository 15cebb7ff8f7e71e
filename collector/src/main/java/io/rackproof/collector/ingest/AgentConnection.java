package io.rackproof.collector.ingest;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Refusal.Reason;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's connection, from hello to end. Lives on the event loop of its channel; {@link
 * #status} and {@link #replaced} may be called from anywhere.
 */
final class AgentConnection extends SimpleChannelInboundHandler<Admitted> {

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
  private final ReadGate gate;

  private State state = State.EXPECTING_HELLO;
  private @Nullable ChannelHandlerContext context;
  private String address = "";
  private @Nullable Caller caller;

  /** Null until the welcome. */
  private volatile @Nullable AgentStream stream;

  /** The sink has told why it cannot store; each try of each agent would tell it again. */
  private boolean toldElsewhere;

  AgentConnection(
      IngestConfig config,
      IngestTiming timing,
      BatchSink sink,
      Clock clock,
      Connections connections,
      ReadGate gate) {
    this.config = config;
    this.timing = timing;
    this.sink = sink;
    this.clock = clock;
    this.connections = connections;
    this.gate = gate;
  }

  /** Null before the welcome. */
  @Nullable AgentStatus status() {
    AgentStream open = stream;
    return open == null ? null : open.status();
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
  protected void channelRead0(ChannelHandlerContext ctx, Admitted admitted) {
    AgentStream open = stream;
    if (state == State.OPEN && open != null) {
      open.message(admitted.frame(), admitted.claim());
      return;
    }
    admitted.claim().release();
    beforeWelcome(ctx, admitted.frame());
  }

  private void beforeWelcome(ChannelHandlerContext ctx, Frame frame) {
    switch (state) {
      case EXPECTING_HELLO -> {
        if (frame.hasHello()) {
          hello(ctx, frame.getHello());
        } else {
          refuse(ctx, Reason.PROTOCOL, "a connection begins with a hello", 0);
        }
      }
      case GREETING -> refuse(ctx, Reason.PROTOCOL, "a message before the welcome", 0);
      case OPEN, ENDED -> {}
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
    String objection = connections.objection(calling.rack().id(), calling.epoch());
    if (objection != null) {
      overLimit(ctx, objection);
      return;
    }
    state = State.GREETING;
    caller = calling;
    AgentConnection older = connections.register(calling.rack().id(), calling.epoch(), this);
    if (older != null) {
      older.replaced(address);
    }
    AgentStream.ask(() -> sink.hello(calling.rack(), calling.epoch()))
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
    long now = clock.millis();
    int window = connections.window(config.window());
    connections.greeted.increment();
    AgentStatus greeted =
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
    stream =
        new AgentStream(
            ctx, calling, greeted, window, sink, clock, connections, gate, new Hosting(ctx));
    LOG.info(
        "Rack {} connected from {} ({}); epoch {}, batches up to {} are here, newest {}.",
        calling.rack().id(),
        address,
        calling.software(),
        calling.epoch(),
        has,
        calling.newest());
    IdentityGuard guard = ctx.pipeline().get(IdentityGuard.class);
    boolean renews = guard != null && guard.renews();
    ChannelFuture unused =
        ctx.writeAndFlush(
            Answers.welcome(calling.version(), has, window, receivedMillis, now, renews),
            ctx.voidPromise());
  }

  private final class Hosting implements AgentStream.Host {
    private final ChannelHandlerContext ctx;

    Hosting(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void refuse(Reason reason, String detail, long sequence) {
      AgentConnection.this.refuse(ctx, reason, detail, sequence);
    }

    @Override
    public void unavailable(Throwable failure, long sequence) {
      AgentConnection.this.unavailable(ctx, failure, sequence);
    }

    @Override
    public void overLimit(String why) {
      AgentConnection.this.overLimit(ctx, why);
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

  /** Told once a minute: each of a thousand agents comes back every ten seconds. */
  private void overLimit(ChannelHandlerContext ctx, String why) {
    toldElsewhere = true;
    connections.turnAway(String.valueOf(ctx.channel().remoteAddress()), why, clock.millis());
    refuse(ctx, Reason.UNAVAILABLE, why, 0);
  }

  private void unavailable(ChannelHandlerContext ctx, Throwable failure, long sequence) {
    toldElsewhere = true;
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

  private void ended(String why) {
    state = State.ENDED;
    if (caller != null) {
      connections.remove(caller.rack().id(), caller.epoch(), this);
    }
    AgentStream ending = stream;
    if (ending != null) {
      ending.end();
      LOG.info(
          "Rack {} disconnected from {} at batch {}: {}.",
          ending.status().rack(),
          address,
          ending.status().acknowledged(),
          why);
    } else if (!toldElsewhere) {
      LOG.warn("Connection from {} ended before a welcome: {}.", address, why);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof IdleStateEvent && isIdle()) {
      end(ctx, "silent for " + timing.silence().toSeconds() + " s");
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      connections.refused.increment();
      end(ctx, "TLS: " + handshake.cause().getMessage());
    }
    super.userEventTriggered(ctx, event);
  }

  private boolean isIdle() {
    AgentStream open = stream;
    return gate.isOpen() && (open == null || open.isIdle());
  }

  /** Who sends and does not read what is answered is not read either. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    gate.set(ReadGate.Reason.ANSWERS, !ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
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
}
