package io.rackproof.agent.device.modbus;

import java.util.concurrent.TimeUnit;

/**
 * What a request of a unit costs in time: a part for itself and a part for each register. Begins
 * with what the link's speed tells and learns from the requests that were answered, the newest the
 * most.
 */
final class RequestCost {

  /** What a device takes before it answers, until it was measured. */
  private static final long USUAL_LATENCY = TimeUnit.MILLISECONDS.toNanos(2);

  /** What a register costs on a network, until it was measured: next to nothing. */
  private static final double USUAL_REGISTER_NANOS = 5_000;

  /** The weight of a new measurement: the last 30 or so count. */
  private static final double NEWEST = 1.0 / 16;

  /** How many squared registers of spread the first slope is worth against measured ones. */
  private static final double TRUST_IN_NETWORK = 25;

  private static final double TRUST_IN_LINE = 100_000;
  private static final int ENOUGH = 8;

  private final double slopeAtFirst;
  private final double trust;
  private final double fixedAtFirst;
  private int seen;
  private double words;
  private double nanos;
  private double spread;
  private double together;

  RequestCost(ModbusConfig config) {
    LinkTiming timing = LinkTiming.of(config.link());
    Framing framing = LinkTransport.framing(config.link());
    boolean line = timing.character() > 0;
    int perWord = framing.bytes(7) - framing.bytes(5);
    slopeAtFirst = line ? timing.wire(perWord) : USUAL_REGISTER_NANOS;
    trust = line ? TRUST_IN_LINE : TRUST_IN_NETWORK;
    fixedAtFirst =
        timing.wire(framing.bytes(5) + framing.bytes(2))
            + timing.gap()
            + config.pause().toNanos()
            + USUAL_LATENCY;
  }

  /**
   * A request was answered.
   *
   * @param registers that came; for bits their sixteenth
   * @param took from sending to having the answer, with the gap and pause around it
   */
  void observe(int registers, long took) {
    if (seen == 0) {
      words = registers;
      nanos = took;
    }
    seen = Math.min(ENOUGH, seen + 1);
    double fromWords = registers - words;
    double fromNanos = took - nanos;
    words += NEWEST * fromWords;
    nanos += NEWEST * fromNanos;
    spread = (1 - NEWEST) * (spread + NEWEST * fromWords * fromWords);
    together = (1 - NEWEST) * (together + NEWEST * fromWords * fromNanos);
  }

  /** True once enough was measured to count. */
  boolean isLearned() {
    return seen >= ENOUGH;
  }

  /** Nanoseconds for each register. */
  double register() {
    if (!isLearned()) {
      return slopeAtFirst;
    }
    return Math.max(0, (together + trust * slopeAtFirst) / (spread + trust));
  }

  /** Nanoseconds for a request of no registers. */
  double request() {
    return isLearned() ? Math.max(0, nanos - register() * words) : fixedAtFirst;
  }

  /** Nanoseconds for a request of some registers. */
  long of(int registers) {
    return (long) (request() + registers * register());
  }

  /** The most registers that cost no more than a request of their own. */
  int worthwhileGap() {
    double per = Math.max(1, register());
    return (int) Math.min(ModbusConfig.MAX_REGISTERS, request() / per);
  }
}
