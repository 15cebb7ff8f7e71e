package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.store.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which samples campaigns need, so that retention leaves them alone. */
final class CampaignSamples implements Retention.Keeper {

  /** A value may hold from before the start, for the plan's max-gap; no plan's is a day. */
  private static final long BEFORE = Duration.ofDays(1).toMillis();

  private final CampaignStore campaigns;
  private final Optional<Duration> keptFor;
  private final Clock clock;
  private volatile Consumer<String> listener = rack -> {};

  /**
   * @param keptFor how long after its end a campaign keeps its samples; empty: for ever
   */
  CampaignSamples(CampaignStore campaigns, Optional<Duration> keptFor, Clock clock) {
    this.campaigns = campaigns;
    this.keptFor = keptFor;
    this.clock = clock;
  }

  /** From now on tells the racks whose samples went. */
  void tell(Consumer<String> racks) {
    listener = racks;
  }

  @Override
  public List<Retention.Span> needed(String rack) {
    return campaigns.all().stream()
        .filter(c -> c.racks().contains(rack) && keeps(c))
        .map(
            c -> new Retention.Span(c.startMillis() - BEFORE, c.endMillis().orElse(Long.MAX_VALUE)))
        .toList();
  }

  private boolean keeps(Campaign campaign) {
    return campaign.state() == State.RUNNING
        || keptFor.isEmpty()
        || campaign.endMillis().orElse(Long.MAX_VALUE) > clock.millis() - keptFor.get().toMillis();
  }

  @Override
  public void deleted(String rack) {
    listener.accept(rack);
  }
}
