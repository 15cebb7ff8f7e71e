package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.score.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A campaign as the first page lists it.
 *
 * @param rack its racks, with commas
 * @param badge the worst verdict of its racks; absent when it was not judged since the start of the
 *     collector
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
    List<Judged> judged =
        campaign.racks().stream().flatMap(r -> live.known(campaign.id(), r).stream()).toList();
    boolean all = judged.size() == campaign.racks().size();
    Optional<Judged> only =
        judged.size() == 1 && all ? Optional.of(judged.get(0)) : Optional.empty();
    return new CampaignRow(
        campaign.id(),
        String.join(", ", campaign.racks()),
        campaign.planName(),
        Outcomes.word(campaign.state())
            + (campaign.attempt() > 1 ? ", attempt " + campaign.attempt() : ""),
        Figures.dateTime(campaign.startMillis()),
        Figures.duration(campaign.endMillis().orElse(nowMillis) - campaign.startMillis()),
        all
            ? judged.stream()
                .map(j -> j.scorecard().verdict())
                .reduce(Verdict::worst)
                .map(VerdictView::of)
            : Optional.empty(),
        only.map(j -> Figures.format(j.scorecard().score(), "")).orElse("–"));
  }
}
