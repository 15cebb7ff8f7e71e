package io.rackproof.collector.web;

import static io.rackproof.collector.live.SentRack.RACK;
import static io.rackproof.collector.live.SentRack.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.collector.campaign.CampaignStore;
import io.rackproof.collector.ingest.AgentStatus;
import io.rackproof.collector.live.Arrivals;
import io.rackproof.collector.live.LiveCampaigns;
import io.rackproof.collector.live.SentRack;
import io.rackproof.collector.live.SetClock;
import io.rackproof.collector.metrics.Exposition;
import io.rackproof.collector.remotewrite.NobodyWrites;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.collector.store.SampleStore.StoredBatch;
import io.rackproof.collector.store.StoreConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path directory;

  private final SetClock clock = new SetClock(START);
  private final SentRack rack = new SentRack("epoch-1");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Vertx vertx = Vertx.vertx();
  private SampleStore samples;
  private CampaignStore campaigns;
  private LiveCampaigns live;
  private Arrivals arrivals;
  private WebServer server;
  private volatile List<AgentStatus> agents = List.of();
  private volatile boolean healthy = true;

  @BeforeEach
  void start() throws Exception {
    samples = SampleStore.open(new StoreConfig(directory, StoreConfig.DEFAULT_SEAL_AFTER), clock);
    campaigns = CampaignStore.open(directory.resolve("campaigns.sqlite"));
    live = new LiveCampaigns(campaigns, samples, clock);
    arrivals = new Arrivals(clock);
    Exposition exposition =
        new Exposition(
            samples, live, campaigns, arrivals, () -> "own 1\n", Catalogue.load(), clock);
    server =
        WebServer.start(
            vertx,
            WebConfig.loopback(0),
            new WebParts(
                campaigns,
                samples,
                live,
                new SampledCampaigns(samples, directory.resolve("kept"), "rackproof test"),
                arrivals,
                () -> agents,
                exposition,
                NobodyWrites.receiver(clock),
                () -> healthy,
                "rackproof test",
                clock,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    campaigns.close();
    samples.close();
  }

  private void deliver(StoredBatch batch) throws IOException {
    samples.append(List.of(batch));
    live.stored(RACK.id(), batch.sequence(), batch.samples());
    arrivals.stored(RACK.id(), batch.samples());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return OpenApi.checked(
        http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()));
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return OpenApi.checked(http.send(request.build(), BodyHandlers.ofString()));
  }

  private HttpResponse<String> postJson(String path, Object body) throws Exception {
    return post(path, MAPPER.writeValueAsString(body), "Content-Type", "application/json");
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return MAPPER.readTree(response.body());
  }

  private String startCampaign() throws Exception {
    HttpResponse<String> response =
        postJson("/api/campaigns", Map.of("rack", RACK.id(), "plan", SentRack.PLAN));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return json(response).path("id").asText();
  }

  private String judgedCampaign(double celsius) throws Exception {
    String id = startCampaign();
    for (int second = 0; second < 10; second++) {
      deliver(rack.second(second, celsius));
    }
    clock.set(START + 10_000);
    live.round();
    return id;
  }

  @Test
  void campaignGoesFromStartToReport() throws Exception {
    String id = judgedCampaign(33);
    String path = "/api/campaigns/" + id;
    JsonNode scorecard = json(get(path + "/scorecard"));
    assertThat(scorecard.path("verdict").asText()).isEqualTo("FAIL");
    assertThat(scorecard.path("summary").asText())
        .isEqualTo(
            "gen2-007 FAIL so far: do not exercise the option. Score 50 of 100; failed COOL-14");
    assertThat(scorecard.path("criteria").path(1).path("members").path(0).path("value").asDouble())
        .isEqualTo(33);

    assertThat(postJson(path + "/marks", Map.of("phase", "failover", "entered", true)).statusCode())
        .isEqualTo(200);
    assertThat(
            postJson(path + "/annotations", Map.of("text", "pump 2 off", "author", "ann"))
                .statusCode())
        .isEqualTo(200);
    JsonNode finished = json(postJson(path + "/finish", Map.of()));
    assertThat(finished.path("state").asText()).isEqualTo("completed");
    assertThat(finished.path("annotations").path(0).path("text").asText()).isEqualTo("pump 2 off");
    assertThat(json(get(path + "/scorecard")).path("summary").asText())
        .startsWith("gen2-007 FAIL: do not exercise the option.");

    assertThat(get(path + "/report/html").body()).contains("COOL-14").contains("pump 2 off");
    assertThat(json(get(path + "/report/json")).path("criteria")).hasSize(2);
    assertThat(get(path + "/report/junit").body()).contains("<testsuite");
    assertThat(get(path + "/report/pdf").body()).startsWith("%PDF-");
    assertThat(get(path + "/report/html?lang=fr").body()).contains("lang=\"fr\"");
    assertThat(get(path + "/report/html?lang=tlh").statusCode()).isEqualTo(400);
    assertThat(get(path + "/report/docx").statusCode()).isEqualTo(404);
    assertThat(get(path + "/plan").body()).isEqualTo(SentRack.PLAN);
  }

  @Test
  void planMistakesComeAllAtOnceWithTheirPlaces() throws Exception {
    HttpResponse<String> response =
        postJson(
            "/api/campaigns",
            Map.of("rack", "r", "file", "my-plan.yaml", "plan", "plan: x\nphasen: {}\n"));
    assertThat(response.statusCode()).isEqualTo(422);
    JsonNode problems = json(response).path("problems");
    assertThat(problems.size()).isGreaterThanOrEqualTo(3);
    assertThat(problems.toString()).contains("my-plan.yaml").contains("Did you mean 'phases'?");
  }

  @Test
  void secondCampaignOnARackIsRefused() throws Exception {
    startCampaign();
    HttpResponse<String> response =
        postJson("/api/campaigns", Map.of("rack", RACK.id(), "plan", SentRack.PLAN));
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).path("error").asText()).contains("finish or abort it first");
  }

  @Test
  void bodiesThatLackSomethingAreRefusedWithAReason() throws Exception {
    String id = startCampaign();
    for (String body : List.of("", "[]", "{", "{\"text\": 3}", "{\"text\": \" \"}")) {
      HttpResponse<String> response =
          post("/api/campaigns/" + id + "/annotations", body, "Content-Type", "application/json");
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(json(response).path("error").asText()).as(body).isNotEmpty();
    }
    assertThat(postJson("/api/campaigns", Map.of("rack", "no such/rack", "plan", "x")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void pageOfAnotherOriginCanChangeNothing() throws Exception {
    String id = startCampaign();
    String path = "/api/campaigns/" + id + "/abort";
    assertThat(post(path, "{}", "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(post(path, "{}").statusCode()).isEqualTo(415);
    assertThat(
            post(path, "{}", "Content-Type", "application/json", "Origin", "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            post(path, "{}", "Content-Type", "application/json", "Sec-Fetch-Site", "cross-site")
                .statusCode())
        .isEqualTo(403);
    assertThat(json(get("/api/campaigns/" + id)).path("state").asText()).isEqualTo("running");
    assertThat(
            post(
                    path,
                    "{}",
                    "Content-Type",
                    "application/json",
                    "Origin",
                    "http://127.0.0.1:" + server.port(),
                    "Sec-Fetch-Site",
                    "same-origin")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void nameThatPointsAtThisMachineIsNotServed() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /api/racks HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 403").contains("rebound.example");
    }
  }

  @Test
  void everyAnswerForbidsForeignAndInlineCode() throws Exception {
    String id = judgedCampaign(30);
    for (String path : List.of("/", "/campaigns/" + id, "/api/racks", "/static/campaign.js")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
          .as(path)
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
    }
    String page = get("/campaigns/" + id).body();
    assertThat(page)
        .doesNotContain("<style")
        .doesNotContain("style=")
        .doesNotContain("onclick")
        .doesNotContain("http://")
        .doesNotContain("https://");
    assertThat(page.split("<script", -1)).allMatch(s -> !s.startsWith(">"));
  }

  @Test
  void pageShowsTheVerdictAndEveryCriterion() throws Exception {
    String id = judgedCampaign(33);
    assertThat(get("/campaigns/" + id).body())
        .contains("Do not exercise the option")
        .contains("COOL-14")
        .contains("Coolant supply temperature")
        .contains("33 °C")
        .contains("≤ 32 °C")
        .contains("PWR-01");
    assertThat(get("/").body()).contains(id).contains("gen2-007").contains("FAIL");
  }

  @Test
  void textOfPeopleIsEscaped() throws Exception {
    String id = startCampaign();
    postJson("/api/campaigns/" + id + "/annotations", Map.of("text", "<script>alert(1)</script>"));
    assertThat(get("/campaigns/" + id).body())
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert");
  }

  @Test
  void missingThingsAreToldToPeopleAndToPrograms() throws Exception {
    HttpResponse<String> program = get("/api/campaigns/none");
    assertThat(program.statusCode()).isEqualTo(404);
    assertThat(json(program).path("error").asText()).contains("no campaign 'none'");
    HttpResponse<String> person =
        http.send(
            HttpRequest.newBuilder(uri("/campaigns/none")).header("Accept", "text/html").build(),
            BodyHandlers.ofString());
    assertThat(person.statusCode()).isEqualTo(404);
    assertThat(person.body()).contains("<h1>404</h1>").contains("no campaign");
    assertThat(get("/static/../WebServer.class").statusCode()).isEqualTo(404);
  }

  @Test
  void tracesComeInColumnsWithTheLimitWorstMemberFirst() throws Exception {
    String id = judgedCampaign(30);
    JsonNode criteria = json(get("/api/campaigns/" + id + "/traces?members=1")).path("criteria");
    assertThat(criteria.path("COOL-14").path("high").asDouble()).isEqualTo(32);
    assertThat(criteria.path("COOL-14").has("low")).isFalse();
    JsonNode trace = criteria.path("PWR-01").path("traces").path(0);
    assertThat(trace.path("timeMillis").size()).isPositive().isEqualTo(trace.path("value").size());
    assertThat(get("/api/campaigns/" + id + "/traces?members=many").statusCode()).isEqualTo(400);
    assertThat(get("/api/campaigns/" + id + "/traces?criterion=NONE").statusCode()).isEqualTo(404);
  }

  /** The data of server-sent events of a kind, as they come. */
  private Iterator<JsonNode> events(String path, String kind) throws Exception {
    HttpResponse<Stream<String>> response =
        http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofLines());
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    Iterator<String> lines = response.body().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public JsonNode next() {
        String event = "";
        while (lines.hasNext()) {
          String line = lines.next();
          if (line.startsWith("event: ")) {
            event = line.substring(7);
          } else if (line.startsWith("data: ") && event.equals(kind)) {
            try {
              return MAPPER.readTree(line.substring(6));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        }
        throw new AssertionError("the stream has ended");
      }
    };
  }

  @Test
  void openPageGetsTheChangedPartsAlone() throws Exception {
    String id = judgedCampaign(30);
    Iterator<JsonNode> parts = events("/campaigns/" + id + "/events", "parts");
    JsonNode first = parts.next();
    assertThat(first.path("head").asText()).contains("PASS");
    assertThat(first.path("c-COOL-14").asText()).contains("30 °C");

    deliver(rack.second(10, 35));
    clock.set(START + 11_000);
    live.round();
    JsonNode second = parts.next();
    assertThat(second.path("head").asText()).contains("FAIL");
    assertThat(second.path("c-COOL-14").asText()).contains("35 °C");
    assertThat(second.has("notes")).isFalse();
  }

  @Test
  void programsGetEachScorecard() throws Exception {
    String id = judgedCampaign(30);
    Iterator<JsonNode> scorecards = events("/api/campaigns/" + id + "/events", "scorecard");
    assertThat(scorecards.next().path("verdict").asText()).isEqualTo("PASS");
    postJson("/api/campaigns/" + id + "/finish", Map.of());
    JsonNode last = scorecards.next();
    while (!last.path("complete").asBoolean()) {
      last = scorecards.next();
    }
    assertThat(last.path("campaign").path("state").asText()).isEqualTo("completed");
  }

  @Test
  void healthAndMetricsAreThereForMachines() throws Exception {
    deliver(rack.second(0, 30));
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    healthy = false;
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElse(""))
        .isEqualTo(Exposition.CONTENT_TYPE);
    assertThat(metrics.body()).contains("pdu_input_power_watts{").endsWith("own 1\n");
  }

  @Test
  void racksAndTheirLatestSamplesAreThere() throws Exception {
    deliver(rack.second(0, 30));
    JsonNode racks = json(get("/api/racks")).path("racks");
    assertThat(racks.path(0).path("id").asText()).isEqualTo("gen2-007");
    assertThat(racks.path(0).path("generation").asText()).isEqualTo("gen2");
    JsonNode latest =
        json(get("/api/racks/gen2-007/samples?metric=cdu_supply_temperature_celsius"))
            .path("samples");
    assertThat(latest).hasSize(1);
    assertThat(latest.path(0).path("value").asDouble()).isEqualTo(30);
    assertThat(latest.path(0).path("quality").asText()).isEqualTo("good");
    assertThat(get("/api/racks/none/samples").statusCode()).isEqualTo(404);
  }
}
