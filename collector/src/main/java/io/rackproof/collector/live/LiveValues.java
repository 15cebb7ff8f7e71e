package io.rackproof.collector.live;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest values that racks with a backlog have sent ahead of it, in memory, until the stored
 * ones are as new. For people and Prometheus only: what is judged comes from the store. Thread
 * safe.
 */
final class LiveValues {

  /** More series than any rack has; beyond it new ones are not shown ahead. */
  private static final int MOST_SERIES = 100_000;

  /** Of all racks together; some 50 MB. */
  private static final int MOST_IN_ALL = 500_000;

  private final Map<String, Map<Series, Sample>> byRack = new HashMap<>();
  private int size;

  synchronized void add(String rack, List<Sample> samples) {
    Map<Series, Sample> known = byRack.computeIfAbsent(rack, id -> new HashMap<>());
    for (Sample sample : samples) {
      Sample before = known.get(sample.series());
      if (before == null
          ? known.size() < MOST_SERIES && size < MOST_IN_ALL
          : before.timeMillis() <= sample.timeMillis()) {
        known.put(sample.series(), sample);
        size += before == null ? 1 : 0;
      }
    }
  }

  /** Stored values with those put in their place that are newer; the others are forgotten. */
  synchronized Collection<Sample> over(String rack, Collection<Sample> stored) {
    Map<Series, Sample> ahead = byRack.get(rack);
    if (ahead == null) {
      return stored;
    }
    List<Sample> shown = new ArrayList<>(stored.size());
    Map<Series, Sample> left = new HashMap<>(ahead);
    for (Sample sample : stored) {
      Sample live = left.remove(sample.series());
      if (live != null && live.timeMillis() > sample.timeMillis()) {
        shown.add(live);
      } else {
        size -= ahead.remove(sample.series()) == null ? 0 : 1;
        shown.add(sample);
      }
    }
    shown.addAll(left.values());
    if (ahead.isEmpty()) {
      byRack.remove(rack);
    }
    return shown;
  }
}
