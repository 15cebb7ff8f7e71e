package io.rackproof.collector.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The report in forms that other programs read, against their schemas. */
class ReportFormsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private static JsonSchema published() throws IOException {
    Path file = Path.of(System.getProperty("rackproof.root", ".."), "docs/report.schema.json");
    return SCHEMAS.getSchema(JSON.readTree(file.toFile()));
  }

  private static JsonSchema ocp() throws IOException {
    try (InputStream in = ReportFormsTest.class.getResourceAsStream("ocp-line.schema.json")) {
      return SCHEMAS.getSchema(JSON.readTree(Objects.requireNonNull(in)));
    }
  }

  private static List<JsonNode> lines(String jsonl) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : jsonl.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void jsonFitsThePublishedSchema() throws Exception {
    for (ReportInput input : List.of(ReportCases.failing(), ReportCases.empty())) {
      assertThat(published().validate(JSON.readTree(ReportWriter.json(input)))).isEmpty();
    }
    JsonNode wrong =
        JSON.readTree(ReportWriter.json(ReportCases.failing()).replace("\"id\"", "\"x\""));
    assertThat(published().validate(wrong)).isNotEmpty();
  }

  @Test
  void everyOcpLineFitsTheSpecificationsRules() throws Exception {
    for (ReportInput input : List.of(ReportCases.failing(), ReportCases.empty())) {
      List<JsonNode> lines = lines(ReportWriter.ocp(input));
      for (int i = 0; i < lines.size(); i++) {
        assertThat(ocp().validate(lines.get(i))).as(lines.get(i).toString()).isEmpty();
        assertThat(lines.get(i).path("sequenceNumber").asInt()).isEqualTo(i);
      }
      assertThat(lines.get(0).has("schemaVersion")).isTrue();
      assertThat(lines.get(1).at("/testRunArtifact/testRunStart/dutInfo/dutInfoId").asText())
          .isEqualTo(input.rack().id());
      assertThat(lines.get(lines.size() - 1).at("/testRunArtifact/testRunEnd").isObject()).isTrue();
    }
  }

  @Test
  void everyCriterionIsAStepWithOneDiagnosis() throws Exception {
    ReportInput input = ReportCases.failing();
    List<JsonNode> lines = lines(ReportWriter.ocp(input));
    List<String> told = new ArrayList<>();
    for (JsonNode line : lines) {
      JsonNode step = line.path("testStepArtifact");
      if (step.has("diagnosis")) {
        told.add(step.path("testStepId").asText() + " " + step.at("/diagnosis/type").asText());
      }
    }
    List<String> expected =
        input.scorecard().criteria().stream()
            .map(
                c ->
                    c.id()
                        + switch (c.verdict()) {
                          case PASS, MARGINAL -> " PASS";
                          case FAIL -> " FAIL";
                          case INCONCLUSIVE -> " UNKNOWN";
                        })
            .toList();
    assertThat(told).isEqualTo(expected);
    assertThat(lines.get(lines.size() - 1).at("/testRunArtifact/testRunEnd/result").asText())
        .isEqualTo("FAIL");
    JsonNode measured =
        lines.stream()
            .map(line -> line.at("/testStepArtifact/measurement"))
            .filter(m -> m.has("validators"))
            .findFirst()
            .orElseThrow();
    assertThat(measured.at("/validators/0/type").asText())
        .isIn("LESS_THAN_OR_EQUAL", "GREATER_THAN_OR_EQUAL", "EQUAL");
    assertThat(measured.path("metadata").has("coverage")).isTrue();
  }

  @Test
  void undecidedReportPassesNothing() throws Exception {
    List<JsonNode> lines = lines(ReportWriter.ocp(ReportCases.empty()));
    assertThat(lines.get(lines.size() - 1).at("/testRunArtifact/testRunEnd/result").asText())
        .isEqualTo("NOT_APPLICABLE");
  }

  @Test
  void csvHasARowForEachMemberAndAsManyCellsInEach() {
    ReportInput input = ReportCases.failing();
    List<List<String>> rows = rows(ReportWriter.csv(input));
    int members =
        input.scorecard().criteria().stream().mapToInt(c -> Math.max(1, c.members().size())).sum();
    assertThat(rows).hasSize(members + 1);
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0)));
    assertThat(rows.get(0)).startsWith("campaign", "rack").endsWith("worst_time", "reason");
    int reason = rows.get(0).indexOf("reason");
    assertThat(rows.get(1).get(reason))
        .isEqualTo(input.scorecard().criteria().get(0).members().get(0).reason());
  }

  /** As RFC 4180 reads it. */
  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (quoted || c != '\r') {
        cell.append(c);
      }
    }
    return rows;
  }
}
