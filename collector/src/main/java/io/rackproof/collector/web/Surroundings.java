package io.rackproof.collector.web;

import io.rackproof.collector.live.Judged;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.report.ConditionMeans;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.List;

/** What surrounded a rack in a campaign's time, from the samples in the store. */
final class Surroundings {

  /** Read in stretches of this length, so that a long campaign fits the memory. */
  private static final long STRETCH_MILLIS = 60 * 60_000L;

  private final SampleStore samples;

  Surroundings(SampleStore samples) {
    this.samples = samples;
  }

  /** The means of what was measured of them; empty when nothing was. */
  List<Condition> of(Judged judged) throws IOException {
    ConditionMeans means = new ConditionMeans();
    long end = judged.scorecard().scoredToMillis();
    for (long from = judged.campaign().startMillis(); from < end; from += STRETCH_MILLIS) {
      long to = Math.min(end, from + STRETCH_MILLIS);
      for (SeriesSamples series :
          samples.read(judged.rack(), s -> Condition.isOne(s.metric()), from, to)) {
        means.add(series, from, to);
      }
    }
    return means.build();
  }
}
