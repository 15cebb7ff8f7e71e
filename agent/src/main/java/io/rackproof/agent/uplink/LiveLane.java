package io.rackproof.agent.uplink;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.rackproof.agent.spool.SpoolReader;
import io.rackproof.agent.spool.SpoolReader.Live;
import io.rackproof.agent.spool.SpoolReader.Position;
import io.rackproof.wire.proto.Frame;
import java.time.Clock;

/**
 * The newest values beside a backlog: while the oldest batch that waits is older than {@link
 * #BEHIND_MILLIS}, what is new of each series goes out once a turn. The turn before must have left
 * the socket first, so that a slow line is not filled with values that are overtaken. Lives on the
 * event loop of its connection.
 */
final class LiveLane {

  /** How often it has its turn; half of what may pass until a value is seen. */
  static final long TURN_MILLIS = 1_000;

  /** A spool that waits no longer than this is not behind: its batches are the live values. */
  static final long BEHIND_MILLIS = 2_000;

  private final SpoolReader spool;
  private final SpoolSender sender;
  private final Clock clock;
  private long mark;
  private boolean underWay;

  LiveLane(SpoolReader spool, SpoolSender sender, Clock clock) {
    this.spool = spool;
    this.sender = sender;
    this.clock = clock;
  }

  /** Writes and flushes what is new, if the spool is behind; tells how many messages. */
  int turn(ChannelHandlerContext context) {
    Position position = spool.position();
    boolean behind =
        position.oldestMillis() > 0 && clock.millis() - position.oldestMillis() > BEHIND_MILLIS;
    if (underWay || !behind) {
      return 0;
    }
    Live live = spool.live(position.epoch(), mark);
    mark = live.mark();
    if (live.encoded().isEmpty()) {
      return 0;
    }
    sender.defineSeries(context);
    underWay = true;
    int left = live.encoded().size();
    for (ByteString encoded : live.encoded()) {
      left--;
      Frame frame =
          Frame.newBuilder().setLive(encoded).setNewestSequence(position.lastSequence()).build();
      if (left > 0) {
        ChannelFuture unused = context.write(frame, context.voidPromise());
      } else {
        ChannelFuture unused =
            context.writeAndFlush(frame).addListener(written -> underWay = false);
      }
    }
    return live.encoded().size();
  }
}
