package io.rackproof.collector.live;

import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Sample;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What the collector knows of each rack's agent from what has arrived since it started. */
public final class Arrivals {

  /** Weight of the newest batch in the mean time that a batch spans. */
  private static final double SMOOTHING = 0.2;

  private final Clock clock;
  private final Map<String, Arrival> byRack = new ConcurrentHashMap<>();
  private final LiveValues liveValues = new LiveValues();
  private final Map<String, ClockDrift> drifts = new ConcurrentHashMap<>();

  /**
   * @param lastBatchMillis when the last batch was stored, by the collector's clock; 0 for none
   * @param newestSampleMillis time of the newest sample that arrived, by the agent's clock; 0 for
   *     none
   * @param clockOffsetMillis the part of {@code clock} that its exchange proves
   * @param clock the agent's clock as it was measured; empty before
   * @param batchSpanMillis mean time between the newest samples of successive batches; 0 when
   *     unknown
   * @param backlogBatches batches that wait on the agent, estimated at the last one from how old it
   *     was and how much time a batch spans
   */
  public record Arrival(
      long lastBatchMillis,
      long newestSampleMillis,
      OptionalLong clockOffsetMillis,
      Optional<MeasuredClock> clock,
      double batchSpanMillis,
      long backlogBatches) {}

  /**
   * @param offsetMillis an agent's clock minus the collector's
   * @param uncertaintyMillis the truth is within
   */
  public record MeasuredClock(long offsetMillis, long uncertaintyMillis) {

    /** What is sure of the offset, with its sign: 0 when it may be none. */
    public long provenMillis() {
      return Math.max(0, Math.abs(offsetMillis) - uncertaintyMillis) * Long.signum(offsetMillis);
    }
  }

  public Arrivals(Clock clock) {
    this.clock = clock;
  }

  /** An agent has told how its clock stands. */
  public void clock(String rack, MeasuredClock measured) {
    ClockDrift drift = drifts.computeIfAbsent(rack, id -> new ClockDrift());
    synchronized (drift) {
      // Both are whole milliseconds, cut off.
      drift.measured(
          clock.millis(), (double) measured.offsetMillis(), measured.uncertaintyMillis() + 1.0);
    }
    byRack.compute(
        rack,
        (id, known) -> {
          OptionalLong offset = OptionalLong.of(measured.provenMillis());
          Optional<MeasuredClock> told = Optional.of(measured);
          return known == null
              ? new Arrival(0, 0, offset, told, 0, 0)
              : new Arrival(
                  known.lastBatchMillis(),
                  known.newestSampleMillis(),
                  offset,
                  told,
                  known.batchSpanMillis(),
                  known.backlogBatches());
        });
  }

  /**
   * What the agents' clocks gain against the collector's, in seconds a second, by rack; those of
   * which the last hour tells nothing are left out.
   *
   * @param told a drift and its uncertainty
   */
  public void drifts(DriftReader told) {
    new TreeMap<>(drifts)
        .forEach(
            (rack, drift) -> {
              synchronized (drift) {
                drift.drift().ifPresent(d -> told.drift(rack, d.ratio(), d.uncertainty()));
              }
            });
  }

  /** Is told of each drift. */
  public interface DriftReader {
    void drift(String rack, double ratio, double uncertainty);
  }

  /** A batch is durable. */
  public void stored(String rack, List<Sample> batch) {
    long newest = 0;
    for (Sample sample : batch) {
      newest = Math.max(newest, sample.timeMillis());
    }
    long newestInBatch = newest;
    long now = clock.millis();
    byRack.compute(
        rack,
        (id, known) ->
            known == null
                ? new Arrival(now, newestInBatch, OptionalLong.empty(), Optional.empty(), 0, 0)
                : next(known, now, newestInBatch));
  }

  /** The newest values of a rack whose batches wait behind a backlog. */
  public void live(String rack, List<Sample> samples) {
    liveValues.add(rack, samples);
  }

  /**
   * The newest sample of each series of a rack that is known, stored or not: to be shown, never to
   * be judged.
   */
  public Collection<Sample> latest(String rack, SampleStore store) {
    return liveValues.over(rack, store.latest(rack));
  }

  private static Arrival next(Arrival known, long now, long newest) {
    double span = known.batchSpanMillis();
    long step = newest - known.newestSampleMillis();
    if (known.newestSampleMillis() > 0 && step > 0) {
      span = span == 0 ? step : span + SMOOTHING * (step - span);
    }
    long age = now - (newest - known.clockOffsetMillis().orElse(0));
    // The newest sample of a batch is up to one batch old when it leaves, and its way takes time.
    long backlog = span > 0 ? Math.max(0, (long) (age / Math.max(span, 100)) - 2) : 0;
    return new Arrival(
        now,
        Math.max(newest, known.newestSampleMillis()),
        known.clockOffsetMillis(),
        known.clock(),
        span,
        backlog);
  }

  public Optional<Arrival> of(String rack) {
    return Optional.ofNullable(byRack.get(rack));
  }

  /** All racks heard of since the start, by id. */
  public Map<String, Arrival> all() {
    return new TreeMap<>(byRack);
  }
}
