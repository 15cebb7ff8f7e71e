package io.rackproof.agent.uplink;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rackproof.agent.spool.SpoolReader;
import io.rackproof.agent.spool.SpoolReader.Position;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.Welcome;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from hello to end: sends what the spool holds in order, and never more than the
 * window ahead of the acknowledgements. Lives on the event loop of its channel.
 */
final class UplinkConnection extends SimpleChannelInboundHandler<Frame> {

  private static final String NEW_EPOCH = "the spool began a new epoch";

  /** What the connection tells the uplink about itself. Called on the event loop. */
  interface Observer {
    void greeted(ClockOffset offset, long collectorHas);

    void progress(long acknowledged, int unacknowledged);

    void clock(ClockOffset offset);

    /** Messages of live values that were sent beside a backlog. */
    void live(int messages);

    void refusedBatch(long sequence, String detail);

    /** Called once. */
    void ended(Ending how, String why);
  }

  enum Ending {
    /** Worth trying again soon. */
    LOST,
    /** The collector has refused, and will until somebody mends something. */
    REFUSED
  }

  private final RackIdentity rack;
  private final SpoolReader spool;
  private final Clock clock;
  private final UplinkTiming timing;
  private final boolean tls;
  private final Observer observer;

  private String epoch = "";
  private long helloSent;
  private boolean ended;
  private @Nullable SpoolSender sender;
  private boolean signOfLifeOutstanding;
  private @Nullable Future<?> patience;
  private @Nullable Future<?> silence;
  private @Nullable Future<?> liveTurn;

