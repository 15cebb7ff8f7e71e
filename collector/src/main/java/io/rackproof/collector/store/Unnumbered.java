package io.rackproof.collector.store;

import io.rackproof.collector.store.SampleStore.Numbered;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds which samples of a sender without batch numbers are new. What is not newer than its series
 * is looked up; a sender seldom sends such samples but in a repeat, whose place is the log.
 */
final class Unnumbered {

  /** {@link SampleStore#read}. */
  interface Read {
    List<SeriesSamples> read(String rack, Predicate<Series> wanted, long fromMillis, long toMillis)
        throws IOException;
  }

  /** {@link LatestSamples#timeMillis}. */
  interface Newest {
    long timeMillis(String rack, Series series);
  }

  private final Read read;
  private final Newest newest;

  Unnumbered(Read read, Newest newest) {
    this.read = read;
    this.newest = newest;
  }

  /** Those whose series has nothing yet at their time; of two alike in here the first. */
  List<Sample> unknown(String rack, List<Sample> samples) throws IOException {
    if (areNewer(rack, samples)) {
      return samples;
    }
    Map<Series, SeriesSamples> stored = stored(rack, samples);
    Map<Series, Set<Long>> taken = new HashMap<>();
    List<Sample> unknown = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      SeriesSamples known = stored.get(sample.series());
      if (taken.computeIfAbsent(sample.series(), s -> new HashSet<>()).add(sample.timeMillis())
          && (known == null || !holds(known, sample.timeMillis()))) {
        unknown.add(sample);
      }
    }
    return unknown;
  }

  /** Whether each is newer than all of its series before it, as nearly all requests have them. */
  private boolean areNewer(String rack, List<Sample> samples) {
    Map<Series, Long> last = new HashMap<>();
    for (Sample sample : samples) {
      Long before = last.put(sample.series(), sample.timeMillis());
      long known = before == null ? newest.timeMillis(rack, sample.series()) : before;
      if (sample.timeMillis() <= known) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(SeriesSamples known, long timeMillis) {
    int at = known.indexAtOrBefore(timeMillis);
    return at >= 0 && known.timeMillis(at) == timeMillis;
  }

  private Map<Series, SeriesSamples> stored(String rack, List<Sample> samples) throws IOException {
    Set<Series> doubtful = new HashSet<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Sample sample : samples) {
      if (sample.timeMillis() <= newest.timeMillis(rack, sample.series())) {
        doubtful.add(sample.series());
        first = Math.min(first, sample.timeMillis());
        last = Math.max(last, sample.timeMillis());
      }
    }
    Map<Series, SeriesSamples> stored = new HashMap<>();
    if (!doubtful.isEmpty()) {
      read.read(rack, doubtful::contains, first, last + 1)
          .forEach(series -> stored.put(series.series(), series));
    }
    return stored;
  }

  /** What was stored, for who has to be told. */
  static List<Numbered> numbered(List<LoggedBatch> batches) {
    return batches.stream()
        .map(b -> new Numbered(b.rack(), b.epoch(), b.sequence(), b.samples()))
        .toList();
  }
}
