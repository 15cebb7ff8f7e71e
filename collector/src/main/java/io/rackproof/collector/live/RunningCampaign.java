package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The series that a running campaign needs of one rack, in memory. Not thread safe. */
final class RunningCampaign {

  /** Samples read back from the store count before any that arrive after: they were first. */
  private static final long ORDER_OF_STORED = -1;

  private final Campaign started;
  private final String rack;
  private final Plan plan;
  private final Set<String> metrics;
  private final long from;
  private final Map<Series, SeriesSamples.Builder> series = new HashMap<>();
  private final Map<Series, SeriesSamples> built = new HashMap<>();

  /** Takes over what the store holds of the campaign already. */
  RunningCampaign(Campaign campaign, String rack, Plan plan, SampleStore store) throws IOException {
    this.started = campaign;
    this.rack = rack;
    this.plan = plan;
    this.metrics = plan.metrics();
    this.from = StoredEvidence.from(campaign, plan);
    for (SeriesSamples stored :
        StoredEvidence.series(store, campaign, rack, plan, metrics, Long.MAX_VALUE)) {
      SeriesSamples.Builder builder = SeriesSamples.builder(stored.series());
      for (int i = 0; i < stored.size(); i++) {
        builder.add(stored.timeMillis(i), stored.value(i), stored.quality(i), ORDER_OF_STORED);
      }
      series.put(stored.series(), builder);
    }
  }

  Plan plan() {
    return plan;
  }

  /** Samples of a batch that is stored now. */
  void add(long sequence, List<Sample> batch) {
    for (Sample sample : batch) {
      Series of = sample.series();
      if (sample.timeMillis() >= from && metrics.contains(of.metric())) {
        series
            .computeIfAbsent(of, SeriesSamples::builder)
            .add(sample.timeMillis(), sample.value(), sample.quality(), sequence);
        built.remove(of);
      }
    }
  }

  /** All that the campaign is judged from up to a time. */
  Evidence evidence(SampleStore store, long toMillis) throws IOException {
    List<SeriesSamples> all = new ArrayList<>(series.size());
    for (Map.Entry<Series, SeriesSamples.Builder> entry : series.entrySet()) {
      all.add(built.computeIfAbsent(entry.getKey(), s -> entry.getValue().build()));
    }
    return StoredEvidence.with(store, started, rack, plan, toMillis, all);
  }
}
