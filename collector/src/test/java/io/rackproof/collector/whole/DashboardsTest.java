package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboards, as files. What their queries give is for {@link DashboardIT}. */
class DashboardsTest {

  private static final Path BUILDER = Dashboards.FOLDER.resolve("builder");

  @TempDir Path directory;

  @Test
  void everyMetricOfAQueryStandsInTheCatalogueWithTheUnitOfItsPanel() throws Exception {
    Catalogue catalogue = Catalogue.load();
    GrafanaUnits units = new GrafanaUnits(catalogue);
    assertThat(Dashboards.queries())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            query -> {
              assertThat(Dashboards.names(query.expr()))
                  .isNotEmpty()
                  .allSatisfy(name -> assertThat(Dashboards.metric(catalogue, name)).isNotNull());
              assertThat(units.of(query.limitOf().orElse(query.expr())))
                  .as(query.toString())
                  .contains(query.unit());
            });
  }

  @Test
  void allHaveTheSameVariablesAnnotationsAndLinks() throws Exception {
    Map<String, JsonNode> boards = Dashboards.all();
    assertThat(boards)
        .containsOnlyKeys(
            "campaign.json",
            "cooling.json",
            "fleet.json",
            "network.json",
            "power.json",
            "programs.json");
    boards.forEach(
        (name, board) -> {
          assertThat(board.path("uid").asText() + ".json").isEqualTo("rackproof-" + name);
          assertThat(texts(board.path("templating").path("list"), "name"))
              .as(name)
              .contains("datasource", "site", "generation", "rack", "campaign", "collector");
          assertThat(texts(board.path("annotations").path("list"), "name"))
              .as(name)
              .contains("Phases", "Notes");
          assertThat(texts(board.path("links"), "title"))
              .as(name)
              .contains("Rackproof", "Collector");
        });
  }

  @Test
  void panelsHaveTitlesNumbersAndPlacesOfTheirOwn() throws Exception {
    Dashboards.all()
        .forEach(
            (name, board) -> {
              Set<Integer> numbers = new HashSet<>();
              Set<String> taken = new HashSet<>();
              for (JsonNode panel : board.path("panels")) {
                assertThat(panel.path("title").asText()).as(name).isNotBlank();
                assertThat(numbers.add(panel.path("id").asInt())).as(name + panel).isTrue();
                JsonNode at = panel.path("gridPos");
                assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
                for (int x = 0; x < at.path("w").asInt(); x++) {
                  for (int y = 0; y < at.path("h").asInt(); y++) {
                    String cell = (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertThat(taken.add(cell))
                        .as(name + ", " + panel.path("title") + " lies over another at " + cell)
                        .isTrue();
                  }
                }
              }
            });
  }

  @Test
  void limitsAreDashedAndLeadToTheirCriterion() throws Exception {
    List<String> drawn = new ArrayList<>();
    for (JsonNode board : Dashboards.all().values()) {
      for (JsonNode panel : Dashboards.panels(board)) {
        for (JsonNode target : panel.path("targets")) {
          String refId = target.path("refId").asText();
          if (refId.startsWith("Limit")) {
            drawn.add(refId);
            assertThat(panel.path("fieldConfig").path("overrides"))
                .as(panel.path("title").asText())
                .anySatisfy(
                    override -> {
                      assertThat(override.path("matcher").path("options").asText())
                          .isEqualTo(refId);
                      assertThat(override.toString())
                          .contains("\"dash\"")
                          .contains("/criteria/${__field.labels.criterion}");
                    });
          }
        }
      }
    }
    assertThat(drawn).hasSizeGreaterThan(20);
  }

  @Test
  void provisioningFindsTheDashboardsWhereTheFolderIsMounted() throws Exception {
    Path grafana = Dashboards.FOLDER.resolve("grafana");
    JsonNode provider =
        yaml(grafana.resolve("provisioning/dashboards/rackproof.yaml")).path("providers").path(0);
    String mounted = provider.path("options").path("path").asText();
    assertThat(provider.path("type").asText()).isEqualTo("file");
    String readme = Files.readString(Dashboards.FOLDER.resolve("README.md"));
    assertThat(readme)
        .contains("Mount `dashboards/grafana` as `" + mounted + "`")
        .contains("GF_PATHS_PROVISIONING=" + mounted + "/provisioning\n");
    // The package lays the folder there: /usr/share/rackproof, and grafana in it.
    assertThat(mounted).isEqualTo("/usr/share/rackproof/grafana");
    assertThat(Files.readString(Path.of("../packages/stage.xml")))
        .contains("root/usr/share/rackproof\">")
        .contains("grafana/**,prometheus/alerts.yml,prometheus/prometheus.yml");

    JsonNode source =
        yaml(grafana.resolve("provisioning/datasources/prometheus.yaml"))
            .path("datasources")
            .path(0);
    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    Matcher variable = Pattern.compile("\\$\\{(\\w+)}").matcher(source.path("url").asText());
    assertThat(variable.matches()).isTrue();
    assertThat(readme).contains(variable.group(1) + "=http://");
  }

  @Test
  void everyAlertHasATestInWhichItFiresAndSaysWhatToDoAndStandsInTheDocs() throws Exception {
    Path rules = Dashboards.FOLDER.resolve("prometheus");
    String tests = Files.readString(rules.resolve("alerts.test.yml"));
    String page = Files.readString(Path.of("../docs/dashboards.md"));
    Set<String> names = new HashSet<>();
    for (JsonNode group : yaml(rules.resolve("alerts.yml")).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String name = rule.path("alert").asText();
        assertThat(names.add(name)).as(name).isTrue();
        String severity = rule.path("labels").path("severity").asText();
        assertThat(severity).isIn("critical", "warning");
        assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
        assertThat(rule.path("annotations").path("description").asText())
            .as(name)
            .hasSizeGreaterThan(60);
        assertThat(tests).contains("{labels: '{alertname=\"" + name + "\"");
        assertThat(page).contains("| " + name + " | " + severity + " |");
      }
    }
    assertThat(names).hasSizeGreaterThan(20);
  }

  @Test
  void committedFilesAreWhatTheBuildersMakeOfGrafanasOwnTypes() throws Exception {
    assumeTrue(
        Files.isDirectory(BUILDER.resolve("node_modules")),
        "needs Node.js, and 'npm ci' in dashboards/builder");
    Path builder = BUILDER.toRealPath();
    assertThat(run(builder, "node", "node_modules/typescript/bin/tsc")).isEmpty();
    Path committed = Dashboards.FOLDER.resolve("grafana").toRealPath();
    assertThat(run(builder, "node", "target/check.js", committed.toString())).isEmpty();

    Path changed = Files.createDirectory(directory.resolve("changed"));
    for (String name : Dashboards.all().keySet()) {
      Files.copy(committed.resolve(name), changed.resolve(name));
    }
    Path power = changed.resolve("power.json");
    Files.writeString(power, Files.readString(power).replaceFirst("\"watt\"", "\"volt\""));
    Files.writeString(changed.resolve("other.json"), "{}");
    assertThat(run(builder, "node", "target/check.js", changed.toString()))
        .contains("power.json is not what the builders make")
        .contains("other.json is not");
  }

  /** What a command printed, with its exit status when that is not 0. */
  private String run(Path where, String... command) throws IOException, InterruptedException {
    try (Program program =
        Program.start(where, directory.resolve("program.log"), List.of(command))) {
      int status = program.exitStatus(120);
      return status == 0 ? program.output() : status + ": " + program.output();
    }
  }

  private static JsonNode yaml(Path file) throws IOException {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return new ObjectMapper().valueToTree(read);
  }

  private static List<String> texts(JsonNode list, String key) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(node -> node.path(key).asText())
        .toList();
  }
}
