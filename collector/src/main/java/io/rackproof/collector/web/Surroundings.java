package io.rackproof.collector.web;

import io.rackproof.collector.live.Judged;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What surrounded a rack in a campaign's time, from the samples in the store. */
final class Surroundings {

  /** Read in stretches of this length, so that a long campaign fits the memory. */
  private static final long STRETCH_MILLIS = 60 * 60_000L;

  private final SampleStore samples;

  private static final class Sum {
    double sum;
    long count;
  }

  Surroundings(SampleStore samples) {
    this.samples = samples;
  }

  /** The means of what was measured of them; empty when nothing was. */
  List<Condition> of(Judged judged) throws IOException {
    Map<String, Sum> sums = new TreeMap<>();
    long end = judged.scorecard().scoredToMillis();
    for (long from = judged.campaign().startMillis(); from < end; from += STRETCH_MILLIS) {
      long to = Math.min(end, from + STRETCH_MILLIS);
      for (SeriesSamples series :
          samples.read(judged.rack(), s -> Condition.isOne(s.metric()), from, to)) {
        Sum sum = sums.computeIfAbsent(series.series().metric(), m -> new Sum());
        for (int i = 0; i < series.size(); i++) {
          if (series.isGood(i)) {
            sum.sum += series.value(i);
            sum.count++;
          }
        }
      }
    }
    return sums.entrySet().stream()
        .filter(e -> e.getValue().count > 0)
        .map(e -> Condition.of(e.getKey(), e.getValue().sum / e.getValue().count))
        .toList();
  }
}
