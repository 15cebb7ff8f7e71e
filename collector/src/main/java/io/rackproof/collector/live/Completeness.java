package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Arrivals.Arrival;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether all samples of a campaign's time have arrived.
 *
 * @param whole true when nothing more is expected
 * @param detail one sentence for people
 */
public record Completeness(boolean whole, String detail) {

  /** Samples of slow devices may follow those of quick ones by a poll and its deadline. */
  private static final Duration DISORDER = Duration.ofSeconds(2);

  /** An agent that sends nothing for this long has stopped, or nothing reaches it. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /**
   * Judges by what has arrived of one rack.
   *
   * @param arrival of the rack
   * @param newestStoredMillis time of the newest sample in the store; 0 for none
   */
  public static Completeness of(
      Campaign campaign, Optional<Arrival> arrival, long newestStoredMillis, long nowMillis) {
    if (campaign.endMillis().isEmpty()) {
      return new Completeness(false, "the campaign is running");
    }
    long end = campaign.endMillis().getAsLong();
    long newest = Math.max(newestStoredMillis, arrival.map(Arrival::newestSampleMillis).orElse(0L));
    if (newest >= end + DISORDER.toMillis()) {
      return new Completeness(true, "samples from after the end have arrived");
    }
    long lastBatch = arrival.map(Arrival::lastBatchMillis).orElse(0L);
    boolean silent = nowMillis - Math.max(lastBatch, end) >= SILENCE.toMillis();
    if (silent && newest >= end - DISORDER.toMillis()) {
      return new Completeness(true, "the agent has sent all up to the end and is silent since");
    }
    if (newest == 0) {
      return new Completeness(false, "nothing of the rack has ever arrived");
    }
    return new Completeness(
        false,
        newest < end
            ? "the newest sample is %.1f s older than the end".formatted((end - newest) / 1e3)
            : "samples of the last seconds may still be on their way");
  }
}
