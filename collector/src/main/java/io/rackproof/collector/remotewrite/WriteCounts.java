package io.rackproof.collector.remotewrite;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What came by remote write since the process started. Thread safe. */
public final class WriteCounts {

  private final LongAdder requests = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder repeats = new LongAdder();
  private final LongAdder leftAway = new LongAdder();
  private final LongAdder putOff = new LongAdder();
  private final LongAdder unauthorized = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  WriteCounts() {
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, new LongAdder());
    }
  }

  void answered(WriteAnswer answer, long newSamples, long repeated, long left) {
    requests.increment();
    stored.add(newSamples);
    repeats.add(repeated);
    leftAway.add(left);
    answer.refused().forEach((why, count) -> adder(why).add(count));
  }

  void putOff() {
    putOff.increment();
  }

  void unauthorized() {
    unauthorized.increment();
  }

  private LongAdder adder(Refusal why) {
    LongAdder adder = refused.get(why);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + why);
    }
    return adder;
  }

  /** Requests that were understood. */
  public long requests() {
    return requests.sum();
  }

  /** Samples stored, each once. */
  public long stored() {
    return stored.sum();
  }

  /** Samples that were stored before. */
  public long repeats() {
    return repeats.sum();
  }

  /** Samples that the senders' rules leave away. */
  public long leftAway() {
    return leftAway.sum();
  }

  /** Requests whose sender was asked to come again. */
  public long putOffRequests() {
    return putOff.sum();
  }

  /** Requests without a token that is known. */
  public long unauthorizedRequests() {
    return unauthorized.sum();
  }

  /** Samples refused for a reason. */
  public long refused(Refusal why) {
    return adder(why).sum();
  }
}
