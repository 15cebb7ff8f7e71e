package io.rackproof.agent.uplink;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.rackproof.agent.spool.SpoolEntry;
import io.rackproof.agent.spool.SpoolEntry.LostRange;
import io.rackproof.agent.spool.SpoolEntry.StoredBatch;
import io.rackproof.agent.spool.SpoolReader;
import io.rackproof.agent.spool.SpoolReader.Position;
import io.rackproof.wire.proto.Acknowledgement;
import io.rackproof.wire.proto.ClockReading;
import io.rackproof.wire.proto.Frame;
import io.rackproof.wire.proto.Loss;
import io.rackproof.wire.proto.SeriesDefinition;
import io.rackproof.wire.proto.SeriesDefinitions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the spool holds, onto a greeted connection: definitions before the batches that use them,
 * entries in the order of their numbers, and never more than the window ahead of the
 * acknowledgements. Writes without flushing. Lives on the event loop of its connection.
 */
final class SpoolSender {

  /** Definitions in one frame: far below the frame limit, whatever their labels. */
  private static final int DEFINITIONS_A_FRAME = 500;

  /**
   * @param millis when it was handed to the socket
   */
  private record Sent(long sequence, long millis) {}

  private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
  private final SpoolReader spool;
  private final String epoch;
  private final Clock clock;
  private final int window;
  private final OffsetRecord offset;
  private int definitionsSent;
  private long sentThrough;
  private long acknowledged;
  private boolean pumping;
  private boolean epochOver;

  /**
   * @param collectorHas all up to this number is acknowledged
   * @param window batches and losses that may be unacknowledged
   */
  SpoolSender(
      SpoolReader spool,
      String epoch,
      Clock clock,
      long collectorHas,
      int window,
      OffsetRecord offset) {
    this.spool = spool;
    this.epoch = epoch;
    this.clock = clock;
    this.window = window;
    this.offset = offset;
    this.sentThrough = collectorHas;
    this.acknowledged = collectorHas;
  }

  long sentThrough() {
    return sentThrough;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** How many batches and losses. */
  int unacknowledged() {
    return unacknowledged.size();
  }

  /** The number that the next acknowledgement has to reach; 0 when none is due. */
  long oldestUnacknowledged() {
    Sent oldest = unacknowledged.peek();
    return oldest == null ? 0 : oldest.sequence();
  }

  /** Whether the spool has begun another epoch, to which this connection does not belong. */
  boolean isEpochOver() {
    return epochOver;
  }

  /** Sends what the window and the socket take; false when that was nothing. */
  boolean pump(ChannelHandlerContext context) {
    if (pumping) {
      return false;
    }
    pumping = true;
    boolean sent = false;
    while (unacknowledged.size() < window && context.channel().isWritable()) {
      Position position = spool.position();
      if (!position.epoch().equals(epoch)) {
        epochOver = true;
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
    return sent;
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

  /** An empty frame, which the collector answers with its latest acknowledgement. */
  void sendSignOfLife(ChannelHandlerContext context) {
    send(context, fromHere(spool.position().lastSequence()));
  }

  /** A frame with what the agent tells along with whatever it sends. */
  private Frame.Builder fromHere(long newest) {
    Frame.Builder frame = Frame.newBuilder().setNewestSequence(newest);
    ClockReading untold = offset.takeUntold();
    return untold == null ? frame : frame.setClock(untold);
  }

  /**
   * Drops from the spool what the collector has; false when it had all that before.
   *
   * @param sequence at most {@link #sentThrough}
   */
  boolean acknowledge(long sequence) {
    if (sequence <= acknowledged) {
      return false;
    }
    acknowledged = sequence;
    while (!unacknowledged.isEmpty() && unacknowledged.element().sequence() <= sequence) {
      unacknowledged.remove();
    }
    spool.acknowledge(epoch, sequence);
    return true;
  }

  /**
   * The collector stamped its answer at some moment between our sending and our hearing of it.
   *
   * @return the offset when it is known better than before, else null
   */
  @Nullable ClockOffset measureClock(Acknowledgement acknowledgement) {
    Sent newest = null;
    for (Sent sent : unacknowledged) {
      if (sent.sequence() > acknowledgement.getSequence()) {
        break;
      }
      newest = sent;
    }
    if (newest == null || acknowledgement.getSentMillis() == 0) {
      return null;
    }
    long answered = acknowledgement.getSentMillis();
    ClockOffset measured = ClockOffset.of(newest.millis(), answered, answered, clock.millis());
    return offset.offer(measured) ? measured : null;
  }

  static void send(ChannelHandlerContext context, Frame.Builder frame) {
    ChannelFuture unused = context.write(frame.build(), context.voidPromise());
  }
}
