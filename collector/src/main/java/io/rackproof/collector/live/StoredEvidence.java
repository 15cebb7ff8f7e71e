package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Verdict;
import io.rackproof.collector.store.SampleStore;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a campaign is judged from beside samples. */
final class StoredEvidence {

  private StoredEvidence() {}

  /** The first time that can matter: a sample may hold from before the start, for max-gap. */
  static long from(Campaign campaign, Plan plan) {
    return campaign.startMillis() - plan.maxGap().toMillis();
  }

  /** What the store knows beside samples: losses, clock offsets and instruments before a time. */
  static Evidence read(SampleStore store, Campaign campaign, String rack, Plan plan, long toMillis)
      throws IOException {
    long from = from(campaign, plan);
    return new Evidence(
        List.of(),
        store.losses(rack, from, toMillis).stream()
            .map(l -> new Evidence.Lost(l.firstMillis(), l.lastMillis(), l.samples(), l.reason()))
            .toList(),
        store.clockOffsets(rack, from, toMillis).entrySet().stream()
            .map(e -> new Evidence.ClockOffset(e.getKey(), e.getValue()))
            .sorted(Comparator.comparingLong(Evidence.ClockOffset::atMillis))
            .toList(),
        store.instruments(rack, toMillis));
  }

  /** Samples of a campaign's time that were lost, told; empty when none were. */
  static Optional<String> fault(SampleStore store, Campaign campaign, long toMillis)
      throws IOException {
    for (String rack : campaign.racks()) {
      for (SampleStore.Loss loss : store.losses(rack, campaign.startMillis(), toMillis)) {
        if (loss.lastMillis() >= campaign.startMillis() && loss.firstMillis() > 0) {
          return Optional.of(
              loss.samples() + " samples of rack " + rack + " were lost: " + loss.reason());
        }
      }
    }
    return Optional.empty();
  }

  /** The campaign's course on a rack, as scoring wants it. */
  static Timeline timeline(Campaign campaign, String rack) {
    return new Timeline(
        rack,
        campaign.startMillis(),
        campaign.endMillis(),
        campaign.course().marksOf(rack).stream()
            .map(m -> new Timeline.Mark(m.timeMillis(), m.phase(), m.entered()))
            .toList(),
        campaign.course().entriesOf(rack).stream().map(StoredEvidence::entry).toList(),
        campaign.cutShort());
  }

  private static Timeline.Entry entry(Entry entry) {
    return new Timeline.Entry(
        entry.timeMillis(),
        entry.criterion(),
        entry.by(),
        entry.passed().map(passed -> passed ? Verdict.PASS : Verdict.FAIL),
        entry.value(),
        entry.uncertainty(),
        entry.note());
  }
}
