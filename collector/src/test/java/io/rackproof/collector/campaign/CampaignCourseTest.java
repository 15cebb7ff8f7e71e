package io.rackproof.collector.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.plan.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several racks, attempts, waivers, decisions, and requests that are made once. */
class CampaignCourseTest {

  private static final long START = SentRack.START; // 2026-11-18
  private static final LocalDate UNTIL = LocalDate.of(2026, 12, 31);

  @TempDir Path directory;

  private CampaignStore store;

  @BeforeEach
  void open() throws IOException {
    store = CampaignStore.open(directory.resolve("campaigns.sqlite"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() throws IOException {
    store.close();
    open();
  }

  private static Plan plan() throws Exception {
    return Plan.parse("plan.yaml", SentRack.PLAN);
  }

  private String startOnTwo() throws Exception {
    return store.start(List.of("gen2-007", "gen2-008"), plan(), START).id();
  }

  private static Waiver asked(String criterion, String by, LocalDate until) {
    return new Waiver(
        0, START, criterion, "", "a known fault", until, List.of(new Waiver.SignOff(START, by)));
  }

  private Waiver waiver(String id, int number) {
    return store.find(id).orElseThrow().course().waivers().get(number - 1);
  }

  @Test
  void databaseOfTheFirstVersionKeepsAllThatIsInIt() throws Exception {
    store.close();
    Path file = directory.resolve("old.sqlite");
    try (InputStream old =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/testcases/campaign/campaigns-1.sqlite"))) {
      Files.copy(old, file);
    }
    for (int opening = 0; opening < 2; opening++) {
      try (CampaignStore migrated = CampaignStore.open(file)) {
        assertThat(migrated.all())
            .extracting(Campaign::id)
            .containsExactly("20261118-gen2-008-1", "20261118-gen2-007-2", "20261118-gen2-007-1");
        Campaign first = migrated.find("20261118-gen2-007-1").orElseThrow();
        assertThat(first.racks()).containsExactly("gen2-007");
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(first.firstAttempt()).isEqualTo(first.id());
        assertThat(first.state()).isEqualTo(State.COMPLETED);
        assertThat(first.planText()).startsWith("plan: small");
        assertThat(first.marks())
            .containsExactly(
                new Mark(START + 1_000, "failover", true),
                new Mark(START + 3_000, "failover", false));
        assertThat(first.annotations())
            .containsExactly(new Annotation(START + 2_000, "ann", "valve opened"));
        assertThat(migrated.running("gen2-007")).isEmpty();
        assertThatThrownBy(() -> migrated.start("gen2-008", plan(), START + 9_000))
            .hasMessageContaining("20261118-gen2-008-1");
      }
    }
    try (CampaignStore migrated = CampaignStore.open(file)) {
      migrated.end("20261118-gen2-008-1", State.COMPLETED, START + 10_000);
      assertThat(migrated.retest("20261118-gen2-008-1", START + 11_000).attempt()).isEqualTo(2);
    }
    open();
  }

  @Test
  void severalRacksRunInOneCampaignAndNoOtherRunsOnAnyOfThem() throws Exception {
    String id = startOnTwo();
    reopen();
    assertThat(store.find(id).orElseThrow().racks()).containsExactly("gen2-007", "gen2-008");
    assertThat(store.running("gen2-008")).map(Campaign::id).contains(id);
    assertThatThrownBy(() -> store.start(List.of("gen2-009", "gen2-008"), plan(), START + 1))
        .isInstanceOf(CampaignRefusedException.class)
        .hasMessageContaining(id)
        .hasMessageContaining("rack gen2-008");
    assertThat(store.running("gen2-009")).isEmpty();
    assertThatThrownBy(() -> store.start(List.of("a", "a"), plan(), START))
        .hasMessageContaining("each rack once");
    store.end(id, State.COMPLETED, START + 2);
    assertThat(store.running("gen2-007")).isEmpty();
    store.start("gen2-008", plan(), START + 3);
  }

  @Test
  void markHoldsForAllRacksOrForOne() throws Exception {
    String id = startOnTwo();
    store.mark(id, new Mark(START + 1, "failover", true, "gen2-008"));
    reopen();
    Campaign campaign = store.find(id).orElseThrow();
    assertThat(PhaseMarks.isOn(campaign, "failover", "gen2-008")).isTrue();
    assertThat(PhaseMarks.isOn(campaign, "failover", "gen2-007")).isFalse();
    assertThatThrownBy(() -> store.mark(id, new Mark(START + 2, "failover", true)))
        .hasMessageContaining("on already on rack gen2-008");
    assertThatThrownBy(() -> store.mark(id, new Mark(START + 2, "failover", true, "gen2-07")))
        .hasMessageContaining("does not judge rack 'gen2-07'")
        .hasMessageContaining("Did you mean 'gen2-007'?");
    store.mark(id, new Mark(START + 3, "failover", false, "gen2-008"));
    Campaign both = store.mark(id, new Mark(START + 4, "failover", true));
    assertThat(both.course().marksOf("gen2-007")).hasSize(1);
    assertThat(both.course().marksOf("gen2-008")).hasSize(3);
  }

  @Test
  void retestIsANewAttemptAndTheOldOnesAreKept() throws Exception {
    Campaign first = store.find(startOnTwo()).orElseThrow();
    assertThatThrownBy(() -> store.retest(first.id(), START + 1)).hasMessageContaining("running");
    Campaign ended = store.end(first.id(), State.ABORTED, "a hose burst", START + 2);
    Campaign second = store.retest(first.id(), START + 3);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.racks()).isEqualTo(first.racks());
    assertThat(second.planText()).isEqualTo(first.planText());
    store.end(second.id(), State.COMPLETED, START + 4);
    // From whichever attempt it is asked, the next one follows the last.
    Campaign third = store.retest(first.id(), START + 5);
    reopen();
    assertThat(third.attempt()).isEqualTo(3);
    assertThat(store.attempts(third))
        .extracting(Campaign::id)
        .containsExactly(first.id(), second.id(), third.id());
    assertThat(store.find(first.id())).contains(ended);
    assertThat(ended.endReason()).isEqualTo("a hose burst");
  }

  @Test
  void waiverIsInForceOnceTwoDifferentPeopleHaveSigned() throws Exception {
    String id = startOnTwo();
    store.waive(id, asked("COOL-14", " Ann  Lee ", UNTIL));
    LocalDate today = LocalDate.of(2026, 11, 18);
    assertThat(waiver(id, 1).state(today)).isEqualTo(Waiver.State.PENDING);
    assertThatThrownBy(() -> store.sign(id, 1, new Waiver.SignOff(START + 1, "ann lee")))
        .hasMessageContaining("has signed waiver 1 already");
    store.sign(id, 1, new Waiver.SignOff(START + 2, "Bob"));
    reopen();
    Waiver signed = waiver(id, 1);
    assertThat(signed.state(today)).isEqualTo(Waiver.State.IN_FORCE);
    assertThat(signed.state(UNTIL)).isEqualTo(Waiver.State.IN_FORCE);
    assertThat(signed.state(UNTIL.plusDays(1))).isEqualTo(Waiver.State.EXPIRED);
    assertThat(signed.signOffs())
        .containsExactly(
            new Waiver.SignOff(START, "Ann  Lee"), new Waiver.SignOff(START + 2, "Bob"));
    assertThatThrownBy(() -> store.sign(id, 1, new Waiver.SignOff(START + 3, "Cleo")))
        .hasMessageContaining("in force already");
  }

  @Test
  void waiverThatCannotBeIsRefusedWithTheReason() throws Exception {
    String id = startOnTwo();
    assertThatThrownBy(() -> store.waive(id, asked("COOL-41", "ann", UNTIL)))
        .hasMessageContaining("no criterion 'COOL-41'")
        .hasMessageContaining("Did you mean 'COOL-14'?");
    assertThatThrownBy(() -> store.waive(id, asked("COOL-14", "ann", LocalDate.of(2026, 11, 17))))
        .hasMessageContaining("has expired already");
    assertThatThrownBy(() -> store.waive(id, asked("COOL-14", " ", UNTIL)))
        .hasMessageContaining("who asks");
    assertThatThrownBy(() -> store.sign(id, 1, new Waiver.SignOff(START, "bob")))
        .hasMessageContaining("no waiver 1");
    store.waive(id, asked("COOL-14", "ann", LocalDate.of(2026, 11, 18)));
    long later = START + 3 * 86_400_000L;
    assertThatThrownBy(() -> store.sign(id, 1, new Waiver.SignOff(later, "bob")))
        .hasMessageContaining("expired on 2026-11-18");
  }

  @Test
  void decisionIsMadeAfterTheRunAndTheLastCounts() throws Exception {
    String id = startOnTwo();
    Decision all = new Decision(START + 1, "", Decision.Kind.DECLINE, "ann", "too warm");
    assertThatThrownBy(() -> store.decide(id, all)).hasMessageContaining("is running");
    store.end(id, State.COMPLETED, START + 1);
    store.decide(id, all);
    Decision one = new Decision(START + 2, "gen2-008", Decision.Kind.ACCEPT, "bob", "for the lab");
    store.decide(id, one);
    assertThatThrownBy(
            () -> store.decide(id, new Decision(START + 3, "", Decision.Kind.ACCEPT, "ann", "  ")))
        .hasMessageContaining("needs a reason");
    reopen();
    Course course = store.find(id).orElseThrow().course();
    assertThat(course.decisionOf("gen2-007")).contains(all);
    assertThat(course.decisionOf("gen2-008")).contains(one);
    assertThat(course.decisions()).containsExactly(all, one);
  }

  @Test
  void nothingIsEnteredForACriterionThatSamplesDecide() throws Exception {
    String id = startOnTwo();
    Entry entry =
        new Entry(
            START,
            "",
            "COOL-14",
            "ann",
            Optional.of(true),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "");
    assertThatThrownBy(() -> store.enter(id, entry))
        .isInstanceOf(CampaignRefusedException.class)
        .hasMessageContaining("judged from samples")
        .hasMessageContaining("waiver");
  }

  private static Entry entry(String criterion, Optional<Boolean> passed, OptionalDouble value) {
    return new Entry(
        START + 5, "gen2-008", criterion, " ann ", passed, value, OptionalDouble.empty(), "note");
  }

  @Test
  void entryByHandFitsItsCriterionAndAllAreKept() throws Exception {
    Plan plan = Plan.parse("plan.yaml", SentRack.PLAN_BY_HAND);
    String id = store.start(List.of("gen2-007", "gen2-008"), plan, START).id();
    OptionalDouble none = OptionalDouble.empty();
    assertThatThrownBy(() -> store.enter(id, entry("CAB-01", Optional.empty(), none)))
        .hasMessageContaining("is an inspection: enter pass or fail");
    assertThatThrownBy(
            () -> store.enter(id, entry("CAB-01", Optional.empty(), OptionalDouble.of(1))))
        .hasMessageContaining("is an inspection: enter pass or fail");
    assertThatThrownBy(() -> store.enter(id, entry("COOL-27", Optional.of(true), none)))
        .hasMessageContaining("enter a value in µm");
    assertThatThrownBy(
            () ->
                store.enter(id, entry("COOL-27", Optional.empty(), OptionalDouble.of(Double.NaN))))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> store.enter(id, entry("CAB-1", Optional.of(true), none)))
        .hasMessageContaining("Did you mean 'CAB-01'?");
    store.enter(id, entry("CAB-01", Optional.of(false), none));
    store.end(id, State.COMPLETED, START + 6);
    store.enter(id, entry("CAB-01", Optional.of(true), none));
    store.enter(id, entry("COOL-27", Optional.empty(), OptionalDouble.of(45)));
    reopen();
    Course course = store.find(id).orElseThrow().course();
    assertThat(course.entriesOf("gen2-007")).isEmpty();
    assertThat(course.entriesOf("gen2-008"))
        .extracting(Entry::criterion)
        .containsExactly("CAB-01", "CAB-01", "COOL-27");
    assertThat(course.entries().get(1).passed()).contains(true);
    assertThat(course.entries().get(2).value()).hasValue(45);
    assertThat(course.entries().get(2).by()).isEqualTo("ann");
  }

  private CampaignStore.Answer annotate(String key, String fingerprint, String id)
      throws Exception {
    return store.once(
        key,
        fingerprint,
        START,
        s -> s.annotate(id, new Annotation(START, "ann", "note")),
        campaign -> "answer " + campaign.annotations().size());
  }

  @Test
  void requestWithAKeyIsMadeOnceEvenAfterARestart() throws Exception {
    String id = startOnTwo();
    assertThat(annotate("k", "f", id)).isEqualTo(new CampaignStore.Answer(id, "answer 1", false));
    assertThat(annotate("k", "f", id)).isEqualTo(new CampaignStore.Answer(id, "answer 1", true));
    reopen();
    assertThat(annotate("k", "f", id)).isEqualTo(new CampaignStore.Answer(id, "answer 1", true));
    assertThat(annotate("k2", "f", id).text()).isEqualTo("answer 2");
    assertThat(annotate("", "", id).text()).isEqualTo("answer 3");
    assertThatThrownBy(() -> annotate("k", "other", id))
        .isInstanceOf(CampaignRefusedException.class)
        .hasMessageContaining("another request");
    assertThat(store.find(id).orElseThrow().annotations()).hasSize(3);
  }

  @Test
  void keyIsForgottenAfterAMonth() throws Exception {
    String id = startOnTwo();
    annotate("old", "f", id);
    store.once(
        "new",
        "f",
        START + 31 * 86_400_000L,
        s -> s.annotate(id, new Annotation(START, "ann", "later")),
        Campaign::id);
    assertThat(annotate("old", "f", id).repeated()).isFalse();
  }

  @Test
  void refusedRequestLeavesNothingBehindAndItsKeyIsFree() throws Exception {
    String id = startOnTwo();
    assertThatThrownBy(
            () ->
                store.once(
                    "k",
                    "f",
                    START,
                    s -> {
                      s.annotate(id, new Annotation(START, "ann", "half of it"));
                      throw new CampaignRefusedException("no");
                    },
                    Campaign::id))
        .hasMessage("no");
    assertThat(store.find(id).orElseThrow().annotations()).isEmpty();
    reopen();
    assertThat(store.find(id).orElseThrow().annotations()).isEmpty();
    assertThat(annotate("k", "f", id).repeated()).isFalse();
  }
}
