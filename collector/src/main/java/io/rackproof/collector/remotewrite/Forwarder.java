package io.rackproof.collector.remotewrite;

import io.rackproof.collector.remotewrite.ForwardPositions.Position;
import io.rackproof.collector.remotewrite.Target.Dropped;
import io.rackproof.collector.remotewrite.Target.Failed;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.Following;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends stored batches to one target, each at least once, one request a batch: what is repeated
 * after a crash is exactly what was sent before, so that a target never has to tell the old samples
 * of a request from the new ones. {@link #round} is called by one thread; {@link #status} by any.
 */
public final class Forwarder {

  private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

  /** When all was sent: until the next look. */
  private static final long IDLE_MILLIS = 1_000;

  private static final long FIRST_BACK_OFF_MILLIS = 500;
  private static final long MOST_BACK_OFF_MILLIS = 30_000;
  private static final int MOST_SAMPLES_AT_ONCE = 20_000;

  private final ForwardConfig config;
  private final SampleStore store;
  private final ForwardPositions positions;
  private final Target target;
  private final ForwardRequests requests;

  private final LongAdder sent = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final Map<String, Long> newestSent = new ConcurrentHashMap<>();
  private long backOffMillis;
  private boolean failing;

  /**
   * @param software names this program to the target
   */
  public Forwarder(
      ForwardConfig config, SampleStore store, ForwardPositions positions, String software) {
    this.config = config;
    this.store = store;
    this.positions = positions;
    this.target = new Target(config, software);
    this.requests = new ForwardRequests(config.protocol(), config.labels());
  }

  /** What its configuration calls it. */
  public String name() {
    return config.name();
  }

  /**
   * Sends some of what waits, of each rack in turn.
   *
   * @return milliseconds until the next round
   */
  public long round() throws InterruptedException {
    boolean more = false;
    try {
      for (String rack : store.racks().keySet()) {
        if (config.racks().isEmpty() || config.racks().contains(rack)) {
          more |= forward(rack);
        }
      }
    } catch (FailedException e) {
      backOffMillis =
          Math.min(MOST_BACK_OFF_MILLIS, Math.max(FIRST_BACK_OFF_MILLIS, backOffMillis * 2));
      long wait = Math.max(backOffMillis, e.waitMillis);
      if (!failing) {
        log.warn(
            "{} does not take samples; they stay stored here and are sent later: {}",
            config,
            e.getMessage());
      }
      failing = true;
      return wait;
    } catch (IOException e) {
      log.error("cannot read what to send to {}: {}", config, e.getMessage());
      return MOST_BACK_OFF_MILLIS;
    }
    return more ? 0 : IDLE_MILLIS;
  }

  /** Whether there may be more. */
  private boolean forward(String rack) throws IOException, InterruptedException, FailedException {
    Position position = positions.read(config.name(), rack);
    List<Following> batches =
        store.following(rack, position.row(), position.sent(), MOST_SAMPLES_AT_ONCE);
    Map<String, Long> last = new HashMap<>(position.sent());
    for (Following batch : batches) {
      if (!batch.samples().isEmpty()) {
        // Until something was sent, the lag counts from the first that waits.
        newestSent.putIfAbsent(rack, batch.samples().get(0).timeMillis());
        send(rack, batch);
        Long before = last.put(batch.epoch(), batch.sequence());
        missed.add(before == null ? 0 : Math.max(0, batch.sequence() - before - 1));
      }
      positions.write(config.name(), rack, batch.row(), batch.epoch(), batch.sequence());
    }
    if (batches.isEmpty()) {
      // Nothing waits, whatever was sent before this process started.
      newestSent.put(rack, newest(rack));
    }
    return !batches.isEmpty();
  }

  private void send(String rack, Following batch) throws InterruptedException, FailedException {
    Target.Outcome outcome = target.send(requests.encode(batch.samples()));
    if (outcome instanceof Failed failure) {
      failed.increment();
      throw new FailedException(failure);
    }
    if (outcome instanceof Dropped refusal) {
      dropped.add(batch.samples().size());
      log.warn(
          "{} refuses batch {} of rack {}, {} samples, which it will not get: {}",
          config,
          batch.sequence(),
          rack,
          batch.samples().size(),
          refusal.why());
    } else {
      sent.add(batch.samples().size());
    }
    backOffMillis = 0;
    if (failing) {
      log.info("{} takes samples again", config);
      failing = false;
    }
    long newest = batch.samples().stream().mapToLong(Sample::timeMillis).max().orElse(0);
    newestSent.merge(rack, newest, Math::max);
  }

  private long newest(String rack) {
    return store.latest(rack).stream().mapToLong(Sample::timeMillis).max().orElse(0);
  }

  /** How it does. */
  public ForwardStatus status() {
    long lag = 0;
    for (String rack : store.racks().keySet()) {
      Long done = newestSent.get(rack);
      if (config.racks().isEmpty() || config.racks().contains(rack)) {
        lag = Math.max(lag, done == null ? 0 : newest(rack) - done);
      }
    }
    return new ForwardStatus(lag, sent.sum(), dropped.sum(), failed.sum(), missed.sum());
  }

  private static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;
    private final long waitMillis;

    private FailedException(Failed failure) {
      super(failure.why());
      this.waitMillis = failure.waitMillis();
    }
  }
}
