package io.rackproof.collector.live;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.rackproof.wire.DatedInstrument;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveCampaignsTest {

  @TempDir Path directory;

  private final SetClock clock = new SetClock(START);
  private final SentRack rack = new SentRack("epoch-1");
  private SampleStore samples;
  private CampaignStore campaigns;
  private LiveCampaigns live;
  private Campaign campaign;

  @BeforeEach
  void start() throws Exception {
    samples = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    live = new LiveCampaigns(campaigns, samples, clock);
    campaign = campaigns.start(RACK.id(), Plan.parse("plan.yaml", SentRack.PLAN), clock.millis());
  }

  @AfterEach
  void stop() {
    samples.close();
    campaigns.close();
  }

  private void deliver(StoredBatch batch) throws IOException {
    samples.append(List.of(batch));
    live.stored(RACK.id(), batch.sequence(), batch.samples());
  }

  private Scorecard scored(LiveCampaigns by) throws Exception {
    return by.judged(campaigns.find(campaign.id()).orElseThrow(), RACK.id()).scorecard();
  }

  private Verdict verdict(String criterion) throws Exception {
    return scored(live).criteria().stream()
        .filter(c -> c.id().equals(criterion))
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  @Test
  void evidenceHasTheInstrumentsThatHoldAtItsEnd() throws Exception {
    Series celsius = SentRack.series("cdu_supply_temperature_celsius", "cdu", "cdu-1");
    Instrument meter = new Instrument(0, 0.3, 0.1, 0, false);
    StoredBatch batch = rack.second(1, 30);
    samples.append(
        List.of(
            new StoredBatch(
                batch.rack(),
                batch.epoch(),
                batch.sequence(),
                batch.encoded(),
                batch.samples(),
                batch.definitions(),
                List.of(
                    new DatedInstrument(celsius, START + 1100, meter),
                    new DatedInstrument(celsius, START + 9000, Instrument.UNKNOWN)))));
    Plan plan = Plan.parse("plan.yaml", SentRack.PLAN);
    assertThat(StoredEvidence.read(samples, campaign, RACK.id(), plan, START + 9000).instruments())
        .isEqualTo(Map.of(celsius, meter));
    assertThat(StoredEvidence.read(samples, campaign, RACK.id(), plan, START + 9001).instruments())
        .isEqualTo(Map.of(celsius, Instrument.UNKNOWN));
  }

  private void roundAt(int second) {
    clock.set(START + second * 1000L);
    live.round();
  }

  @Test
  void samplesThatComeFasterThanTheyAreJudgedAreReadFromTheStore() throws Exception {
    int batch = new SentRack("another").second(0, 30).samples().size();
    live = new LiveCampaigns(campaigns, samples, clock, 3 * batch, Optional.empty(), "");
    roundAt(0);
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, second == 7 ? 40 : 30));
    }
    roundAt(10);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.FAIL);
    for (int second = 10; second < 12; second++) {
      deliver(rack.second(second, 41));
    }
    roundAt(12);
    assertThat(scored(live)).isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock)));
  }

  @Test
  void rackIsJudgedAsSoonAsItsSamplesComeAndNoOther() throws Exception {
    List<String> judged = new ArrayList<>();
    List<String> woken = new ArrayList<>();
    roundAt(0);
    live.onArrival(() -> woken.add("up"));
    live.listen(j -> judged.add(j.rack()));
    live.roundOfArrivals();
    assertThat(judged).isEmpty();
    deliver(rack.second(0, 30));
    clock.set(START + 1000);
    live.roundOfArrivals();
    assertThat(woken).hasSize(1);
    assertThat(judged).containsExactly(RACK.id());
    assertThat(scored(live)).isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock)));
    live.roundOfArrivals();
    assertThat(judged).hasSize(1);
  }

  @Test
  void verdictFollowsWhatArrives() throws Exception {
    roundAt(0);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.INCONCLUSIVE);
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, 30));
    }
    roundAt(10);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.PASS);
    deliver(rack.second(10, 33));
    roundAt(11);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.FAIL);
    assertThat(verdict("PWR-01")).isEqualTo(Verdict.PASS);
  }

  @Test
  void liveAndRestartedAndAnyOrderOfArrivalGiveTheSameScorecard() throws Exception {
    live.round();
    List<StoredBatch> batches = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      batches.add(rack.second(second, 29 + (second * 7 % 30) / 10.0));
    }
    List<StoredBatch> order = new ArrayList<>(batches);
    // The first brings the definitions; the others come in any order, some of them twice.
    Collections.shuffle(order.subList(1, order.size()), new Random(4));
    order.addAll(order.subList(10, 30));
    int delivered = 0;
    for (StoredBatch batch : order) {
      deliver(batch);
      if (++delivered % 20 == 0) {
        live.round();
      }
    }
    roundAt(60);
    Scorecard running = scored(live);
    assertThat(running.verdict()).isEqualTo(Verdict.PASS);

    LiveCampaigns restarted = new LiveCampaigns(campaigns, samples, clock);
    restarted.round();
    assertThat(scored(restarted)).isEqualTo(running).hasToString(running.toString());
  }

  private LiveCampaigns keeping(String software) {
    return new LiveCampaigns(campaigns, samples, clock, directory.resolve("scorecards"), software);
  }

  private Judged last(LiveCampaigns by) throws Exception {
    return by.judged(campaigns.find(campaign.id()).orElseThrow(), RACK.id());
  }

  @Test
  void verdictsAndCoursesOfAnEndAreThoseOfTheStoreAlsoWithSamplesThatComeAfterIt()
      throws Exception {
    live = keeping("this");
    roundAt(0);
    for (int second = 0; second < 120; second++) {
      if (second % 40 < 33) {
        deliver(rack.second(second, 29 + (second * 7 % 30) / 10.0));
      }
      if (second % 5 == 0 && second < 100) {
        roundAt(second);
      }
      if (second == 100) {
        clock.set(START + 100_500);
        campaigns.end(campaign.id(), State.COMPLETED, clock.millis());
        live.round();
      }
    }
    StoredBatch late = rack.second(37, 31.5);
    deliver(late);
    roundAt(121);
    Judged memory = last(live);
    LiveCampaigns anew = new LiveCampaigns(campaigns, samples, clock);
    Judged stored = last(anew);
    assertThat(memory.scorecard())
        .isEqualTo(stored.scorecard())
        .hasToString(stored.scorecard().toString());
    assertThat(live.traces(memory)).isEqualTo(anew.traces(stored)).isNotEmpty();
  }

  @Test
  void seriesThatBeginsAfterTheEndIsNoMember() throws Exception {
    roundAt(0);
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, 30));
    }
    roundAt(10);
    Series other = SentRack.series("cdu_supply_temperature_celsius", "cdu", "cdu-9");
    deliver(rack.batch(List.of(Sample.good(other, START + 11_000, 50))));
    Campaign ended = campaigns.end(campaign.id(), State.COMPLETED, START + 10_500);
    Scorecard scorecard = live.judged(ended, RACK.id()).scorecard();
    assertThat(scorecard).isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock)));
    assertThat(scorecard.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void finalVerdictsAreKeptOverAStartAndJudgedAgainWhenWhatTheyRestOnChanges() throws Exception {
    live = keeping("this");
    roundAt(0);
    for (int second = 0; second < 30; second++) {
      deliver(rack.second(second, 30));
    }
    campaigns.end(campaign.id(), State.COMPLETED, START + 30_000);
    roundAt(31);
    roundAt(32);
    Path folder = directory.resolve("scorecards");
    assertThat(folder).doesNotExist();
    roundAt(43);
    assertThat(folder.toFile().listFiles()).hasSize(1);
    Path file = folder.toFile().listFiles()[0].toPath();
    java.nio.file.attribute.FileTime written = java.nio.file.Files.getLastModifiedTime(file);
    LiveCampaigns restarted = keeping("this");
    assertThat(scored(restarted))
        .isEqualTo(scored(live))
        .isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock)));
    assertThat(restarted.traces(last(restarted))).isEqualTo(live.traces(last(live))).isNotEmpty();
    assertThat(java.nio.file.Files.getLastModifiedTime(file)).isEqualTo(written);

    Scorecard before = scored(live);
    Series celsius = SentRack.series("cdu_supply_temperature_celsius", "cdu", "cdu-1");
    samples.append(List.of(rack.batch(List.of(Sample.good(celsius, START + 12_650, 40)))));
    assertThat(scored(keeping("this"))).isNotEqualTo(before);
    assertThat(scored(keeping("another")))
        .isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock)));
    java.nio.file.Files.write(file, new byte[] {1, 2, 3});
    assertThat(scored(keeping("another")))
        .isEqualTo(scored(new LiveCampaigns(campaigns, samples, clock)));
  }

  @Test
  void theEndIsScoredFromTheStoreAsItIsFromMemory() throws Exception {
    live.round();
    RunningCampaign inMemory =
        new RunningCampaign(campaign, RACK.id(), Plan.parse("plan.yaml", SentRack.PLAN), samples);
    for (int second = 0; second < 30; second++) {
      StoredBatch batch = rack.second(second, 30 + second / 20.0);
      deliver(batch);
      inMemory.add(batch.sequence(), batch.samples());
    }
    long end = START + 25_500;
    Campaign ended = campaigns.end(campaign.id(), State.COMPLETED, end);
    Scorecard stored = scored(live);
    assertThat(stored.complete()).isTrue();
    assertThat(stored.scoredToMillis()).isEqualTo(end);
    Scorecard memory = inMemory.judge(StoredEvidence.timeline(ended, RACK.id()), end);
    assertThat(memory).isEqualTo(stored).hasToString(stored.toString());
  }

  @Test
  void longRunIsTakenOverPieceByPieceAndALateSampleStillCounts() throws Exception {
    live.round();
    for (int second = 0; second < 60; second++) {
      if (second != 20) {
        deliver(rack.second(second, 30));
      }
      roundAt(second + 1);
    }
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.PASS);
    deliver(rack.second(20, 40));
    roundAt(61);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.FAIL);
    LiveCampaigns restarted = new LiveCampaigns(campaigns, samples, clock);
    restarted.round();
    assertThat(scored(restarted)).isEqualTo(scored(live));
  }

  @Test
  void markSetInThePastIsSeenThoughItsTimeWasTakenOver() throws Exception {
    for (int second = 0; second < 60; second++) {
      deliver(rack.second(second, 30));
      roundAt(second + 1);
    }
    campaigns.mark(campaign.id(), new Mark(START + 5_000, "failover", true));
    roundAt(61);
    LiveCampaigns restarted = new LiveCampaigns(campaigns, samples, clock);
    restarted.round();
    assertThat(scored(live).phases()).anyMatch(p -> p.phase().equals("failover"));
    assertThat(scored(restarted)).isEqualTo(scored(live));
  }

  @Test
  void lateSamplesAreJudgedAsANewRevision() throws Exception {
    for (int second = 0; second < 20; second++) {
      deliver(rack.second(second, 30));
    }
    campaigns.end(campaign.id(), State.COMPLETED, START + 22_000);
    clock.set(START + 23_000);
    List<Judged> told = new ArrayList<>();
    live.listen(told::add);
    live.round();
    assertThat(told).hasSize(1);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.PASS);

    deliver(rack.second(20, 40));
    live.round();
    assertThat(told).hasSize(2);
    assertThat(told.get(1).revision()).isGreaterThan(told.get(0).revision());
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.FAIL);

    deliver(rack.second(30, 50));
    live.round();
    assertThat(told).as("samples from after the end change nothing").hasSize(2);
  }

  @Test
  void samplesThatWereStoredBeforeTheCampaignIsFollowedCount() throws Exception {
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, 33));
    }
    roundAt(10);
    assertThat(verdict("COOL-14")).isEqualTo(Verdict.FAIL);
  }

  @Test
  void markIsSeenByTheNextRound() throws Exception {
    deliver(rack.second(0, 30));
    campaigns.mark(campaign.id(), new Mark(START + 500, "failover", true));
    roundAt(1);
    assertThat(scored(live).phases()).anyMatch(p -> p.phase().equals("failover"));
  }

  @Test
  void endedCampaignIsToldForAWhileOnly() throws Exception {
    deliver(rack.second(0, 30));
    campaigns.end(campaign.id(), State.ABORTED, START + 1_000);
    roundAt(2);
    assertThat(live.current()).hasSize(1);
    clock.set(START + 2_000 + LiveCampaigns.TOLD_AFTER_END.toMillis());
    assertThat(live.current()).isEmpty();
  }

  @Test
  void tracesAreOfTheSignalInTheUnitOfTheLimit() throws Exception {
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, 30));
    }
    roundAt(10);
    Judged judged = live.judged(campaign, RACK.id());
    var traces = live.traces(judged);
    assertThat(traces).containsOnlyKeys("PWR-01", "COOL-14");
    assertThat(traces.get("PWR-01")).hasSize(1);
    assertThat(traces.get("PWR-01").get(0).points()).anyMatch(p -> p.value() == 130.0);
  }

  @Test
  void racksOfOneCampaignAreJudgedByThemselvesAndTheSameAfterARestart() throws Exception {
    campaigns.end(campaign.id(), State.ABORTED, START);
    SentRack second =
        new SentRack("epoch-2", new RackIdentity("gen2-008", "gen2", "maker-a", "s", "l", "n"));
    Campaign both =
        campaigns.start(
            List.of(RACK.id(), "gen2-008"), Plan.parse("plan.yaml", SentRack.PLAN), clock.millis());
    live.round();
    for (int i = 0; i < 10; i++) {
      deliver(rack.second(i, 30));
      StoredBatch batch = second.second(i, 33);
      samples.append(List.of(batch));
      live.stored("gen2-008", batch.sequence(), batch.samples());
    }
    roundAt(10);
    List<Judged> judged = live.judged(both);
    assertThat(judged).extracting(Judged::rack).containsExactly(RACK.id(), "gen2-008");
    assertThat(judged)
        .extracting(j -> j.scorecard().verdict())
        .containsExactly(Verdict.PASS, Verdict.FAIL);
    LiveCampaigns restarted = new LiveCampaigns(campaigns, samples, clock);
    restarted.round();
    for (int i = 0; i < 2; i++) {
      assertThat(restarted.judged(both).get(i).scorecard()).isEqualTo(judged.get(i).scorecard());
    }
  }

  @Test
  void campaignWhosePlanCannotBeReadEndsAsAnError() throws Exception {
    campaigns.close();
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("campaigns.sqlite"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE campaign SET plan_text = 'plan: x'");
    }
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    live = new LiveCampaigns(campaigns, samples, clock);
    live.round();
    Campaign ended = campaigns.find(campaign.id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(State.ERROR);
    assertThat(ended.endReason()).startsWith("its plan cannot be read: ");
  }
}
