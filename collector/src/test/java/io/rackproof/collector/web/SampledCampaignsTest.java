package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.collector.report.Sampled;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampledCampaignsTest {

  private static final String RACK = SentRack.RACK.id();
  private static final String AIR = "cdu_air_inlet_temperature_celsius";

  @TempDir Path directory;

  private final SetClock clock = new SetClock(SentRack.START);
  private final SentRack rack = new SentRack("epoch");
  private SampleStore samples;
  private CampaignStore campaigns;
  private Campaign campaign;

  @BeforeEach
  void sealCampaign() throws Exception {
    samples = SampleStore.open(new StoreConfig(directory, Duration.ofSeconds(10)), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    campaign = campaigns.start(RACK, Plan.parse("plan.yaml", SentRack.PLAN), SentRack.START);
    for (int second = 0; second < 20; second++) {
      samples.append(List.of(rack.second(second, 30), air(second, 24 + second % 2)));
    }
    campaign = campaigns.end(campaign.id(), State.COMPLETED, SentRack.START + 20_000);
    clock.set(SentRack.START + 3_600_000);
    assertThat(samples.sealDue()).isPositive();
  }

  @AfterEach
  void close() throws Exception {
    campaigns.close();
    samples.close();
  }

  private SampleStore.StoredBatch air(int second, double celsius) {
    return rack.batch(
        List.of(
            Sample.good(
                SentRack.series(AIR, "cdu", "cdu-1"),
                SentRack.START + second * 1000L + 500,
                celsius)));
  }

  private SampledCampaigns by(String software) {
    return new SampledCampaigns(samples, directory.resolve("scorecards"), software);
  }

  private Judged judged() throws Exception {
    return new LiveCampaigns(campaigns, samples, clock).judged(campaign, RACK);
  }

  private void loseSealedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
  }

  private static long count(Sampled sampled) {
    return sampled.equipment().stream().mapToLong(Equipment::samples).sum();
  }

  @Test
  void whatAReportWillAskForIsReadAfterTheEndAndStaysOverAStart() throws Exception {
    Judged judged = judged();
    SampledCampaigns sampled = by("this");
    sampled.judged(judged);
    sampled.round();
    assertThat(directory.resolve("scorecards")).doesNotExist();
    sampled.round();
    assertThat(directory.resolve("scorecards")).isNotEmptyDirectory();
    loseSealedFiles();
    Sampled kept = by("this").of(judged);
    assertThat(count(kept)).isEqualTo(20 * 4);
    assertThat(kept.equipment()).extracting(Equipment::device).contains("cdu-1", "pdu-a", "pdu-b");
    assertThat(kept.conditions()).containsExactly(Condition.of(AIR, 24.5));
    // Another program does not rest on it, and finds that the samples are gone.
    assertThat(by("another").of(judged).conditions()).isEmpty();
    // So does this one, once the loss is known.
    assertThat(count(by("this").of(judged))).isZero();
  }

  @Test
  void verdictsThatStillChangeAreNotReadFor() throws Exception {
    SampledCampaigns sampled = by("this");
    Judged first = judged();
    for (int round = 1; round <= 3; round++) {
      sampled.judged(new Judged(campaign, first.plan(), first.scorecard(), round));
      sampled.round();
    }
    assertThat(directory.resolve("scorecards")).doesNotExist();
  }

  @Test
  void sampleThatComesLateIsCounted() throws Exception {
    Judged judged = judged();
    assertThat(count(by("this").of(judged))).isEqualTo(80);
    samples.append(List.of(air(7, 99)));
    samples.append(
        List.of(
            rack.batch(
                List.of(
                    Sample.good(
                        SentRack.series(AIR, "cdu", "cdu-1"), SentRack.START + 7_700, 45.5)))));
    Sampled with = by("this").of(judged);
    assertThat(count(with)).isEqualTo(81);
    assertThat(with.conditions()).containsExactly(Condition.of(AIR, 25.5));
  }

  @Test
  void damagedNoteIsMadeAgain() throws Exception {
    Judged judged = judged();
    Sampled first = by("this").of(judged);
    try (Stream<Path> files = Files.list(directory.resolve("scorecards"))) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x40;
        Files.write(file, bytes);
      }
    }
    assertThat(by("this").of(judged)).isEqualTo(first);
  }
}
