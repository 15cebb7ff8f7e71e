package io.rackproof.collector.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published document of the HTTP API, and whether answers are as it says. */
final class OpenApi {

  static final Path FILE = Path.of("../docs/openapi.yaml");

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final JsonNode DOCUMENT = read();
  private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

  /** {@code get /api/racks 200} of all answers that were checked in this JVM. */
  private static final Set<String> CHECKED = ConcurrentHashMap.newKeySet();

  private OpenApi() {}

  private static JsonNode read() {
    try {
      JsonNode document =
          MAPPER.valueToTree(
              new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE)));
      document.at("/components/schemas").forEach(OpenApi::close);
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In a test, a field that the document does not tell of is a mistake. */
  private static void close(JsonNode schema) {
    if (schema.has("properties") && !schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
  }

  static JsonNode document() {
    return DOCUMENT;
  }

  static Set<String> checkedAnswers() {
    return Set.copyOf(CHECKED);
  }

  /** {@code GET /api/racks/:rack/samples} of all that it describes. */
  static List<String> routes() {
    List<String> routes = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            routes.add(
                                method.toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey().replaceAll("\\{(\\w+)}", ":$1"))));
    return routes;
  }

  /** The same answer, once it is found to be as the document says. */
  static HttpResponse<String> checked(HttpResponse<String> answer) {
    String path = answer.uri().getPath();
    String method = answer.request().method().toLowerCase(java.util.Locale.ROOT);
    Optional<String> template = template(path);
    if (template.isEmpty()) {
      return answer;
    }
    JsonNode operation = DOCUMENT.path("paths").path(template.get()).path(method);
    if (operation.isMissingNode()) {
      return answer;
    }
    String what = method + " " + template.get() + " " + answer.statusCode();
    JsonNode responses = operation.path("responses");
    JsonNode response = responses.path(Integer.toString(answer.statusCode()));
    if (response.isMissingNode()) {
      if (answer.statusCode() < 400) {
        throw new AssertionError(what + " is not in the document");
      }
      response = responses.path("default");
    }
    if (response.has("$ref")) {
      response = DOCUMENT.at(response.path("$ref").asText().substring(1));
    }
    JsonNode content = response.path("content");
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    if (!content.isMissingNode() && !content.has(type) && !content.has("*/*")) {
      throw new AssertionError(what + " is " + type + ", and not " + content.fieldNames().next());
    }
    JsonNode schema = content.path("application/json").path("schema");
    if (type.equals("application/json") && !schema.isMissingNode()) {
      validate(what, schema, answer.body());
    }
    CHECKED.add(what);
    return answer;
  }

  /** The path of the document that fits best: one with fewer variable parts goes first. */
  private static Optional<String> template(String path) {
    List<String> fitting = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .fieldNames()
        .forEachRemaining(
            template -> {
              String pattern = "\\Q" + template.replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q") + "\\E";
              if (Pattern.matches(pattern, path)) {
                fitting.add(template);
              }
            });
    return fitting.stream().findFirst();
  }

  private static void validate(String what, JsonNode schema, String body) {
    JsonSchema compiled =
        SCHEMAS.computeIfAbsent(
            schema.toString(),
            text -> {
              ObjectNode root = schema.deepCopy();
              root.set("components", DOCUMENT.path("components"));
              return FACTORY.getSchema(root);
            });
    try {
      Set<ValidationMessage> mistakes = compiled.validate(MAPPER.readTree(body));
      if (!mistakes.isEmpty()) {
        throw new AssertionError(what + " is not as the document says: " + mistakes + "\n" + body);
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError(what + " is not JSON: " + body, e);
    }
  }
}
