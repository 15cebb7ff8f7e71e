package io.rackproof.collector.metrics;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Quality;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpositionTest {

  @TempDir Path directory;

  private final SetClock clock = new SetClock(START);
  private final SentRack rack = new SentRack("epoch-1");
  private SampleStore samples;
  private CampaignStore campaigns;
  private LiveCampaigns live;
  private Arrivals arrivals;
  private Exposition exposition;

  @BeforeEach
  void start() throws Exception {
    samples = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    live = new LiveCampaigns(campaigns, samples, clock);
    arrivals = new Arrivals(clock);
    exposition =
        new Exposition(samples, live, campaigns, arrivals, () -> "", Catalogue.load(), clock);
  }

  @AfterEach
  void stop() {
    samples.close();
    campaigns.close();
  }

  private void deliver(StoredBatch batch) throws Exception {
    samples.append(List.of(batch));
    live.stored(RACK.id(), batch.sequence(), batch.samples());
    arrivals.stored(RACK.id(), batch.samples());
  }

  @Test
  void latestGoodSamplesStandUnderTheirOwnNamesWithHelpAndType() throws Exception {
    deliver(rack.second(1, 30.25));
    clock.set(START + 2_000);
    assertThat(exposition.text())
        .contains("# TYPE cdu_supply_temperature_celsius gauge\n")
        .contains(
            "cdu_supply_temperature_celsius{device=\"cdu-1\",rack=\"gen2-007\",role=\"cdu\"}"
                + " 30.25\n")
        .containsOnlyOnce("# HELP pdu_input_power_watts ")
        .contains("pdu_input_power_watts{device=\"pdu-b\",rack=\"gen2-007\",role=\"pdu\"} 65001\n");
  }

  @Test
  void oneRackIsToldAloneWithItsVerdictsAndItsAgentAndAnUnknownOneIsNot() throws Exception {
    SentRack other =
        new SentRack(
            "epoch-2", new RackIdentity("gen3-001", "gen3", "maker-b", "site", "EVT1", "S-9"));
    deliver(rack.second(1, 30.25));
    StoredBatch batch = other.second(1, 29);
    samples.append(List.of(batch));
    arrivals.stored("gen3-001", batch.samples());
    Campaign campaign = campaigns.start("gen3-001", Plan.parse("p", SentRack.PLAN), START);
    clock.set(START + 2_000);
    live.round();
    String alone = exposition.rack("gen3-001").orElseThrow();
    assertThat(alone)
        .contains("rackproof_rack_info{generation=\"gen3\",lot=\"EVT1\",maker=\"maker-b\",")
        .contains("cdu_supply_temperature_celsius{device=\"cdu-1\",rack=\"gen3-001\",")
        .contains("rackproof_criterion_verdict{")
        .doesNotContain("gen2-007");
    assertThat(exposition.campaign(campaign.id())).contains(alone);
    assertThat(exposition.rack("gen2-007").orElseThrow())
        .contains("gen2-007")
        .doesNotContain("gen3-001")
        .doesNotContain("rackproof_criterion_verdict");
    assertThat(exposition.text()).contains("gen2-007").contains("gen3-001");
    assertThat(exposition.rack("absent")).isEmpty();
    assertThat(exposition.campaign("absent")).isEmpty();
    assertThat(exposition.racks()).containsExactly("gen2-007", "gen3-001");
  }

  @Test
  void staleAndBadSamplesVanish() throws Exception {
    deliver(rack.second(0, 30));
    Series broken = SentRack.series("cdu_return_temperature_celsius", "cdu", "cdu-1");
    deliver(
        rack.batch(
            List.of(new Sample(broken, START + 25_000, Double.NaN, Quality.NOT_AVAILABLE, 0))));
    clock.set(START + 30_000);
    assertThat(exposition.text())
        .contains("cdu_supply_temperature_celsius{")
        .doesNotContain("cdu_return_temperature_celsius");
    clock.set(START + 31_000);
    assertThat(exposition.text()).doesNotContain("cdu_supply_temperature_celsius");
  }

  @Test
  void clockThatIsOffDoesNotMakeSamplesStale() throws Exception {
    arrivals.clock(RACK.id(), new Arrivals.MeasuredClock(-90_000, 0));
    deliver(rack.second(0, 30));
    clock.set(START + 90_500);
    assertThat(exposition.text())
        .contains("cdu_supply_temperature_celsius{")
        .contains("rackproof_collector_agent_clock_offset_seconds{rack=\"gen2-007\"} -90\n");
  }

  @Test
  void driftOfAnAgentsClockIsToldWithItsUncertainty() {
    arrivals.clock(RACK.id(), new Arrivals.MeasuredClock(10, 0));
    assertThat(exposition.text()).doesNotContain("_clock_drift_ratio{");
    clock.set(START + 1_048_576);
    arrivals.clock(RACK.id(), new Arrivals.MeasuredClock(74, 0));
    assertThat(exposition.text())
        .contains("rackproof_collector_agent_clock_drift_ratio{rack=\"gen2-007\"} 6.103515625E-5\n")
        .contains(
            "rackproof_collector_agent_clock_drift_uncertainty_ratio{rack=\"gen2-007\"} 1.9073486328125E-6\n");
  }

  @Test
  void verdictsOfARunningCampaignAreTold() throws Exception {
    String id = campaigns.start(RACK.id(), Plan.parse("p", SentRack.PLAN), START).id();
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, 33));
    }
    clock.set(START + 10_000);
    live.round();
    String of = "campaign=\"" + id + "\"";
    assertThat(exposition.text())
        .contains(
            "rackproof_criterion_verdict{area=\"cooling\","
                + of
                + ",criterion=\"COOL-14\",gate=\"true\"")
        .containsPattern("criterion=\"COOL-14\".*} 0\n")
        .containsPattern("criterion=\"PWR-01\".*} 3\n")
        .contains("rackproof_campaign_recommendation{" + of + ",rack=\"gen2-007\"} -1\n")
        .contains("rackproof_campaign_score{" + of + ",rack=\"gen2-007\"} 50\n")
        .contains("rackproof_campaign_decided_ratio{" + of + ",rack=\"gen2-007\"} 1\n")
        .contains("rackproof_collector_rack_last_batch_age_seconds{rack=\"gen2-007\"} 10\n")
        .contains("rackproof_collector_agent_backlog_batches{rack=\"gen2-007\"} 0\n");
  }

  @Test
  void whatWasMeasuredStandsBesideItsLimitAndThatOfTheSignal() throws Exception {
    String id = campaigns.start(RACK.id(), Plan.parse("p", SentRack.PLAN), START).id();
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, 31.5));
    }
    clock.set(START + 10_000);
    live.round();
    String of = "{bound=\"high\",campaign=\"" + id + "\",criterion=\"COOL-14\",rack=\"gen2-007\",";
    assertThat(exposition.text())
        .contains("rackproof_criterion_limit" + of + "unit=\"°C\"} 32\n")
        .contains(
            "rackproof_criterion_signal_limit"
                + of
                + "signal=\"cdu_supply_temperature_celsius\"} 32\n")
        .containsPattern("rackproof_criterion_value\\{.*COOL-14.*unit=\"°C\"} 31.5\n")
        .containsPattern("rackproof_criterion_coverage_ratio\\{.*COOL-14.*} [01]")
        .containsPattern("rackproof_campaign_info\\{.*state=\"running\"} 1\n")
        .containsPattern(
            "rackproof_criterion_signal_limit\\{bound=\"high\",.*PWR-01.*signal=\"sum by \\(rack\\) \\(pdu_input_power_watts\\)\"} 132000\n");
  }

  @Test
  void notesAndPhasesAreToldWhileTheCampaignRuns() throws Exception {
    String id = campaigns.start(RACK.id(), Plan.parse("p", SentRack.PLAN), START).id();
    campaigns.mark(id, new Campaign.Mark(START + 1_000, "failover", true));
    for (int i = 1; i <= 25; i++) {
      campaigns.annotate(id, new Campaign.Annotation(START + i, "ana", "note " + i));
    }
    campaigns.annotate(id, new Campaign.Annotation(START + 2_000, "", "x".repeat(500)));
    deliver(rack.second(0, 30));
    deliver(rack.second(1, 30));
    clock.set(START + 3_000);
    live.round();
    String text = exposition.text();
    assertThat(text)
        .contains(
            "rackproof_campaign_phase{campaign=\""
                + id
                + "\",phase=\"failover\",rack=\"gen2-007\"} 1\n")
        .contains("text=\"note 25\"}")
        .doesNotContain("text=\"note 6\"}")
        .contains("x".repeat(199) + "…\"}")
        .doesNotContain("x".repeat(200));
    campaigns.end(id, State.COMPLETED, START + 3_000);
    live.round();
    assertThat(exposition.text())
        .doesNotContain("rackproof_campaign_phase")
        .contains("state=\"completed\"");
  }

  @Test
  void verdictsVanishSomeTimeAfterTheEnd() throws Exception {
    String id = campaigns.start(RACK.id(), Plan.parse("p", SentRack.PLAN), START).id();
    deliver(rack.second(0, 30));
    campaigns.end(id, State.COMPLETED, START + 1_000);
    live.round();
    assertThat(exposition.text()).contains("rackproof_criterion_verdict{");
    clock.set(START + 1_000 + LiveCampaigns.TOLD_AFTER_END.toMillis());
    assertThat(exposition.text()).doesNotContain("rackproof_criterion_verdict");
  }

  @Test
  void rackThatNeverCalledIsSilentSinceItsCampaignBegan() throws Exception {
    campaigns.start("gen2-099", Plan.parse("p", SentRack.PLAN), START);
    clock.set(START + 40_000);
    assertThat(exposition.text())
        .contains("rackproof_collector_rack_last_batch_age_seconds{rack=\"gen2-099\"} 40\n");
  }

  @Test
  void labelValuesAreEscaped() throws Exception {
    Series odd =
        Series.of(
            "switch_port_up",
            Map.of("rack", RACK.id(), "device", "sw", "role", "switch", "port", "a\"b\\c\nd"));
    deliver(rack.batch(List.of(Sample.good(odd, START, 1))));
    assertThat(exposition.text()).contains("port=\"a\\\"b\\\\c\\nd\"");
  }

  @Test
  void prometheusFindsNoFault() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/promtool")), "needs the Debian package 'prometheus'");
    campaigns.start(RACK.id(), Plan.parse("p", SentRack.PLAN), START);
    arrivals.clock(RACK.id(), new Arrivals.MeasuredClock(3, 0));
    deliver(rack.second(0, 30));
    live.round();
    Path text = directory.resolve("metrics.txt");
    Files.writeString(text, exposition.text(), StandardCharsets.UTF_8);
    Process promtool =
        new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
            .redirectInput(text.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
