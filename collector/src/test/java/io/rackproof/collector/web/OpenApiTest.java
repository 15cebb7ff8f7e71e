package io.rackproof.collector.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.rackproof.collector.live.SentRack;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The document of the HTTP API against the running server. */
class OpenApiTest {

  /** For people: what they get is HTML, and changes as pages do. */
  private static final List<String> PAGES =
      List.of(
          "GET /",
          "GET /racks",
          "GET /racks/events",
          "GET /campaigns/new",
          "GET /campaigns/:id",
          "GET /campaigns/:id/events",
          "GET /campaigns/:id/racks/:rack",
          "GET /campaigns/:id/racks/:rack/criteria/:criterion",
          "GET /compare",
          "GET /sign-in",
          "GET /sign-in/openid",
          "GET /sign-in/openid/callback",
          "GET /audit");

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

  @Test
  void allThatTheServerAnswersIsInTheDocumentAndTheOtherWayRound() {
    List<String> served =
        collector.routes().stream()
            .filter(route -> !route.contains(" /static/") && !PAGES.contains(route))
            .toList();
    assertThat(served).containsExactlyInAnyOrderElementsOf(OpenApi.routes());
    assertThat(collector.routes()).containsAll(PAGES);
  }

  @Test
  void theServerServesTheDocument() throws Exception {
    assertThat(collector.get("/api/v1/openapi.yaml").body())
        .isEqualTo(Files.readString(OpenApi.FILE));
    assertThat(OpenApi.document().path("openapi").asText()).isEqualTo("3.1.0");
  }

  @Test
  void theDocumentIsAsTheSchemaOfOpenApiSays() throws Exception {
    JsonNode document =
        new ObjectMapper()
            .valueToTree(
                new Load(LoadSettings.builder().build())
                    .loadFromString(Files.readString(OpenApi.FILE)));
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    try (InputStream in = OpenApiTest.class.getResourceAsStream("openapi-3.1/schema.json")) {
      JsonSchema schema = factory.getSchema(in);
      assertThat(schema.validate(document)).isEmpty();
      ((ObjectNode) document.at("/paths/~1api~1racks/get/responses/200")).put("by id", "");
      assertThat(schema.validate(document)).isNotEmpty();
    }
    JsonSchema ofSchemas = factory.getSchema(SchemaLocation.of(SchemaId.V202012));
    assertThat(document.at("/components/schemas")).isNotEmpty();
    document
        .at("/components/schemas")
        .properties()
        .forEach(e -> assertThat(ofSchemas.validate(e.getValue())).as(e.getKey()).isEmpty());
  }

  @Test
  void everyReferenceOfTheDocumentLeadsSomewhereAndEveryComponentIsUsed() {
    JsonNode document = OpenApi.document();
    List<String> references =
        document.findValuesAsText("$ref").stream().map(r -> r.substring(1)).toList();
    assertThat(references).allSatisfy(r -> assertThat(document.at(r).isMissingNode()).isFalse());
    for (String kind : List.of("schemas", "parameters", "responses")) {
      document
          .path("components")
          .path(kind)
          .fieldNames()
          .forEachRemaining(
              name -> assertThat(references).contains("/components/" + kind + "/" + name));
    }
    assertThat(document.path("paths").findValuesAsText("operationId")).doesNotHaveDuplicates();
  }

