package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Scorecard;

/**
 * A campaign with the verdicts of one of its racks at one moment.
 *
 * @param scorecard of the rack that it names
 * @param revision grows each time that something is judged, in this process
 */
public record Judged(Campaign campaign, Plan plan, Scorecard scorecard, long revision) {

  /** The rack that was judged. */
  public String rack() {
    return scorecard.rack();
  }
}
