package io.rackproof.collector.web;

import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.SentRack;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of racks, the page of one criterion, and the page that begins a campaign. */
class LivePagesTest {

  private static final String RACK = "gen2-007";

  @TempDir Path directory;
  private ServedCollector collector;

  @BeforeEach
  void start() throws Exception {
    collector = ServedCollector.start(directory);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private String campaign(double celsius) throws Exception {
    HttpResponse<String> begun =
        collector.post("/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    for (int second = 0; second < 10; second++) {
      collector.second(RACK, second, celsius);
    }
    collector.at(10);
    collector.second(RACK, 10, celsius);
    return ServedCollector.json(begun).path("id").asText();
  }

  private static AgentStatus agent(long acknowledged, long newest) {
    return new AgentStatus(
        RACK, "epoch", "127.0.0.1", "rackproof-agent 0.1.0", START, acknowledged, newest, 0, 0);
  }

  @Test
  void theFleetTellsHealthAgentBacklogClockAndCampaignOfEachRack() throws Exception {
    String id = campaign(40);
    collector.connected(List.of(agent(7, 10)));
    collector.clock(RACK, 12, 30);

    String page = collector.page("/racks").body();

    assertThat(page)
        .contains("gen2-007", "EVT3", "3 batches", "+12 ms ± 30 ms", "rackproof-agent 0.1.0", id)
        .contains("badge pass")
        .contains("FAIL");
  }

  @Test
  void aRackThatIsSilentOrHasAWrongClockOrLostADeviceIsNotGood() throws Exception {
    campaign(20);
    collector.clock(RACK, -2_000, 30);
    assertThat(collector.page("/racks").body()).contains("clock off", "by at least 1.97 s");

    collector.clock(RACK, 0, 5);
    collector.deviceDown(RACK, "pdu-b", 10);
    assertThat(collector.page("/racks").body()).contains("device lost", "no answer from pdu-b");

    collector.at(75);
    assertThat(collector.page("/racks").body()).contains("silent", "nothing for 1m5s");
  }

  @Test
  void aRackThatARunningCampaignWaitsForIsOnThePageBeforeItHasSentAnything() throws Exception {
    collector.post("/api/campaigns", Map.of("rack", "gen3-001", "plan", SentRack.PLAN));
    assertThat(collector.page("/racks").body()).contains("gen3-001", "not heard of");
  }

  @Test
  void theFleetsStreamSendsTheRowsThatChanged() throws Exception {
    campaign(20);
    try (ServedCollector.Lines lines = collector.lines("/racks/events")) {
      String first = lines.take(line -> line.startsWith("data: "));
      assertThat(first).contains("fleet-counts", "rack-gen2-007", "good");
      collector.connected(List.of(agent(3, 90)));
      String next = lines.take(line -> line.startsWith("data: ") && line.contains("87 batches"));
      assertThat(next).contains("rack-gen2-007", "behind");
    }
  }

  @Test
  void theExcerptOfACriterionHasTheSignalAndTheSamplesAroundTheWorstMoment() throws Exception {
    String id = campaign(40);
    JsonNode excerpt =
        ServedCollector.json(
            collector.get("/api/campaigns/" + id + "/criteria/COOL-14/excerpt?span=4"));

    assertThat(excerpt.path("unit").asText()).isEqualTo("°C");
    assertThat(excerpt.path("high").asDouble()).isEqualTo(32);
    assertThat(excerpt.path("worstMillis").asLong()).isEqualTo(START + 300);
    assertThat(excerpt.path("fromMillis").asLong()).isEqualTo(START);
    assertThat(excerpt.path("toMillis").asLong()).isEqualTo(START + 2_300);
    assertThat(excerpt.path("series")).hasSize(1);
    JsonNode series = excerpt.path("series").get(0);
    assertThat(series.path("metric").asText()).isEqualTo("cdu_supply_temperature_celsius");
    assertThat(series.path("timeMillis")).hasSize(2);
    assertThat(series.path("quality").get(0).asText()).isEqualTo("good");
    JsonNode trace = excerpt.path("trace");
    assertThat(trace.path("timeMillis").get(0).asLong()).isEqualTo(START + 300);
    assertThat(trace.path("value").get(0).asDouble()).isEqualTo(40);
    assertThat(excerpt.path("truncated").asBoolean()).isFalse();
  }

  @Test
  void anExcerptOfASumHasTheSamplesOfAllItsSeriesAndTheSignalInTheLimitsUnit() throws Exception {
    String id = campaign(20);
    JsonNode excerpt =
        ServedCollector.json(
            collector.get(
                "/api/campaigns/" + id + "/criteria/PWR-01/excerpt?span=3&at=" + (START + 5_000)));
    assertThat(excerpt.path("series")).hasSize(2);
    assertThat(excerpt.path("trace").path("value").get(0).asDouble()).isBetween(130.0, 130.1);
    assertThat(excerpt.path("atMillis").asLong()).isEqualTo(START + 5_000);
  }

  @Test
  void theSignalHasAGapWhereNoSampleHolds() throws Exception {
    String id =
        ServedCollector.json(
                collector.post("/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN)))
            .path("id")
            .asText();
    for (int second : List.of(0, 1, 2, 9, 10)) {
      collector.second(RACK, second, 20);
    }
    collector.at(11);
    JsonNode values =
        ServedCollector.json(
                collector.get(
                    "/api/campaigns/"
                        + id
                        + "/criteria/COOL-14/excerpt?span=30&at="
                        + (START + 5_000)))
            .path("trace")
            .path("value");
    assertThat(values).anyMatch(JsonNode::isNull);
  }

  @Test
  void whatAnExcerptCannotBeOfIsRefused() throws Exception {
    String id = campaign(20);
    String path = "/api/campaigns/" + id + "/criteria/";
    assertThat(collector.get(path + "NONE-1/excerpt").statusCode()).isEqualTo(404);
    assertThat(collector.get(path + "COOL-14/excerpt?member=2").statusCode()).isEqualTo(400);
    assertThat(collector.get(path + "COOL-14/excerpt?at=now").statusCode()).isEqualTo(400);
    assertThat(collector.get(path + "COOL-14/excerpt?span=0").statusCode()).isEqualTo(400);
  }

  @Test
  void theCriterionsPageHasItsSignalItsMembersAndItsNeighbours() throws Exception {
    String id = campaign(40);
    String page =
        collector.page("/campaigns/" + id + "/racks/" + RACK + "/criteria/COOL-14").body();
    assertThat(page)
        .contains("cdu_supply_temperature_celsius", "data-member=\"1\"", "cdu-1")
        .contains("/criteria/PWR-01");
  }

  @Test
  void theCampaignsPageLinksEachCriterionAndCanBeFiltered() throws Exception {
    String id = campaign(40);
    String page = collector.page("/campaigns/" + id).body();
    assertThat(page)
        .contains("/racks/gen2-007/criteria/COOL-14", "data-filter-verdict=\"fail\"")
        .contains("data-area=\"cooling\"", "data-filter-text");
  }

  @Test
  void tracesOfSeveralCriteriaAreAskedForAtOnce() throws Exception {
    String id = campaign(20);
    JsonNode both =
        ServedCollector.json(
            collector.get("/api/campaigns/" + id + "/traces?criterion=PWR-01&criterion=COOL-14"));
    assertThat(both.path("criteria").fieldNames()).toIterable().hasSize(2);
  }

  @Test
  void aCampaignCanBeBegunFromItsPageOnRacksThatAreFree() throws Exception {
    campaign(20);
    collector.second("gen2-008", 5, 20);
    String page = collector.page("/campaigns/new").body();
    assertThat(page).contains("value=\"gen2-008\"", "busy with");
  }
}
