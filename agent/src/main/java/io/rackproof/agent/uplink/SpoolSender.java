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
 * acknowledgements, less while those take long. Writes without flushing. Lives on the event loop of
 * its connection.
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
  private final BacklogPace pace;
  private final OffsetRecord offset;
  private int definitionsSent;
  private long sentThrough;
  private long acknowledged;

  /** When a sign of life was sent that is not answered; 0 when none is open. */
  private long signOfLife;

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
    this.pace = new BacklogPace(window);
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
    while (unacknowledged.size() < pace.pace() && context.channel().isWritable()) {
      Position position = spool.position();
      if (!position.epoch().equals(epoch)) {
        epochOver = true;
        break;
      }
      List<SpoolEntry> entries =
          spool.read(epoch, sentThrough, pace.pace() - unacknowledged.size());
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

  /** Sends the definitions that this connection has not had. */
  void defineSeries(ChannelHandlerContext context) {
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
    if (unacknowledged.isEmpty()) {
      signOfLife = clock.millis();
    }
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
    int batches = 0;
    long since = clock.millis();
    for (Sent head = unacknowledged.peek();
        head != null && head.sequence() <= sequence;
        head = unacknowledged.peek()) {
      since = Math.min(since, head.millis());
      batches++;
      unacknowledged.remove();
    }
    pace.acknowledged(batches, clock.millis() - since);
    spool.acknowledge(epoch, sequence);
    return true;
  }

  /**
   * The collector stamped its answer at some moment between our sending and our hearing of it.
   *
   * @return the offset when it is known better than before, else null
   */
  @Nullable ClockOffset measureClock(Acknowledgement acknowledgement) {
    // Nothing else was open when the sign of life went out: the first answer is its own.
    long asked = signOfLife;
    signOfLife = 0;
    for (Sent sent : unacknowledged) {
      if (sent.sequence() > acknowledgement.getSequence()) {
        break;
      }
      asked = sent.millis();
    }
    long answered = acknowledgement.getSentMillis();
    if (asked == 0 || answered == 0) {
      return null;
    }
    ClockOffset measured = ClockOffset.of(asked, answered, answered, clock.millis());
    return offset.offer(measured) ? measured : null;
  }

  static void send(ChannelHandlerContext context, Frame.Builder frame) {
    ChannelFuture unused = context.write(frame.build(), context.voidPromise());
  }
}
