package io.rackproof.collector.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.collector.campaign.Campaign.Annotation;
import io.rackproof.collector.campaign.Campaign.Mark;
import io.rackproof.collector.campaign.Campaign.State;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignStoreTest {

  private static final long START = SentRack.START; // 2026-11-18

  @TempDir Path directory;

  private CampaignStore open() throws IOException {
    return CampaignStore.open(directory.resolve("campaigns.sqlite"));
  }

  private static Plan plan() throws Exception {
    return Plan.parse("plan.yaml", SentRack.PLAN);
  }

  @Test
  void everythingIsThereAfterReopening() throws Exception {
    Campaign before;
    try (CampaignStore store = open()) {
      String id = store.start("gen2-007", plan(), START).id();
      store.mark(id, new Mark(START + 1_000, "failover", true));
      store.annotate(id, new Annotation(START + 2_000, "ann", "valve opened; \"50 %\""));
      store.mark(id, new Mark(START + 3_000, "failover", false));
      before = store.end(id, State.COMPLETED, START + 4_000);
      store.start("gen2-008", plan(), START + 5_000);
    }
    try (CampaignStore store = open()) {
      assertThat(store.find(before.id())).contains(before);
      assertThat(store.all())
          .extracting(Campaign::racks)
          .containsExactly(List.of("gen2-008"), List.of("gen2-007"));
      assertThat(store.running("gen2-007")).isEmpty();
      assertThat(store.running("gen2-008")).isPresent();
    }
  }

  @Test
  void idNamesTheDayTheRackAndTheRun() throws Exception {
    try (CampaignStore store = open()) {
      Campaign first = store.start("gen2-007", plan(), START);
      assertThat(first.id()).matches("\\d{8}-gen2-007-1");
      store.end(first.id(), State.ABORTED, START + 1);
      assertThat(store.start("gen2-007", plan(), START + 2).id()).endsWith("-gen2-007-2");
    }
  }

  @Test
  void secondCampaignOnARackIsRefusedWhileOneRuns() throws Exception {
    try (CampaignStore store = open()) {
      Campaign first = store.start("gen2-007", plan(), START);
      assertThatThrownBy(() -> store.start("gen2-007", plan(), START + 1))
          .isInstanceOf(CampaignRefusedException.class)
          .hasMessageContaining(first.id())
          .hasMessageContaining("finish or abort");
      store.start("gen2-008", plan(), START + 1);
    }
  }

  @Test
  void endedCampaignTakesNotesButNoMarksAndNoSecondEnd() throws Exception {
    try (CampaignStore store = open()) {
      String id = store.start("gen2-007", plan(), START).id();
      store.end(id, State.ABORTED, START + 1);
      assertThat(store.annotate(id, new Annotation(START + 2, "", "late note")).annotations())
          .hasSize(1);
      assertThatThrownBy(() -> store.mark(id, new Mark(START + 3, "failover", true)))
          .hasMessageContaining("has ended");
      assertThatThrownBy(() -> store.end(id, State.COMPLETED, START + 3))
          .hasMessageContaining("has ended");
    }
  }

  @Test
  void markMustFitThePlanAndTheCourse() throws Exception {
    try (CampaignStore store = open()) {
      String id = store.start("gen2-007", plan(), START).id();
      assertThatThrownBy(() -> store.mark(id, new Mark(START, "failovr", true)))
          .isInstanceOf(CampaignRefusedException.class)
          .hasMessageContaining("Did you mean 'failover'?");
      assertThatThrownBy(() -> store.mark(id, new Mark(START, "whole", true)))
          .hasMessageContaining("no phase by hand");
      assertThatThrownBy(() -> store.mark(id, new Mark(START, "failover", false)))
          .hasMessageContaining("not on");
      store.mark(id, new Mark(START, "failover", true));
      assertThatThrownBy(() -> store.mark(id, new Mark(START, "failover", true)))
          .hasMessageContaining("on already");
    }
  }

  @Test
  void unknownCampaignAndEmptyNoteAreRefused() throws Exception {
    try (CampaignStore store = open()) {
      assertThatThrownBy(() -> store.end("none", State.ABORTED, START))
          .hasMessageContaining("no campaign 'none'");
      String id = store.start("gen2-007", plan(), START).id();
      assertThatThrownBy(() -> store.annotate(id, new Annotation(START, "", " ")))
          .hasMessageContaining("needs a text");
    }
  }

  @Test
  void fileThatIsNoneOfOursIsNotTouched() throws Exception {
    Path file = directory.resolve("campaigns.sqlite");
    Files.write(file, List.of("this is not a database, but it is long enough to be looked at"));
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("opened");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }
}
