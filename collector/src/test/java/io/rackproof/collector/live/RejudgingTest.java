package io.rackproof.collector.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scoring;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejudgingTest {

  private static final String RACK = "gen2-007";
  private static final Duration FOREVER = Duration.ofSeconds(30);

  @TempDir Path directory;

  private final Rejudging rejudging = new Rejudging();
  private Campaign campaign;
  private Judged judged;

  @BeforeEach
  void judge() throws Exception {
    Plan plan = Plan.parse("plan.yaml", SentRack.PLAN_BY_HAND);
    try (CampaignStore campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"))) {
      Campaign begun = campaigns.start(RACK, plan, SentRack.START);
      campaign = campaigns.end(begun.id(), Campaign.State.COMPLETED, SentRack.START + 1_000);
    }
    judged =
        new Judged(
            campaign,
            plan,
            new Scoring(plan, SentRack.START, Set.of())
                .judge(
                    StoredEvidence.timeline(campaign, RACK),
                    Evidence.of(List.of()),
                    SentRack.START + 1_000),
            1);
  }

  @Test
  void whoAsksMeanwhileIsToldHowFarItIsAndAllGetTheSameInTheEnd() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Optional<Judged> first =
        rejudging.judge(
            campaign,
            RACK,
            share -> {
              share.done(0.5);
              half.countDown();
              await(goOn);
              return judged;
            },
            Duration.ZERO);
    assertThat(first).isEmpty();
    await(half);
    LiveCampaigns.Run run = new LiveCampaigns.Run(campaign.id(), RACK);
    assertThat(rejudging.share(run)).contains(0.5);
    assertThat(rejudging.judge(campaign, RACK, share -> unwanted(), Duration.ZERO)).isEmpty();
    goOn.countDown();
    // Judged once: the second joins the first, unless that has just ended.
    assertThat(rejudging.judge(campaign, RACK, share -> judged, FOREVER)).contains(judged);
    assertThat(rejudging.share(run)).isEmpty();
  }

  @Test
  void whatAPersonEntersMeanwhileIsNotAnsweredWithVerdictsFromBefore() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    assertThat(
            rejudging.judge(
                campaign,
                RACK,
                share -> {
                  await(goOn);
                  return judged;
                },
                Duration.ZERO))
        .isEmpty();
    Entry entry =
        new Entry(
            SentRack.START + 2_000,
            RACK,
            "CAB-01",
            "ann",
            Optional.of(true),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "");
    Campaign entered;
    try (CampaignStore campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"))) {
      entered = campaigns.enter(campaign.id(), entry);
    }
    Judged anew = new Judged(entered, judged.plan(), judged.scorecard(), 2);
    assertThat(rejudging.judge(entered, RACK, share -> anew, Duration.ZERO)).isEmpty();
    goOn.countDown();
    assertThat(rejudging.judge(entered, RACK, share -> anew, FOREVER)).contains(anew);
  }

  @Test
  void failureIsToldToWhoAsksAndTheNextTriesAgain() throws Exception {
    assertThatThrownBy(
            () ->
                rejudging.judge(
                    campaign,
                    RACK,
                    share -> {
                      throw new IOException("the disk is gone");
                    },
                    FOREVER))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is gone");
    assertThat(rejudging.judge(campaign, RACK, share -> judged, FOREVER)).contains(judged);
  }

  private static Judged unwanted() {
    throw new AssertionError("it is being judged already");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
