package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.Framing.Beginning;
import io.rackproof.agent.device.modbus.Framing.Broken;
import io.rackproof.agent.device.modbus.Framing.Found;
import io.rackproof.agent.device.modbus.Framing.Frame;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Frames over a channel: one request in flight, its answer told from all else that comes. */
final class LinkTransport implements ModbusTransport {

  /** A link that is silent for so long has nothing more to say about a broken frame. */
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MAX_CHUNKS_OF_NOISE = 50;
  private static final int MAX_TRANSACTION = 0xFFFF;

  private final ModbusConfig.Link link;
  private final Framing framing;
  private final Channel channel;
  private final LinkTiming timing;
  private final Ticker ticker;
  private final byte[] in = new byte[2 * Framing.LONGEST];
  private int count;
  private int transaction;
  private long quietSince;

  private LinkTransport(ModbusConfig.Link link, Framing framing, Channel channel, Ticker ticker) {
    this.link = link;
    this.framing = framing;
    this.channel = channel;
    this.timing = LinkTiming.of(link);
    this.ticker = ticker;
    this.quietSince = ticker.nanos().getAsLong() - timing.gap();
  }

  static LinkTransport of(ModbusConfig.Link link, Ticker ticker) {
    Channel channel;
    if (link instanceof ModbusConfig.Tcp tcp) {
      channel = new TcpChannel(tcp, ticker.nanos());
    } else if (link instanceof ModbusConfig.Udp udp) {
      channel = new UdpChannel(udp, ticker.nanos());
    } else {
      channel = new SerialChannel((ModbusConfig.SerialLine) link, ticker.nanos());
    }
    return new LinkTransport(link, framing(link), channel, ticker);
  }

  static Framing framing(ModbusConfig.Link link) {
    if (link instanceof ModbusConfig.Tcp tcp) {
      return switch (tcp.wrapping()) {
        case TCP -> new MbapFrame();
        case RTU_OVER_TCP -> new RtuFrame();
        case ASCII_OVER_TCP -> new AsciiFrame();
      };
    }
    if (link instanceof ModbusConfig.Udp) {
      return new MbapFrame();
    }
    return link instanceof ModbusConfig.Ascii ? new AsciiFrame() : new RtuFrame();
  }

  @Override
  public synchronized Reply ask(Request request, Duration timeout) throws ModbusFault {
    boolean idle = channel.isOpen();
    try {
      return attempt(request, timeout);
    } catch (ModbusFault fault) {
      // Gateways close connections that were idle for a while: only the next request shows it.
      if (fault.reason() == Cause.UNREACHABLE
          && idle
          && count == 0
          && link instanceof ModbusConfig.Tcp) {
        return attempt(request, timeout);
      }
      throw fault;
    }
  }

  private Reply attempt(Request request, Duration timeout) throws ModbusFault {
    count = 0;
    boolean fresh = !channel.isOpen();
    channel.open(timeout);
    if (fresh) {
      quietSince = now();
    }
    discard();
    waitUntil(quietSince + timing.gap());
    transaction = transaction % MAX_TRANSACTION + 1;
    byte[] pdu = Pdu.encode(request);
    byte[] sent = framing.encode(transaction, request.unit(), pdu);
    Ticker.Request started = ticker.start();
    long start = now();
    try {
      if (!channel.write(sent)) {
        throw lost();
      }
      long wire = timing.wire(sent.length + framing.bytes(Pdu.answerBytes(request)));
      Answer answer = receive(request, sent, start + timeout.toNanos() + wire, timeout);
      RequestTime time = started.end();
      return new Reply(answer, time, now() - start);
    } finally {
      quietSince = now();
    }
  }

