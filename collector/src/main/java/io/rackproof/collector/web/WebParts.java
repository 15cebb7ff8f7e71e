package io.rackproof.collector.web;

import io.rackproof.collector.access.Access;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.collector.openid.OpenIdProvider;
import io.rackproof.collector.remotewrite.RemoteWriteReceiver;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All that requests are answered from.
 *
 * @param sampled what the samples of a campaign tell besides its verdicts
 * @param agents that are connected now
 * @param healthy false while the store refuses to write
 * @param software name and version of this program
 * @param access who may do what; empty where nobody signs in
 * @param openId where people sign in besides; empty without a provider
 * @param bundles makes evidence bundles; empty for a server that makes none
 */
public record WebParts(
    CampaignStore campaigns,
    SampleStore samples,
    LiveCampaigns live,
    SampledCampaigns sampled,
    Arrivals arrivals,
    Supplier<List<AgentStatus>> agents,
    Exposition exposition,
    RemoteWriteReceiver remoteWrite,
    BooleanSupplier healthy,
    String software,
    Clock clock,
    Optional<Bundles> bundles,
    Optional<Access> access,
    Optional<OpenIdProvider> openId) {

  /** The first that asks waits for so long: most campaigns are judged by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Who asks for one that is being judged already; then he is told how far that has come. */
  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(3);

  /**
   * The verdicts of a campaign on one of its racks.
   *
   * @throws WebException 503 while they are judged from the stored samples of a long campaign
   */
  Judged judged(Campaign campaign, String rack) throws IOException, InvalidDocumentException {
    boolean begun = live.share(campaign, rack).isPresent();
    Optional<Judged> judged = live.judged(campaign, rack, begun ? LITTLE_PATIENCE : PATIENCE);
    return judged.orElseThrow(
        () -> WebException.later(campaign.id(), rack, live.share(campaign, rack).orElse(1.0)));
  }

  /** Those of all of its racks, in its order. */
  List<Judged> judged(Campaign campaign) throws IOException, InvalidDocumentException {
    List<Judged> all = new ArrayList<>();
    for (String rack : campaign.racks()) {
      all.add(judged(campaign, rack));
    }
    return all;
  }

  /** The day in UTC, on which waivers are looked at. */
  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
