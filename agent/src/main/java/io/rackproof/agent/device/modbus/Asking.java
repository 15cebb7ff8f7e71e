package io.rackproof.agent.device.modbus;

import io.rackproof.agent.device.RequestTime;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusTransport.Refused;
import io.rackproof.agent.device.modbus.ModbusTransport.Reply;
import io.rackproof.agent.device.modbus.ModbusTransport.Request;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One request of a unit at its own pace: with its pause, and its time to work on an answer. */
final class Asking {

  private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(20);

  private final ModbusConfig config;
  private final long gap;
  private final Ticker ticker;
  private Ticker.Request last;

  Asking(ModbusConfig config, Ticker ticker) {
    this.config = config;
    this.gap = LinkTiming.of(config.link()).gap();
    this.ticker = ticker;
    this.last = ticker.start();
  }

  /**
   * Asks and waits. A unit that acknowledges works on the answer: it is asked again until it has
   * it, at most for one timeout more.
   *
   * @throws ModbusFault when there is no usable answer
   */
  Reply ask(ModbusTransport link, Request request) throws ModbusFault {
    last = ticker.start();
    long end = now() + config.timeout().toNanos();
    long wait = FIRST_WAIT;
    while (true) {
      Reply reply = link.ask(request, config.timeout());
      park(config.pause().toNanos());
      boolean works =
          reply.answer() instanceof Refused refused && refused.code() == Refused.ACKNOWLEDGE;
      if (!works || now() + wait >= end) {
        return reply;
      }
      park(wait);
      wait *= 2;
    }
  }

  /** When the last request was sent, now that nothing came of it. */
  RequestTime failed() {
    return last.end();
  }

  /** What a request cost in all, nanoseconds. */
  long cost(Reply reply) {
    return reply.nanos() + gap + config.pause().toNanos();
  }

  private void park(long nanos) {
    long end = now() + nanos;
    for (long left = nanos; left > 0; left = end - now()) {
      LockSupport.parkNanos(left);
    }
  }

  private long now() {
    return ticker.nanos().getAsLong();
  }
}
