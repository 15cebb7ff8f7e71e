package io.rackproof.collector.live;

import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.wire.Sample;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private final SetClock clock = new SetClock(START);
  private final Arrivals arrivals = new Arrivals(clock);

  private void batch(long sampleMillis, long atMillis) {
    clock.set(atMillis);
    arrivals.stored(
        "r",
        List.of(
            Sample.good(
                SentRack.series("pdu_input_power_watts", "pdu", "pdu-a"), sampleMillis, 1)));
  }

  private long backlog() {
    return arrivals.of("r").orElseThrow().backlogBatches();
  }

  @Test
  void batchThatArrivesASecondLateLeavesNoBacklog() {
    for (int i = 0; i < 10; i++) {
      batch(START + i * 1000L, START + i * 1000L + 1_200);
    }
    assertThat(backlog()).isZero();
  }

  @Test
  void oldBatchesTellOfABacklogThatMelts() {
    for (int i = 0; i < 5; i++) {
      batch(START + i * 1000L, START + i * 1000L + 500);
    }
    long back = START + 125_000;
    batch(START + 5_000, back);
    assertThat(backlog()).isBetween(100L, 125L);
    batch(START + 123_000, back + 1_000);
    assertThat(backlog()).isLessThan(10);
  }

  @Test
  void clockThatIsOffIsNoBacklog() {
    arrivals.clock("r", new Arrivals.MeasuredClock(-60_000, 0));
    for (int i = 0; i < 5; i++) {
      batch(START + i * 1000L - 60_000, START + i * 1000L + 500);
    }
    assertThat(backlog()).isZero();
    assertThat(arrivals.of("r").orElseThrow().clockOffsetMillis()).hasValue(-60_000);
  }

  private Completeness completeness(long endMillis, long nowMillis) {
    Campaign campaign =
        new Campaign(
            "c",
            "r",
            "p",
            "",
            START,
            OptionalLong.of(endMillis),
            State.COMPLETED,
            List.of(),
            List.of());
    return Completeness.of(campaign, arrivals.of("r"), 0, nowMillis);
  }

  @Test
  void campaignIsWholeOnceSamplesFromAfterItsEndArrive() {
    batch(START + 10_000, START + 10_200);
    assertThat(completeness(START + 10_500, START + 10_600).whole()).isFalse();
    batch(START + 13_000, START + 13_200);
    assertThat(completeness(START + 10_500, START + 13_300).whole()).isTrue();
  }

  @Test
  void campaignIsWholeOnceAnAgentThatSentAllIsSilent() {
    batch(START + 10_000, START + 10_200);
    long end = START + 10_500;
    assertThat(completeness(end, end + 1_000).whole()).isFalse();
    assertThat(completeness(end, end + 4_000).whole()).isTrue();
  }

  @Test
  void silenceLongBeforeTheEndIsNotWhole() {
    batch(START + 10_000, START + 10_200);
    Completeness completeness = completeness(START + 60_000, START + 90_000);
    assertThat(completeness.whole()).isFalse();
    assertThat(completeness.detail()).contains("50.0 s older than the end");
  }

  @Test
  void rackThatNeverSentAnythingIsToldSo() {
    Completeness completeness =
        Completeness.of(
            new Campaign(
                "c",
                "other",
                "p",
                "",
                START,
                OptionalLong.of(START),
                State.ABORTED,
                List.of(),
                List.of()),
            Optional.empty(),
            0,
            START + 60_000);
    assertThat(completeness.whole()).isFalse();
    assertThat(completeness.detail()).contains("nothing");
  }
}
