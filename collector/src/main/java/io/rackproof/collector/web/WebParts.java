package io.rackproof.collector.web;

import io.rackproof.collector.access.Access;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.collector.openid.OpenIdProvider;
import io.rackproof.collector.remotewrite.RemoteWriteReceiver;
import io.rackproof.collector.store.SampleStore;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All that requests are answered from.
 *
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

  /** The day in UTC, on which waivers are looked at. */
  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
