package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Scorecard;

/**
 * A campaign with its verdicts at one moment.
 *
 * @param revision grows each time that the campaign is judged, in this process
 */
public record Judged(Campaign campaign, Plan plan, Scorecard scorecard, long revision) {}
