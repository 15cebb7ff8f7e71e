package io.rackproof.collector.store;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Puts samples from the log and from files together by series. Where two have the same time the one
 * with the lower batch number counts; of two epochs with the same number, the one whose name sorts
 * first: the result depends on what is stored, not on the order in which it came.
 */
final class SampleGatherer {

  private final Map<Series, SeriesSamples.Builder> bySeries = new HashMap<>();
  private final Map<String, Integer> rankByEpoch = new HashMap<>();

  /** Tells the epochs of the rack, before any sample. */
  void epochs(SortedSet<String> names) {
    names.forEach(name -> rankByEpoch.put(name, rankByEpoch.size()));
  }

  void add(LoggedBatch batch, Predicate<Series> wanted, long fromMillis, long toMillis) {
    Map<Series, Boolean> tested = new HashMap<>();
    for (Sample sample : batch.samples()) {
      if (sample.timeMillis() >= fromMillis
          && sample.timeMillis() < toMillis
          && tested.computeIfAbsent(sample.series(), wanted::test)) {
        add(
            sample.series(),
            batch.epoch(),
            batch.sequence(),
            sample.timeMillis(),
            sample.value(),
            sample.quality());
      }
    }
  }

  void add(
      Series series, String epoch, long sequence, long timeMillis, double value, Quality quality) {
    long order = sequence * rankByEpoch.size() + rankByEpoch.getOrDefault(epoch, 0);
    bySeries.computeIfAbsent(series, SeriesSamples::builder).add(timeMillis, value, quality, order);
  }

  /** By series, sorted. */
  List<SeriesSamples> build() {
    return new TreeMap<>(bySeries).values().stream().map(SeriesSamples.Builder::build).toList();
  }
}
