package io.rackproof.collector.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.rackproof.collector.ingest.BatchSink.Delivery;
import io.rackproof.collector.ingest.BatchSink.LostBatches;
import io.rackproof.wire.Batch;
import io.rackproof.wire.MalformedBatchException;
import io.rackproof.wire.proto.BatchMessage;
import io.rackproof.wire.proto.ClockReading;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Loss;
import io.rackproof.wire.proto.Refusal.Reason;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a greeted agent sends: series, batches and losses in order, handed to the sink and
 * acknowledged once durable. Lives on the event loop of its channel; {@link #status} may be called
 * from anywhere.
 */
final class AgentStream {

  private static final Logger LOG = LoggerFactory.getLogger(AgentStream.class);

  /** The connection that this stream is of. */
  interface Host {
    /** Tells the agent why, and ends the connection. */
    void refuse(Reason reason, String detail, long sequence);

    /** The sink cannot take what came: the agent is to come back later. */
    void unavailable(Throwable failure, long sequence);

    /** A limit of all agents together is reached: the agent is to come back later. */
    void overLimit(String why);
  }

  private final ChannelHandlerContext ctx;
  private final Caller from;
  private final int window;
  private final BatchSink sink;
  private final Clock clock;
  private final Connections connections;
  private final Host host;
  private final ReadGate gate;

  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private final ReceivedSeries series;
  private boolean open = true;
  private long received;
  private long acknowledged;
  private boolean acknowledgementDue;
  private volatile AgentStatus status;

  /**
   * @param greeted its {@code acknowledged} is what was durable before
   */
  AgentStream(
      ChannelHandlerContext ctx,
      Caller from,
      AgentStatus greeted,
      int window,
      BatchSink sink,
      Clock clock,
      Connections connections,
      ReadGate gate,
      Host host) {
    this.ctx = ctx;
    this.from = from;
    this.status = greeted;
    this.received = greeted.acknowledged();
    this.acknowledged = greeted.acknowledged();
    this.window = window;
    this.sink = sink;
    this.clock = clock;
    this.connections = connections;
    this.gate = gate;
    this.host = host;
    this.series = new ReceivedSeries(from.rack().id(), connections);
  }

  AgentStatus status() {
    return status;
  }

  boolean isIdle() {
    return inFlight.isEmpty();
  }

  /** What becomes durable from now on is not acknowledged any more. */
  void end() {
    open = false;
    inFlight.clear();
    series.end();
  }

  /**
   * Takes a message.
   *
   * @param claim of its memory, released once nothing of it is held any more
   */
  void message(Frame frame, MemoryBudget.Claim claim) {
    switch (frame.getBodyCase()) {
      case BATCH -> {
        news(frame);
        batch(frame.getBatch(), claim);
      }
      case LOSS -> {
        news(frame);
        loss(frame.getLoss(), claim);
      }
      default -> {
        try {
          news(frame);
          other(frame);
        } finally {
          claim.release();
        }
      }
    }
  }

  /** What may come along with any message. */
  private void news(Frame frame) {
    if (frame.getNewestSequence() > status.newest()) {
      status = status.progress(acknowledged, frame.getNewestSequence(), inFlight.size());
    }
    if (frame.hasClock()) {
      ClockReading reading = frame.getClock();
      status = status.clock(reading.getOffsetMillis());
      sink.clock(from.rack(), reading.getOffsetMillis(), reading.getUncertaintyMillis());
    }
  }

  private void other(Frame frame) {
    switch (frame.getBodyCase()) {
      case SERIES_DEFINITIONS -> {
        try {
          series.learn(frame.getSeriesDefinitions().getDefinitionsList());
        } catch (MalformedBatchException e) {
          host.refuse(Reason.PROTOCOL, String.valueOf(e.getMessage()), 0);
        } catch (OverLimitException e) {
          host.overLimit(String.valueOf(e.getMessage()));
        }
      }
      case LIVE -> live(frame.getLive());
      case BODY_NOT_SET -> acknowledge();
      default -> host.refuse(Reason.PROTOCOL, "an agent does not send " + frame.getBodyCase(), 0);
    }
  }

  private void batch(ByteString encoded, MemoryBudget.Claim claim) {
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
    } catch (OverLimitException e) {
      claim.release();
      host.overLimit(String.valueOf(e.getMessage()));
      return;
    }
    if (gap(sequence)) {
      claim.release();
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
      follow(new InFlight(number, true, null), claim, () -> sink.batch(delivery));
    } else {
      String why = String.valueOf(poison);
      follow(
          new InFlight(number, true, why),
          claim,
          () -> sink.poison(from.rack(), from.epoch(), number, encoded, why));
    }
  }

  private void live(ByteString encoded) {
    try {
      sink.live(from.rack(), series.decodeLive(encoded));
      connections.live.increment();
    } catch (MalformedBatchException e) {
      host.refuse(Reason.PROTOCOL, "live values: " + e.getMessage(), 0);
    }
  }

  private void loss(Loss loss, MemoryBudget.Claim claim) {
    if (loss.getFirstSequence() < 1 || loss.getLastSequence() < loss.getFirstSequence()) {
      claim.release();
      host.refuse(
          Reason.PROTOCOL,
          "a loss of batches " + loss.getFirstSequence() + ".." + loss.getLastSequence(),
          0);
      return;
    }
    if (gap(loss.getFirstSequence())) {
      claim.release();
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
        new InFlight(lost.lastSequence(), false, null),
        claim,
        () -> sink.lost(from.rack(), from.epoch(), lost));
  }

  /** Batches that are neither sent nor told lost would be missing without a word. */
  private boolean gap(long sequence) {
    if (sequence <= received + 1) {
      return false;
    }
    host.refuse(
        Reason.PROTOCOL,
        "batch "
            + sequence
            + " after "
            + received
            + ": those between were neither sent nor told lost",
        sequence);
    return true;
  }

  private void follow(
      InFlight item, MemoryBudget.Claim claim, Supplier<CompletionStage<Void>> handOver) {
    inFlight.add(item);
    status = status.progress(acknowledged, Math.max(status.newest(), received), inFlight.size());
    // One more than allowed: an agent that keeps to its window is read on, for its live values.
    gate.set(ReadGate.Reason.WINDOW, inFlight.size() > window);
    ask(handOver)
        .whenComplete(
            (done, failure) -> {
              // Whatever becomes of the connection, the sink holds it no longer.
              claim.release();
              ctx.executor()
                  .execute(
                      () -> {
                        if (open) {
                          if (failure == null) {
                            durable(item);
                          } else if (failure instanceof SetAsideException aside) {
                            item.poison = String.valueOf(aside.getMessage());
                            durable(item);
                          } else if (failure instanceof OverLimitException over) {
                            host.overLimit(String.valueOf(over.getMessage()));
                          } else {
                            host.unavailable(failure, item.lastSequence);
                          }
                        }
                      });
            });
  }

  private void durable(InFlight item) {
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
        write(Answers.refusal(Reason.POISON_BATCH, head.poison, head.lastSequence));
      } else if (head.batch) {
        connections.batches.increment();
      }
    }
    status = status.progress(acknowledged, Math.max(status.newest(), received), inFlight.size());
    gate.set(ReadGate.Reason.WINDOW, inFlight.size() > window);
    if (advanced && !acknowledgementDue) {
      // One acknowledgement for all that become durable in the same turn of the event loop.
      acknowledgementDue = true;
      ctx.executor().execute(this::acknowledge);
    }
  }

  private void acknowledge() {
    acknowledgementDue = false;
    if (open) {
      write(Answers.acknowledgement(acknowledged, clock.millis()));
      ctx.flush();
    }
  }

  /** What cannot be written ends the connection, which tells of itself. */
  private void write(Frame frame) {
    ChannelFuture unused = ctx.write(frame, ctx.voidPromise());
  }

  /** Calls the sink; what it throws counts as its failure. */
  static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