  UplinkConnection(
      RackIdentity rack,
      SpoolReader spool,
      Clock clock,
      UplinkTiming timing,
      boolean tls,
      Observer observer) {
    this.rack = rack;
    this.spool = spool;
    this.clock = clock;
    this.timing = timing;
    this.tls = tls;
    this.observer = observer;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!tls) {
      hello(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        hello(context);
      } else {
        end(context, Ending.LOST, "TLS: " + handshake.cause().getMessage());
      }
    }
    super.userEventTriggered(context, event);
  }

  private void hello(ChannelHandlerContext context) {
    Position position = spool.position();
    epoch = position.epoch();
    helloSent = clock.millis();
    SpoolSender.send(context, Greeting.hello(rack, position, helloSent));
    context.flush();
    expect(context, timing.hello(), "the collector did not answer the hello");
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Frame frame) {
    if (ended) {
      return;
    }
    switch (frame.getBodyCase()) {
      case WELCOME -> welcome(context, frame.getWelcome());
      case ACKNOWLEDGEMENT -> acknowledgement(context, frame.getAcknowledgement());
      case REFUSAL -> refusal(context, frame.getRefusal());
      default -> end(context, Ending.LOST, "unexpected message: " + frame.getBodyCase());
    }
  }

  private void welcome(ChannelHandlerContext context, Welcome welcome) {
    if (sender != null || welcome.getWindow() < 1) {
      end(context, Ending.LOST, sender != null ? "a second welcome" : "a welcome without a window");
      return;
    }
    long collectorHas = welcome.getAcknowledgedSequence();
    ClockOffset offset =
        ClockOffset.of(
            helloSent, welcome.getHelloReceivedMillis(), welcome.getSentMillis(), clock.millis());
    if (!spool.resume(epoch, collectorHas)) {
      end(context, Ending.LOST, NEW_EPOCH);
      return;
    }
    sender =
        new SpoolSender(
            spool, epoch, clock, collectorHas, welcome.getWindow(), new OffsetRecord(offset));
    observer.greeted(offset, collectorHas);
    if (welcome.getVersion() >= WireProtocol.LIVE_VERSION) {
      takeLiveTurns(context, new LiveLane(spool, sender, clock));
    }
    pump(context);
    expectProgress(context);
    scheduleSignOfLife(context);
  }

  private void takeLiveTurns(ChannelHandlerContext context, LiveLane lane) {
    if (ended) {
      return;
    }
    observer.live(lane.turn(context));
    liveTurn =
        context
            .executor()
            .schedule(
                () -> takeLiveTurns(context, lane), LiveLane.TURN_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sends what the window and the socket take. */
  void pump(ChannelHandlerContext context) {
    if (sender == null || ended) {
      return;
    }
    boolean idle = sender.unacknowledged() == 0;
    boolean sent = sender.pump(context);
    if (sender.isEpochOver()) {
      end(context, Ending.LOST, NEW_EPOCH);
    } else if (sent) {
      context.flush();
      observer.progress(sender.acknowledged(), sender.unacknowledged());
      if (idle) {
        expectProgress(context);
      }
    }
  }

  private void acknowledgement(ChannelHandlerContext context, Acknowledgement acknowledgement) {
    signOfLifeOutstanding = false;
    if (sender != null) {
      ClockOffset better = sender.measureClock(acknowledgement);
      if (better != null) {
        observer.clock(better);
      }
    }
    acknowledgeThrough(context, acknowledgement.getSequence());
  }

  private void acknowledgeThrough(ChannelHandlerContext context, long sequence) {
    if (sender == null || sequence > sender.sentThrough()) {
      end(
          context,
          Ending.LOST,
          "batch "
              + sequence
              + " is acknowledged, sent were "
              + (sender == null ? 0 : sender.sentThrough())
              + " at most");
      return;
    }
    if (sender.acknowledge(sequence)) {
      observer.progress(sender.acknowledged(), sender.unacknowledged());
    }
    expectProgress(context);
    pump(context);
  }

  private void refusal(ChannelHandlerContext context, Refusal refusal) {
    String detail = refusal.getDetail().isEmpty() ? "no reason given" : refusal.getDetail();
    switch (refusal.getReason()) {
      case POISON_BATCH -> {
        observer.refusedBatch(refusal.getSequence(), detail);
        if (sender != null && sender.oldestUnacknowledged() == refusal.getSequence()) {
          acknowledgeThrough(context, refusal.getSequence());
        }
      }
      case UNAVAILABLE -> end(context, Ending.LOST, "the collector cannot store now: " + detail);
      case NOT_ALLOWED ->
          end(context, Ending.REFUSED, "the collector does not allow this rack: " + detail);
      case PROTOCOL, REASON_UNSPECIFIED, UNRECOGNIZED ->
          end(context, Ending.REFUSED, "the collector refuses this connection: " + detail);
    }
  }

  private void expectProgress(ChannelHandlerContext context) {
    if (isIdle()) {
      cancel(patience);
      patience = null;
    } else {
      expect(context, timing.acknowledgement(), "the collector acknowledges nothing any more");
    }
  }

  private boolean isIdle() {
    return (sender == null || sender.unacknowledged() == 0) && !signOfLifeOutstanding;
  }

  private void expect(ChannelHandlerContext context, Duration within, String otherwise) {
    cancel(patience);
    patience =
        context
            .executor()
            .schedule(
                () ->
                    end(context, Ending.LOST, otherwise + " (waited " + within.toMillis() + " ms)"),
                within.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void scheduleSignOfLife(ChannelHandlerContext context) {
    silence =
        context
            .executor()
            .schedule(
                () -> {
                  if (!ended && sender != null && isIdle()) {
                    sender.sendSignOfLife(context);
                    context.flush();
                    signOfLifeOutstanding = true;
                    expectProgress(context);
                  }
                  scheduleSignOfLife(context);
                },
                timing.silence().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private static void cancel(@Nullable Future<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    pump(context);
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(context, Ending.LOST, String.valueOf(cause.getMessage()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(context, Ending.LOST, "the collector closed the connection");
  }

  private void end(ChannelHandlerContext context, Ending how, String why) {
    if (ended) {
      return;
    }
    ended = true;
    cancel(patience);
    cancel(silence);
    cancel(liveTurn);
    ChannelFuture unused = context.close();
    observer.ended(how, why);
  }
}
