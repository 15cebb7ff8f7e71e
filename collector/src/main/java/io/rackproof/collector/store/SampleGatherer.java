package io.rackproof.collector.store;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Puts samples from the log and from files together by series. Where two have the same time the one
 * with the lower batch number counts; of two epochs with the same number, the one whose name sorts
 * first: the result depends on what is stored, not on the order in which it came.
 */
final class SampleGatherer {

  /** Series that a reader hands out again and again are the same object: found without hashing. */
  private final IdentityHashMap<Series, Optional<SeriesSamples.Builder>> byObject =
      new IdentityHashMap<>();

  private final Map<Series, SeriesSamples.Builder> bySeries = new HashMap<>();
  private final Map<String, Integer> rankByEpoch = new HashMap<>();

  /** Tells the epochs of the rack, before any sample. */
  void epochs(SortedSet<String> names) {
    names.forEach(name -> rankByEpoch.put(name, rankByEpoch.size()));
  }

  void add(LoggedBatch batch, Predicate<Series> wanted, long fromMillis, long toMillis) {
    for (Sample sample : batch.samples()) {
      if (sample.timeMillis() >= fromMillis && sample.timeMillis() < toMillis) {
        byObject
            .computeIfAbsent(sample.series(), s -> builder(s, wanted))
            .ifPresent(
                builder ->
                    builder.add(
                        sample.timeMillis(),
                        sample.value(),
                        sample.quality(),
                        order(batch.epoch(), batch.sequence())));
      }
    }
  }

  void add(
      Series series, String epoch, long sequence, long timeMillis, double value, Quality quality) {
    byObject
        .computeIfAbsent(series, s -> builder(s, any -> true))
        .ifPresent(builder -> builder.add(timeMillis, value, quality, order(epoch, sequence)));
  }

  private Optional<SeriesSamples.Builder> builder(Series series, Predicate<Series> wanted) {
    return wanted.test(series)
        ? Optional.of(bySeries.computeIfAbsent(series, SeriesSamples::builder))
        : Optional.empty();
  }

  private long order(String epoch, long sequence) {
    return sequence * rankByEpoch.size() + rankByEpoch.getOrDefault(epoch, 0);
  }

  /** By series, sorted. */
  List<SeriesSamples> build() {
    return new TreeMap<>(bySeries)
        .values().stream()
            .filter(builder -> builder.size() > 0)
            .map(SeriesSamples.Builder::build)
            .toList();
  }
}
