package io.rackproof.agent.spool;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest sample of each series, and when it came, in memory. Not thread safe. */
final class NewestSamples {

  /**
   * @param put counts the puts from 1
   */
  private record Newest(Sample sample, long put) {}

  private final Map<Series, Newest> bySeries = new HashMap<>();
  private long puts;

  void put(List<Sample> samples) {
    puts++;
    for (Sample sample : samples) {
      Newest before = bySeries.get(sample.series());
      if (before == null || before.sample().timeMillis() <= sample.timeMillis()) {
        bySeries.put(sample.series(), new Newest(sample, puts));
      }
    }
  }

  /** How many puts there were. */
  long mark() {
    return puts;
  }

  /** Those that came after a mark. */
  List<Sample> since(long mark) {
    List<Sample> since = new ArrayList<>();
    for (Newest newest : bySeries.values()) {
      if (newest.put() > mark) {
        since.add(newest.sample());
      }
    }
    return since;
  }
}
