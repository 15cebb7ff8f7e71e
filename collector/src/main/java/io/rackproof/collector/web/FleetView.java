package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.wire.RackIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All racks with their agents: those that ever sent something, and those that a running campaign
 * waits for.
 *
 * @param counts how many racks are in each state, by its word, worst first
 */
public record FleetView(List<RackView> racks, Map<VerdictView, Long> counts) {

  private static final List<String> WORST_FIRST =
      List.of("fail", "inconclusive", "marginal", "pass");

  static FleetView of(WebParts parts) {
    Map<String, RackIdentity> known = new TreeMap<>(parts.samples().racks());
    for (Campaign campaign : parts.campaigns().all()) {
      if (campaign.state() == Campaign.State.RUNNING) {
        campaign.racks().forEach(rack -> known.putIfAbsent(rack, RackIdentity.of(rack)));
      }
    }
    List<AgentStatus> connected = parts.agents().get();
    List<RackView> racks =
        known.values().stream().map(rack -> RackView.of(parts, rack, connected)).toList();
    Map<VerdictView, Long> counts = new LinkedHashMap<>();
    for (String css : WORST_FIRST) {
      racks.stream()
          .map(RackView::health)
          .filter(health -> health.css().equals(css))
          .sorted((a, b) -> a.word().compareTo(b.word()))
          .forEach(health -> counts.merge(health, 1L, Long::sum));
    }
    return new FleetView(racks, counts);
  }
}
