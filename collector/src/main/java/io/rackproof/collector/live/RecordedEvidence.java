package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.store.SampleStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What one running campaign is judged from beside samples, asked of the store only when something
 * new was noted there. Not thread safe.
 */
final class RecordedEvidence {

  private final SampleStore store;
  private final Campaign campaign;
  private final String rack;
  private final Plan plan;

  /** What holds from {@code since} on, by what was noted up to {@code revision}. */
  private @Nullable Evidence known;

  private long since;
  private long revision;

  RecordedEvidence(SampleStore store, Campaign campaign, String rack, Plan plan) {
    this.store = store;
    this.campaign = campaign;
    this.rack = rack;
    this.plan = plan;
  }

  /** What counts at a time, as {@link StoredEvidence#read} gives it. */
  Evidence at(long toMillis) throws IOException {
    // Asked first: what is noted while the store is read is looked at again next time.
    long now = store.recordsRevision(rack);
    if (known != null && now == revision && toMillis >= since) {
      return known;
    }
    Evidence evidence = StoredEvidence.read(store, campaign, rack, plan, toMillis);
    Evidence atLast = StoredEvidence.read(store, campaign, rack, plan, Long.MAX_VALUE);
    // What was noted of a time to come counts once that time is judged.
    known = evidence.equals(atLast) ? evidence : null;
    since = toMillis;
    revision = now;
    return evidence;
  }
}
