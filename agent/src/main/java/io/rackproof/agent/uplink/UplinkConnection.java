package io.rackproof.agent.uplink;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rackproof.agent.spool.SpoolEntry;
import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.agent.spool.SpoolReader;
import io.rackproof.agent.spool.SpoolReader.Position;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.WireProtocol;
import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.ClockReading;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Hello;
import io.rackproof.wire.proto.Loss;
import io.rackproof.wire.proto.Refusal;
import io.rackproof.wire.proto.SeriesDefinition;
import io.rackproof.wire.proto.SeriesDefinitions;
import io.rackproof.wire.proto.Welcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from hello to end: sends what the spool holds in order, and never more than the
 * window ahead of the acknowledgements. Lives on the event loop of its channel.
 */
final class UplinkConnection extends SimpleChannelInboundHandler<Frame> {

  /** Definitions in one frame: far below the frame limit, whatever their labels. */
  private static final int DEFINITIONS_A_FRAME = 500;

  /** What the connection tells the uplink about itself. Called on the event loop. */
  interface Observer {
    void greeted(ClockOffset offset, long collectorHas);

    void progress(long acknowledged, int unacknowledged);

    void clock(ClockOffset offset);

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

  /**
   * @param millis when it was handed to the socket
   */
  private record Sent(long sequence, long millis) {}