  @Test
  void everyPathAndMethodAnswersAsTheDocumentSays() throws Exception {
    HttpResponse<String> begun =
        collector.post("/api/campaigns", Map.of("rack", RACK, "plan", SentRack.PLAN_BY_HAND));
    String id = ServedCollector.json(begun).path("id").asText();
    String path = "/api/campaigns/" + id;
    for (int second = 0; second < 10; second++) {
      collector.second(RACK, second, 40);
    }
    collector.at(10);
    collector.clock(RACK, 12, 30);
    collector.lose("gen2-008", SentRack.START, SentRack.START + 1_000, 5);
    for (String get :
        List.of(
            "/api/racks",
            "/api/racks/" + RACK + "/samples",
            "/api/campaigns",
            path,
            path + "/attempts",
            path + "/scorecard",
            path + "/scorecards",
            path + "/traces",
            path + "/criteria/COOL-14/excerpt",
            path + "/criteria/CAB-01/excerpt",
            path + "/completeness",
            path + "/samples",
            path + "/evidence",
            path + "/plan",
            path + "/report/html",
            path + "/report/json",
            path + "/report/pdf?lang=fr",
            "/api/compare?of=" + id,
            "/api/compare/html?lang=fr&of=" + id,
            "/healthz",
            "/metrics",
            "/metrics/collector",
            "/metrics/racks/" + RACK,
            "/metrics/campaigns/" + id,
            "/api/prometheus/targets")) {
      assertThat(collector.get(get).statusCode()).as(get).isEqualTo(200);
    }
    change(path + "/marks", Map.of("phase", "failover", "entered", true));
    change(path + "/annotations", Map.of("text", "a note", "author", "ann"));
    change(path + "/entries", Map.of("criterion", "CAB-01", "verdict", "PASS", "by", "ann"));
    change(
        path + "/waivers",
        Map.of("criterion", "COOL-14", "reason", "r", "expires", "2026-12-31", "by", "ann"));
    change(path + "/waivers/1/sign-offs", Map.of("by", "ben"));
    change(path + "/finish", Map.of());
    change(path + "/decisions", Map.of("decision", "DECLINE", "by", "ann", "reason", "r"));
    assertThat(collector.get(path + "/scorecard").statusCode()).isEqualTo(200);
    String second =
        ServedCollector.json(collector.post(path + "/retest", Map.of())).path("id").asText();
    change("/api/campaigns/" + second + "/abort", Map.of("reason", "r"));
    String third =
        ServedCollector.json(collector.post(path + "/retest", Map.of())).path("id").asText();
    change("/api/campaigns/" + third + "/error", Map.of("reason", "r"));
    assertThat(collector.get("/api/campaigns/none").statusCode()).isEqualTo(404);
    assertThat(collector.get("/metrics/racks/none").statusCode()).isEqualTo(404);
    assertThat(collector.get("/metrics/campaigns/none").statusCode()).isEqualTo(404);
    // This collector makes none; EvidenceBundleTest asks one that does.
    assertThat(collector.get(path + "/bundle").statusCode()).isEqualTo(404);
    assertThat(collector.post("/api/v1/write", Map.of()).statusCode()).isGreaterThanOrEqualTo(400);
    collector.get("/api/v1/openapi.yaml");
    // Nobody signs in here; SignInPagesTest asks where people do.
    collector.post("/api/sign-in", Map.of());
    collector.post("/api/sign-out", Map.of());
    collector.get("/api/session");
    collector.get("/api/audit");

    List<String> answered =
        OpenApi.checkedAnswers().stream().map(a -> a.substring(0, a.lastIndexOf(' '))).toList();
    OpenApi.document()
        .path("paths")
        .properties()
        .forEach(
            one ->
                one.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          // A stream has no end to wait for; other tests read it.
                          if (!one.getKey().endsWith("/events")) {
                            assertThat(answered).contains(method + " " + one.getKey());
                          }
                        }));
  }

  private void change(String path, Map<String, ?> body) throws Exception {
    HttpResponse<String> answer = collector.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void anAnswerWithAFieldThatTheDocumentDoesNotTellOfIsFound() throws Exception {
    HttpResponse<String> real = collector.get("/healthz");
    ObjectNode other = (ObjectNode) ServedCollector.json(real);
    other.put("more", 1);
    assertThatThrownBy(() -> OpenApi.checked(new Changed(real, other.toString())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("more");
  }

  /** A real answer with another body. */
  private record Changed(HttpResponse<String> real, String body) implements HttpResponse<String> {
    @Override
    public int statusCode() {
      return real.statusCode();
    }

    @Override
    public java.net.http.HttpRequest request() {
      return real.request();
    }

    @Override
    public java.util.Optional<HttpResponse<String>> previousResponse() {
      return real.previousResponse();
    }

    @Override
    public java.net.http.HttpHeaders headers() {
      return real.headers();
    }

    @Override
    public java.util.Optional<javax.net.ssl.SSLSession> sslSession() {
      return real.sslSession();
    }

    @Override
    public java.net.URI uri() {
      return real.uri();
    }

    @Override
    public java.net.http.HttpClient.Version version() {
      return real.version();
    }
  }
}
