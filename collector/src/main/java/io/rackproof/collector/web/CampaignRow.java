package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.LiveCampaigns;
import java.util.Locale;
import java.util.Optional;

/**
 * A campaign as the first page lists it.
 *
 * @param badge its verdict; absent text when it was not judged since the start of the collector
 */
public record CampaignRow(
    String id,
    String rack,
    String plan,
    String state,
    String start,
    String duration,
    Optional<VerdictView> badge,
    String score) {

  static CampaignRow of(Campaign campaign, LiveCampaigns live, long nowMillis) {
    Optional<Judged> judged = live.known(campaign.id());
    return new CampaignRow(
        campaign.id(),
        campaign.rack(),
        campaign.planName(),
        campaign.state().name().toLowerCase(Locale.ROOT),
        Figures.dateTime(campaign.startMillis()),
        Figures.duration(campaign.endMillis().orElse(nowMillis) - campaign.startMillis()),
        judged.map(j -> VerdictView.of(j.scorecard().verdict())),
        judged.map(j -> Figures.format(j.scorecard().score(), "")).orElse("–"));
  }
}
