package io.rackproof.collector.live;

import io.rackproof.collector.live.Arrivals.Arrival;
import io.rackproof.wire.Sample;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * How a rack's agent and its devices do at one moment.
 *
 * @param state the worst that is known
 * @param sampleAgeMillis age of the newest sample, by the collector's clock; empty for none
 * @param silentMillis time since the last batch; empty when none came since the start
 * @param backlogBatches that wait on the agent
 * @param lostDevices devices whose last poll gave no value, sorted
 * @param series how many series have a sample
 */
public record RackHealth(
    State state,
    OptionalLong sampleAgeMillis,
    OptionalLong silentMillis,
    long backlogBatches,
    List<String> lostDevices,
    int series) {

  /** From this on an agent that sends nothing is called silent. */
  public static final Duration SILENT_AFTER = Duration.ofSeconds(10);

  /** A sample this old, or a backlog this long, is behind. */
  private static final Duration BEHIND_AFTER = Duration.ofSeconds(15);

  private static final long BEHIND_BATCHES = 20;

  /** The bound of a plan that gives none. */
  private static final long CLOCK_BOUND_MILLIS = 500;

  private static final String DEVICE_UP = "device_up";

  /** Worst first. */
  public enum State {
    /** Nothing came since the collector started. */
    UNHEARD,
    SILENT,
    LOST_DEVICE,
    CLOCK_OFF,
    BEHIND,
    GOOD
  }

  public RackHealth {
    lostDevices = List.copyOf(lostDevices);
  }

  /**
   * @param latest the newest sample of each of its series
   * @param told batches that wait as the connected agent tells; empty for one that is not connected
   */
  public static RackHealth of(
      Optional<Arrival> arrival, Collection<Sample> latest, OptionalLong told, long nowMillis) {
    long newest = 0;
    TreeSet<String> lost = new TreeSet<>();
    for (Sample sample : latest) {
      newest = Math.max(newest, sample.timeMillis());
      if (sample.series().metric().equals(DEVICE_UP)
          && sample.quality().isGood()
          && sample.value() == 0) {
        lost.add(sample.series().label("device"));
      }
    }
    long offset = arrival.map(a -> a.clockOffsetMillis().orElse(0)).orElse(0L);
    long last = arrival.map(Arrival::lastBatchMillis).orElse(0L);
    long age = Math.max(0, nowMillis - (newest - offset));
    long backlog = told.orElse(arrival.map(Arrival::backlogBatches).orElse(0L));
    return new RackHealth(
        state(last, nowMillis, age, backlog, offset, !lost.isEmpty()),
        newest == 0 ? OptionalLong.empty() : OptionalLong.of(age),
        last == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, nowMillis - last)),
        backlog,
        List.copyOf(lost),
        latest.size());
  }

  private static State state(
      long last, long now, long age, long backlog, long offset, boolean lost) {
    if (last == 0) {
      return State.UNHEARD;
    }
    if (now - last >= SILENT_AFTER.toMillis()) {
      return State.SILENT;
    }
    if (lost) {
      return State.LOST_DEVICE;
    }
    if (Math.abs(offset) > CLOCK_BOUND_MILLIS) {
      return State.CLOCK_OFF;
    }
    return age > BEHIND_AFTER.toMillis() || backlog > BEHIND_BATCHES ? State.BEHIND : State.GOOD;
  }
}
