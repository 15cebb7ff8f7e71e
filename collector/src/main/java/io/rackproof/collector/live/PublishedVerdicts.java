package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.live.LiveCampaigns.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest verdicts, in memory; of ended campaigns those that were judged last. Thread safe. */
final class PublishedVerdicts {

  /** Racks of ended campaigns whose verdicts are kept. */
  private static final int KEPT = 64;

  private final Map<Run, Judged> results = new LinkedHashMap<>();

  synchronized void put(Run run, Judged judged) {
    results.remove(run);
    results.put(run, judged);
    if (judged.campaign().state() == State.RUNNING) {
      return;
    }
    List<Run> ended =
        results.entrySet().stream()
            .filter(e -> e.getValue().campaign().state() != State.RUNNING)
            .map(Map.Entry::getKey)
            .toList();
    for (int i = 0; i < ended.size() - KEPT; i++) {
      results.remove(ended.get(i));
    }
  }

  synchronized void forget(Run run) {
    results.remove(run);
  }

  synchronized Optional<Judged> find(Run run) {
    return Optional.ofNullable(results.get(run));
  }

  /** Those of running campaigns, and of those that ended after a time. */
  synchronized List<Judged> endedAfter(long millis) {
    return results.values().stream()
        .filter(j -> j.campaign().endMillis().orElse(Long.MAX_VALUE) > millis)
        .toList();
  }
}
