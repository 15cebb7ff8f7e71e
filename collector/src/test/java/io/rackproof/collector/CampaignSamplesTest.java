package io.rackproof.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.Retention.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignSamplesTest {

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long START = 1_795_000_000_000L;

  @TempDir Path directory;

  private final SetClock clock = new SetClock(START);

  private static Plan plan() throws Exception {
    return Plan.parse(
        "plan.yaml",
        """
        plan: short
        version: 1
        requires: {coverage: 95 %, max-gap: 30s, clock-skew: 500ms}
        phases:
          load: {duration: 10m}
        criteria:
          - id: COOL-1
            title: Supply temperature
            signal: cdu_supply_temperature_celsius
            phase: load
            statistic: max
            limit: "<= 45 °C"
        """);
  }

  @Test
  void runningAndEndedCampaignsKeepTheirSamplesUnlessToldForHowLong() throws Exception {
    try (CampaignStore campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"))) {
      CampaignSamples always = new CampaignSamples(campaigns, Optional.empty(), clock);
      CampaignSamples tenDays =
          new CampaignSamples(campaigns, Optional.of(Duration.ofDays(10)), clock);
      assertThat(always.needed("rack-1")).isEmpty();

      Campaign campaign = campaigns.start("rack-1", plan(), START);
      clock.set(START + 100 * DAY);
      assertThat(tenDays.needed("rack-1")).containsExactly(new Span(START - DAY, Long.MAX_VALUE));
      assertThat(always.needed("rack-2")).isEmpty();

      campaigns.end(campaign.id(), State.ABORTED, "enough", START + 100 * DAY);
      Span all = new Span(START - DAY, START + 100 * DAY);
      clock.set(START + 109 * DAY);
      assertThat(tenDays.needed("rack-1")).containsExactly(all);
      clock.set(START + 111 * DAY);
      assertThat(tenDays.needed("rack-1")).isEmpty();
      assertThat(always.needed("rack-1")).containsExactly(all);
    }
  }
}
