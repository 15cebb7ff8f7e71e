package io.rackproof.collector.web;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.live.SentRack;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts and people do to campaigns on several racks, over HTTP. */
class CampaignCourseApiTest {

  private static final String OTHER = "gen2-008";

  @TempDir java.nio.file.Path directory;

  private ServedCollector collector;

  @BeforeEach
  void start() throws Exception {
    collector = ServedCollector.start(directory);
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private String startOnBoth() throws Exception {
    HttpResponse<String> begun =
        collector.post(
            "/api/campaigns", Map.of("racks", List.of(RACK.id(), OTHER), "plan", SentRack.PLAN));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    return ServedCollector.json(begun).path("id").asText();
  }

  /** The first rack too warm, the other fine. */
  private String judgedOnBoth() throws Exception {
    String id = startOnBoth();
    for (int second = 0; second < 10; second++) {
      collector.second(RACK.id(), second, 33);
      collector.second(OTHER, second, 30);
    }
    collector.at(10);
    return id;
  }

  private JsonNode get(String path) throws Exception {
    return ServedCollector.json(collector.get(path));
  }

  @Test
  void eachRackHasAScorecardOfItsOwn() throws Exception {
    String path = "/api/campaigns/" + judgedOnBoth();
    JsonNode cards = get(path + "/scorecards").path("scorecards");
    assertThat(cards).hasSize(2);
    assertThat(cards.path(0).path("rack").asText()).isEqualTo(RACK.id());
    assertThat(cards.path(0).path("verdict").asText()).isEqualTo("FAIL");
    assertThat(cards.path(1).path("rack").asText()).isEqualTo(OTHER);
    assertThat(cards.path(1).path("verdict").asText()).isEqualTo("PASS");
    assertThat(get(path + "/scorecard?rack=" + OTHER).path("verdict").asText()).isEqualTo("PASS");

    HttpResponse<String> unnamed = collector.get(path + "/scorecard");
    assertThat(unnamed.statusCode()).isEqualTo(400);
    assertThat(unnamed.body()).contains("gen2-007, gen2-008: say which with ?rack=");
    HttpResponse<String> unknown = collector.get(path + "/scorecard?rack=gen2-009");
    assertThat(unknown.statusCode()).isEqualTo(404);

    assertThat(get(path + "/traces?rack=" + OTHER).path("criteria").path("COOL-14").path("traces"))
        .hasSize(1);
    assertThat(get(path + "/report/json?rack=" + OTHER).path("rack").path("id").asText())
        .isEqualTo(OTHER);
    assertThat(collector.get(path + "/report/html?rack=" + RACK.id()).body()).contains("gen2-007");
    assertThat(collector.get("/metrics").body())
        .contains("criterion=\"COOL-14\",gate=\"true\",rack=\"gen2-007\"")
        .contains("criterion=\"COOL-14\",gate=\"true\",rack=\"gen2-008\"");
  }

  @Test
  void pagesShowAllRacksAndEachAlone() throws Exception {
    String id = judgedOnBoth();
    String all = collector.page("/campaigns/" + id).body();
    assertThat(all)
        .contains("/campaigns/" + id + "/racks/gen2-007")
        .contains("the worst of 2 racks");
    String one = collector.page("/campaigns/" + id + "/racks/" + OTHER).body();
    assertThat(one).contains("data-rack=\"gen2-008\"").contains("COOL-14");
    assertThat(collector.page("/campaigns/" + id + "/racks/none").statusCode()).isEqualTo(404);
    assertThat(collector.page("/").body()).contains("gen2-007, gen2-008");
  }

  @Test
  void eventsOfACampaignBringTheScorecardsOfAllItsRacks() throws Exception {
    String id = judgedOnBoth();
    try (var lines = collector.lines("/api/campaigns/" + id + "/events")) {
      assertThat(
              lines.take(
                  l -> l.startsWith("data:") && l.contains("\"rack\":\"gen2-007\",\"summary\"")))
          .contains("\"verdict\":\"FAIL\"");
      assertThat(
              lines.take(
                  l -> l.startsWith("data:") && l.contains("\"rack\":\"gen2-008\",\"summary\"")))
          .contains("\"verdict\":\"PASS\"");
    }
    try (var lines = collector.lines("/campaigns/" + id + "/events")) {
      assertThat(lines.take(l -> l.startsWith("data:")))
          .contains("\"overview\"")
          .contains("matrix");
    }
    try (var lines = collector.lines("/campaigns/" + id + "/events?rack=" + OTHER)) {
      assertThat(lines.take(l -> l.startsWith("data:"))).contains("\"head\"").contains("c-COOL-14");
    }
  }

  @Test
  void threeAxesStayApart() throws Exception {
    String id = judgedOnBoth();
    String path = "/api/campaigns/" + id;
    assertThat(collector.post(path + "/finish", Map.of()).statusCode()).isEqualTo(200);
    JsonNode asked =
        ServedCollector.json(
            collector.post(
                path + "/waivers",
                Map.of(
                    "criterion", "COOL-14",
                    "rack", RACK.id(),
                    "reason", "chiller under repair",
                    "expires", "2026-12-31",
                    "by", "ann")));
    assertThat(asked.path("waivers").path(0).path("state").asText()).isEqualTo("pending");
    JsonNode card = get(path + "/scorecard?rack=" + RACK.id());
    assertThat(card.path("withWaivers").isNull()).isTrue();
    assertThat(card.path("criteria").path(1).path("disposition").asText())
        .isEqualTo("WAIVER_PENDING");

    assertThat(collector.post(path + "/waivers/1/sign-offs", Map.of("by", "bob")).statusCode())
        .isEqualTo(200);
    assertThat(
            collector
                .post(
                    path + "/decisions",
                    Map.of("decision", "accept", "by", "cleo", "reason", "good enough"))
                .statusCode())
        .isEqualTo(200);
    card = get(path + "/scorecard?rack=" + RACK.id());
    assertThat(card.path("campaign").path("outcome").asText()).isEqualTo("COMPLETED");
    assertThat(card.path("verdict").asText()).isEqualTo("FAIL");
    assertThat(card.path("recommendation").asText()).isEqualTo("DECLINE");
    assertThat(card.path("criteria").path(1).path("verdict").asText()).isEqualTo("FAIL");
    assertThat(card.path("criteria").path(1).path("disposition").asText()).isEqualTo("WAIVED");
    // The gate does not block any more, but the score counts what was measured.
    assertThat(card.path("withWaivers").path("recommendation").asText()).isEqualTo("DECLINE");
    assertThat(card.path("withWaivers").path("reasons").toString())
        .contains("score")
        .doesNotContain("Gate COOL-14");
    assertThat(card.path("decision").path("decision").asText()).isEqualTo("ACCEPT");
    assertThat(get(path + "/scorecard?rack=" + OTHER).path("waivers")).isEmpty();

    JsonNode report = get(path + "/report/json?rack=" + RACK.id());
    assertThat(report.path("campaign").path("outcome").asText()).isEqualTo("COMPLETED");
    assertThat(report.path("waivers").path(0).path("signOffs")).hasSize(2);
    assertThat(report.path("criteria").path(1).path("disposition").asText()).isEqualTo("WAIVED");
    assertThat(collector.get(path + "/report/html?rack=" + RACK.id()).body())
        .contains("Waivers and decisions")
        .contains("With waivers")
        .contains("chiller under repair")
        .contains("accepted by cleo");
    assertThat(collector.page("/campaigns/" + id + "/racks/" + RACK.id()).body())
        .contains("With waivers:")
        .contains("accepted by cleo");

    collector.at(60 * 86_400);
    card = get(path + "/scorecard?rack=" + RACK.id());
    assertThat(card.path("waivers").path(0).path("state").asText()).isEqualTo("expired");
    assertThat(card.path("criteria").path(1).path("disposition").asText())
        .isEqualTo("WAIVER_EXPIRED");
    assertThat(card.path("withWaivers").isNull()).isTrue();
  }

  private JsonNode criterion(String path, String rack, String id) throws Exception {
    for (JsonNode one : get(path + "/scorecard?rack=" + rack).path("criteria")) {
      if (one.path("id").asText().equals(id)) {
        return one;
      }
    }
    throw new AssertionError("no criterion " + id);
  }

  @Test
  void whatAPersonEntersIsJudgedAlsoAfterTheEnd() throws Exception {
    HttpResponse<String> begun =
        collector.post(
            "/api/campaigns",
            Map.of("racks", List.of(RACK.id(), OTHER), "plan", SentRack.PLAN_BY_HAND));
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    String path = "/api/campaigns/" + ServedCollector.json(begun).path("id").asText();
    for (int second = 0; second < 10; second++) {
      collector.second(RACK.id(), second, 30);
      collector.second(OTHER, second, 30);
    }
    collector.at(10);
    assertThat(
            collector
                .post(
                    path + "/entries",
                    Map.of("criterion", "CAB-01", "verdict", "FAIL", "by", "ann", "note", "torn"))
                .statusCode())
        .isEqualTo(200);
    assertThat(collector.post(path + "/finish", Map.of()).statusCode()).isEqualTo(200);
    assertThat(criterion(path, OTHER, "CAB-01").path("verdict").asText()).isEqualTo("FAIL");
    assertThat(criterion(path, OTHER, "COOL-27").path("verdict").asText())
        .isEqualTo("INCONCLUSIVE");

    assertThat(
            collector
                .post(
                    path + "/entries",
                    Map.of("criterion", "CAB-01", "rack", OTHER, "verdict", "pass", "by", "bob"))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            collector
                .post(
                    path + "/entries",
                    Map.of("criterion", "COOL-27", "value", 45, "uncertainty", 2, "by", "bob"))
                .statusCode())
        .isEqualTo(200);
    assertThat(criterion(path, RACK.id(), "CAB-01").path("verdict").asText()).isEqualTo("FAIL");
    assertThat(criterion(path, RACK.id(), "CAB-01").path("reason").asText())
        .contains("ann")
        .contains("torn");
    assertThat(criterion(path, OTHER, "CAB-01").path("verdict").asText()).isEqualTo("PASS");
    JsonNode filter = criterion(path, OTHER, "COOL-27");
    assertThat(filter.path("verdict").asText()).isEqualTo("PASS");
    assertThat(filter.path("members").path(0).path("value").asDouble()).isEqualTo(45);
    assertThat(get(path).path("entries")).hasSize(3);
    assertThat(get(path + "/report/json?rack=" + OTHER).path("campaign").path("entries"))
        .hasSize(3);
    assertThat(collector.get(path + "/report/html?rack=" + OTHER).body())
        .contains("Entered by hand")
        .contains("45 ± 2 µm");
    assertThat(collector.page(path.substring(4)).body())
        .contains("read the filter's data sheet")
        .contains("Value in µm");
  }

  @Test
  void abortedRunIsTestedAgainAndBothAttemptsAreListed() throws Exception {
    String id = judgedOnBoth();
    String path = "/api/campaigns/" + id;
    HttpResponse<String> early = collector.post(path + "/retest", Map.of());
    assertThat(early.statusCode()).isEqualTo(409);
    JsonNode aborted =
        ServedCollector.json(collector.post(path + "/abort", Map.of("reason", "a hose burst")));
    assertThat(aborted.path("outcome").asText()).isEqualTo("ABORTED");
    assertThat(aborted.path("outcomeReason").asText()).isEqualTo("a hose burst");
    HttpResponse<String> again = collector.post(path + "/retest", Map.of());
    assertThat(again.statusCode()).isEqualTo(201);
    JsonNode second = ServedCollector.json(again);
    assertThat(second.path("attempt").asInt()).isEqualTo(2);
    assertThat(second.path("firstAttempt").asText()).isEqualTo(id);
    assertThat(get(path + "/attempts").path("campaigns")).hasSize(2);
    assertThat(collector.page("/campaigns/" + second.path("id").asText()).body())
        .contains("Attempt 1");
  }

  @Test
  void runThatWasAbortedRecommendsNoPurchaseThoughAllThatWasMeasuredIsGood() throws Exception {
    String finished = minuteOnTheOther(0);
    collector.post(finished + "/finish", Map.of());
    assertThat(get(finished + "/scorecard").path("recommendation").asText()).isEqualTo("EXERCISE");
    String path = minuteOnTheOther(61);
    collector.post(path + "/abort", Map.of("reason", "r"));
    JsonNode aborted = get(path + "/scorecard");
    assertThat(aborted.path("verdict").asText()).isEqualTo("PASS");
    assertThat(aborted.path("recommendation").asText()).isEqualTo("UNDECIDED");
    assertThat(aborted.path("reasons").toString())
        .contains("The run was cut short, by a person or by an error: it recommends no purchase");
    assertThat(collector.get(path + "/report/html").body()).contains("cut short");
  }

  /** A campaign in which all is good, as a path. */
  private String minuteOnTheOther(int from) throws Exception {
    collector.at(from);
    HttpResponse<String> begun =
        collector.post("/api/campaigns", Map.of("rack", OTHER, "plan", SentRack.PLAN));
    for (int second = from; second < from + 60; second++) {
      collector.second(OTHER, second, 30);
    }
    collector.at(from + 60L);
    return "/api/campaigns/" + ServedCollector.json(begun).path("id").asText();
  }

  @Test
  void runInWhichSamplesWereLostEndsAsAnError() throws Exception {
    String id = judgedOnBoth();
    collector.lose(OTHER, START + 3_000, START + 4_000, 12);
    JsonNode ended =
        ServedCollector.json(collector.post("/api/campaigns/" + id + "/finish", Map.of()));
    assertThat(ended.path("outcome").asText()).isEqualTo("ERROR");
    assertThat(ended.path("outcomeReason").asText())
        .isEqualTo("12 samples of rack gen2-008 were lost: spool full");
  }

  @Test
  void repeatedRequestWithItsKeyMakesNothingTwice() throws Exception {
    Map<String, Object> body = Map.of("rack", RACK.id(), "plan", SentRack.PLAN);
    HttpResponse<String> first = collector.post("/api/campaigns", body, "Idempotency-Key", "run-1");
    HttpResponse<String> second =
        collector.post("/api/campaigns", body, "Idempotency-Key", "run-1");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(get("/api/campaigns").path("campaigns")).hasSize(1);

    String path = "/api/campaigns/" + ServedCollector.json(first).path("id").asText();
    assertThat(collector.post(path + "/finish", Map.of(), "Idempotency-Key", "run-1").statusCode())
        .isEqualTo(409);
    for (int i = 0; i < 3; i++) {
      assertThat(
              collector
                  .post(path + "/annotations", Map.of("text", "once"), "Idempotency-Key", "note-1")
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(get(path).path("annotations")).hasSize(1);
    assertThat(collector.post(path + "/finish", Map.of(), "Idempotency-Key", " ").statusCode())
        .isEqualTo(400);
  }

  @Test
  void mistakesInABodyAreToldWithTheField() throws Exception {
    String path = "/api/campaigns/" + startOnBoth();
    record Case(String action, Map<String, ?> body, int status, String told) {}

    List<Case> cases =
        List.of(
            new Case("waivers", Map.of("criterion", "COOL-14"), 400, "'expires'"),
            new Case(
                "waivers",
                Map.of("criterion", "COOL-14", "expires", "soon", "reason", "r", "by", "a"),
                400,
                "a date such as 2026-12-31"),
            new Case("waivers/x/sign-offs", Map.of("by", "bob"), 404, "number from 1"),
            new Case("waivers/1/sign-offs", Map.of("by", "bob"), 409, "no waiver 1"),
            new Case(
                "decisions",
                Map.of("decision", "maybe", "by", "a", "reason", "r"),
                400,
                "\\\"ACCEPT\\\""),
            new Case(
                "entries",
                Map.of("criterion", "COOL-14", "verdict", "PASS", "by", "ann"),
                409,
                "judged from samples"),
            new Case(
                "entries",
                Map.of("criterion", "COOL-14", "value", "12", "by", "ann"),
                400,
                "'value' is a number"),
            new Case(
                "marks",
                Map.of("phase", "failover", "entered", true, "rack", "other"),
                409,
                "does not judge rack 'other'"));
    for (Case one : cases) {
      HttpResponse<String> answer = collector.post(path + "/" + one.action(), one.body());
      assertThat(answer.statusCode()).as(one + ": " + answer.body()).isEqualTo(one.status());
      assertThat(answer.body()).contains(one.told());
    }
    HttpResponse<String> none =
        collector.post("/api/campaigns", Map.of("racks", List.of(), "plan", "x"));
    assertThat(none.statusCode()).isEqualTo(400);
  }

  @Test
  void reportOfAnEndedCampaignTellsWhatCameAfterItWasMade() throws Exception {
    String path = "/api/campaigns/" + judgedOnBoth();
    collector.post(path + "/finish", Map.of());
    String report = path + "/report/json?rack=" + RACK.id();
    JsonNode first = get(report);
    assertThat(first.path("losses")).isEmpty();
    assertThat(collector.get(report).body()).isEqualTo(collector.get(report).body());
    collector.lose(RACK.id(), SentRack.START + 2_000, SentRack.START + 3_000, 5);
    assertThat(get(report).path("data").path("lost").asLong()).isEqualTo(5);
    collector.post(path + "/annotations", Map.of("text", "door was open", "author", "ann"));
    assertThat(collector.get(report).body()).contains("door was open");
    assertThat(get(path + "/report/json?rack=" + OTHER).path("losses")).isEmpty();
  }
}