  private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
  private @Nullable ClockOffset clockOffset;
  private boolean clockUntold;
  private String epoch = "";
  private long helloSent;
  private boolean greeted;
  private boolean ended;
  private boolean pumping;
  private int window;
  private int definitionsSent;
  private long sentThrough;
  private long acknowledged;
  private boolean signOfLifeOutstanding;
  private @Nullable Future<?> patience;
  private @Nullable Future<?> silence;

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
    send(
        context,
        Frame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setLowestVersion(WireProtocol.LOWEST_VERSION)
                    .setHighestVersion(WireProtocol.HIGHEST_VERSION)
                    .setRack(
                        io.rackproof.wire.proto.RackIdentity.newBuilder()
                            .setId(rack.id())
                            .setGeneration(rack.generation())
                            .setMaker(rack.maker())
                            .setSite(rack.site())
                            .setLot(rack.lot())
                            .setSerial(rack.serial()))
                    .setEpoch(epoch)
                    .setSoftware(Software.NAME)
                    .setSentMillis(helloSent)
                    .setLastSequence(position.lastSequence())));
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
    if (greeted || welcome.getWindow() < 1) {
      end(context, Ending.LOST, greeted ? "a second welcome" : "a welcome without a window");
      return;
    }
    greeted = true;
    window = welcome.getWindow();
    acknowledged = welcome.getAcknowledgedSequence();
    sentThrough = acknowledged;
    ClockOffset offset =
        ClockOffset.of(
            helloSent, welcome.getHelloReceivedMillis(), welcome.getSentMillis(), clock.millis());
    if (!spool.resume(epoch, acknowledged)) {
      end(context, Ending.LOST, "the spool began a new epoch");
      return;
    }
    clockOffset = offset;
    clockUntold = true;
    observer.greeted(offset, acknowledged);
    pump(context);
    expectProgress(context);
    scheduleSignOfLife(context);
  }

  /** Sends what the window and the socket take. */
  void pump(ChannelHandlerContext context) {
    if (!greeted || ended || pumping) {
      return;
    }
    pumping = true;
    boolean idle = unacknowledged.isEmpty();
    boolean sent = false;
    while (!ended && unacknowledged.size() < window && context.channel().isWritable()) {
      Position position = spool.position();
      if (!position.epoch().equals(epoch)) {
        end(context, Ending.LOST, "the spool began a new epoch");
        break;
      }
      List<SpoolEntry> entries = spool.read(epoch, sentThrough, window - unacknowledged.size());
      if (entries.isEmpty()) {
        break;
      }
      defineSeries(context);
      for (SpoolEntry entry : entries) {
        sendEntry(context, entry, position.lastSequence());
      }
      sent = true;
    }
    pumping = false;
    if (sent && !ended) {
      context.flush();
      observer.progress(acknowledged, unacknowledged.size());
      if (idle) {
        expectProgress(context);
      }
    }
  }

  private void defineSeries(ChannelHandlerContext context) {
    List<SeriesDefinition> definitions = spool.definitions(epoch, definitionsSent);
    for (int from = 0; from < definitions.size(); from += DEFINITIONS_A_FRAME) {
      int to = Math.min(definitions.size(), from + DEFINITIONS_A_FRAME);
      send(
          context,
          Frame.newBuilder()
              .setSeriesDefinitions(
                  SeriesDefinitions.newBuilder().addAllDefinitions(definitions.subList(from, to))));
    }
    definitionsSent += definitions.size();
  }

  private void sendEntry(ChannelHandlerContext context, SpoolEntry entry, long newest) {
    if (entry.firstSequence() > sentThrough + 1) {
      // The collector has no record of batches that it acknowledged once: its store is another.
      sendEntry(
          context,
          new LostRange(
              sentThrough + 1,
              entry.firstSequence() - 1,
              0,
              0,
              0,
              "acknowledged before, and no longer in the agent's spool"),
          newest);
    }
    Frame.Builder frame = fromHere(newest);
    if (entry instanceof StoredBatch batch) {
      frame.setBatch(batch.encoded());
    } else if (entry instanceof LostRange lost) {
      frame.setLoss(
          Loss.newBuilder()
              .setFirstSequence(lost.firstSequence())
              .setLastSequence(lost.lastSequence())
              .setFirstMillis(lost.firstMillis())
              .setLastMillis(lost.lastMillis())
              .setSamples(lost.samples())
              .setReason(lost.reason()));
    }
    send(context, frame);
    sentThrough = entry.lastSequence();
    unacknowledged.add(new Sent(sentThrough, clock.millis()));
  }

  /** A frame with what the agent tells along with whatever it sends. */
  private Frame.Builder fromHere(long newest) {
    Frame.Builder frame = Frame.newBuilder().setNewestSequence(newest);
    ClockOffset offset = clockOffset;
    if (clockUntold && offset != null) {
      clockUntold = false;
      frame.setClock(
          ClockReading.newBuilder()
              .setOffsetMillis(Math.round(offset.millis()))
              .setUncertaintyMillis((long) Math.ceil(offset.uncertaintyMillis())));
    }
    return frame;
  }

  /** The collector stamped its answer at some moment between our sending and our hearing of it. */
  private void measureClock(Acknowledgement acknowledgement) {
    Sent newest = null;
    for (Sent sent : unacknowledged) {
      if (sent.sequence() > acknowledgement.getSequence()) {
        break;
      }
      newest = sent;
    }
    ClockOffset before = clockOffset;
    if (newest == null || before == null || acknowledgement.getSentMillis() == 0) {
      return;
    }
    long answered = acknowledgement.getSentMillis();
    ClockOffset measured = ClockOffset.of(newest.millis(), answered, answered, clock.millis());
    if (measured.isBetterThan(before)) {
      clockOffset = measured;
      clockUntold = true;
      observer.clock(measured);
    }
  }

  private void acknowledgement(ChannelHandlerContext context, Acknowledgement acknowledgement) {
    signOfLifeOutstanding = false;
    measureClock(acknowledgement);
    acknowledgeThrough(context, acknowledgement.getSequence());
  }

  private void acknowledgeThrough(ChannelHandlerContext context, long sequence) {
    if (!greeted || sequence > sentThrough) {
      end(
          context,
          Ending.LOST,
          "batch " + sequence + " is acknowledged, sent were " + sentThrough + " at most");
      return;
    }
    if (sequence > acknowledged) {
      acknowledged = sequence;
      while (!unacknowledged.isEmpty() && unacknowledged.element().sequence() <= sequence) {
        unacknowledged.remove();
      }
      spool.acknowledge(epoch, sequence);
      observer.progress(acknowledged, unacknowledged.size());
    }
    expectProgress(context);
    pump(context);
  }

  private void refusal(ChannelHandlerContext context, Refusal refusal) {
    String detail = refusal.getDetail().isEmpty() ? "no reason given" : refusal.getDetail();
    switch (refusal.getReason()) {
      case POISON_BATCH -> {
        observer.refusedBatch(refusal.getSequence(), detail);
        Sent next = unacknowledged.peek();
        if (next != null && next.sequence() == refusal.getSequence()) {
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
    if (unacknowledged.isEmpty() && !signOfLifeOutstanding) {
      cancel(patience);
      patience = null;
    } else {
      expect(context, timing.acknowledgement(), "the collector acknowledges nothing any more");
    }
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
                  if (!ended && unacknowledged.isEmpty() && !signOfLifeOutstanding) {
                    send(context, fromHere(spool.position().lastSequence()));
                    context.flush();
                    signOfLifeOutstanding = true;
                    expectProgress(context);
                  }
                  scheduleSignOfLife(context);
                },
                timing.silence().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private static void send(ChannelHandlerContext context, Frame.Builder frame) {
    ChannelFuture unused = context.write(frame.build(), context.voidPromise());
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
    ChannelFuture unused = context.close();
    observer.ended(how, why);
  }
}
