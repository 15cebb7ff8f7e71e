package io.rackproof.collector.score;

import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;

/**
 * All that verdicts are made from, besides plan and timeline.
 *
 * @param series of the rack; each series once
 * @param losses stretches in which batches are known to be lost
 * @param clockOffsets what is known of the agent's clock, in time order
 * @param instruments what is known of the instruments behind the series
 * @param references what other racks reached, for criteria that compare with them
 */
public record Evidence(
    List<SeriesSamples> series,
    List<Lost> losses,
    List<ClockOffset> clockOffsets,
    Map<Series, Instrument> instruments,
    List<Reference> references) {

  /**
   * @param firstMillis time of the first sample lost; 0 when unknown: then all time counts
   * @param lastMillis time of the last
   */
  public record Lost(long firstMillis, long lastMillis, long samples, String reason) {}

  /** The agent's clock minus the collector's, as measured at a time. */
  public record ClockOffset(long atMillis, long offsetMillis) {}

  public Evidence {
    series = List.copyOf(series);
    losses = List.copyOf(losses);
    clockOffsets = List.copyOf(clockOffsets);
    instruments = Map.copyOf(instruments);
    references = List.copyOf(references);
  }

  /** Without other racks to compare with. */
  public Evidence(
      List<SeriesSamples> series,
      List<Lost> losses,
      List<ClockOffset> clockOffsets,
      Map<Series, Instrument> instruments) {
    this(series, losses, clockOffsets, instruments, List.of());
  }

  public static Evidence of(List<SeriesSamples> series) {
    return new Evidence(series, List.of(), List.of(), Map.of());
  }
}