  private Answer receive(Request request, byte[] sent, long deadline, Duration timeout)
      throws ModbusFault {
    String wrong = "";
    while (true) {
      dropEcho(request, sent);
      Found found = framing.find(in, count);
      if (found instanceof Broken broken) {
        found = afterBroken(request, broken);
      }
      if (found instanceof Frame frame) {
        String mismatch = mismatch(request, frame);
        boolean late = frame.transaction() >= 0 && frame.transaction() != transaction;
        if (!late && mismatch.isEmpty()) {
          return Pdu.decode(request, frame.pdu());
        }
        if (!late && frame.transaction() >= 0) {
          throw new ModbusFault(Cause.GARBAGE, link.bus() + ": " + mismatch);
        }
        // The late answer to another request; ours may still come.
        wrong = late ? wrong : mismatch;
        drop(frame.length());
        continue;
      }
      if (count == in.length) {
        count = 0;
        throw new ModbusFault(Cause.GARBAGE, link.bus() + ": the answer is no frame");
      }
      int got =
          channel.read(in, count, deadline, found instanceof Beginning more ? more.missing() : 1);
      if (got < 0) {
        throw lost();
      }
      if (got == 0) {
        throw silence(wrong, timeout);
      }
      count += got;
    }
  }

  private String mismatch(Request request, Frame frame) {
    return frame.unit() == request.unit()
        ? Pdu.mismatch(request, frame.pdu())
        : "unit " + frame.unit() + " answered instead of unit " + request.unit();
  }

  private ModbusFault silence(String wrong, Duration timeout) {
    if (count > 0 || !wrong.isEmpty()) {
      boolean cut = count > 0;
      if (!channel.recovers()) {
        channel.close();
      }
      return new ModbusFault(
          Cause.GARBAGE, link.bus() + ": " + (cut ? "the answer is cut off" : wrong));
    }
    return new ModbusFault(
        Cause.TIMEOUT, link.bus() + ": no answer within " + timeout.toMillis() + " ms");
  }

  /** What follows a broken frame belongs to it: read on until the link is silent, then look. */
  private Found afterBroken(Request request, Broken broken) throws ModbusFault {
    if (!channel.recovers()) {
      channel.close();
      throw new ModbusFault(Cause.GARBAGE, link.bus() + ": " + broken.why());
    }
    for (int i = 0; i < MAX_CHUNKS_OF_NOISE; i++) {
      Found found = framing.search(in, count, request.unit(), Pdu.function(request), broken);
      if (found instanceof Frame frame && mismatch(request, frame).isEmpty()) {
        return frame;
      }
      int got = channel.read(in, count % in.length, now() + SILENCE_NANOS, 1);
      if (got < 0) {
        throw lost();
      }
      if (got == 0) {
        break;
      }
      count = count % in.length + got;
    }
    throw new ModbusFault(Cause.GARBAGE, link.bus() + ": " + broken.why());
  }

  /** Some two-wire adapters hear what they say themselves. */
  private void dropEcho(Request request, byte[] sent) {
    if (link instanceof ModbusConfig.SerialLine
        && count >= sent.length
        && framing.bytes(Pdu.answerBytes(request)) != sent.length
        && Arrays.equals(in, 0, sent.length, sent, 0, sent.length)) {
      drop(sent.length);
    }
  }

  private void drop(int bytes) {
    System.arraycopy(in, bytes, in, 0, count - bytes);
    count -= bytes;
  }

  /** Throws away what came too late for the request before. */
  private void discard() throws ModbusFault {
    if (framing instanceof MbapFrame) {
      // Transactions tell late answers.
      return;
    }
    int thrownAway = channel.discard();
    if (thrownAway < 0) {
      throw lost();
    }
    if (thrownAway > 0) {
      quietSince = now();
    }
  }

  private ModbusFault lost() {
    channel.close();
    return new ModbusFault(
        Cause.UNREACHABLE,
        link.bus()
            + (link instanceof ModbusConfig.SerialLine
                ? ": the serial line is gone"
                : ": the connection was lost"));
  }

  private long now() {
    return ticker.nanos().getAsLong();
  }

  private void waitUntil(long nanos) {
    for (long left = nanos - now(); left > 0; left = nanos - now()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public synchronized void close() {
    channel.close();
  }
}
