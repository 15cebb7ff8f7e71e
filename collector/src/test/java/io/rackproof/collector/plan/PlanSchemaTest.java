package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class PlanSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CASES = Path.of("src/test/resources/testcases");

  private static final String SHORT =
      """
      plan: short
      version: 1
      phases: {run: {duration: 1h}}
      criteria:
        - {id: C, title: c, phase: run, signal: pdu_input_power_watts, statistic: mean, limit: "<= 9 W"}
      """;

  private static JsonSchema schema() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(PlanSchema.text());
  }

  private static Set<ValidationMessage> validate(String yaml) {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return schema().validate(JSON.<JsonNode>valueToTree(loaded));
  }

  /** Every plan of the distribution, and every one of the test cases that is told nothing. */
  static Stream<Path> soundPlans() throws IOException {
    List<Path> sound = new ArrayList<>();
    for (Path folder :
        List.of(Path.of("src/dist/plans"), Path.of("src/test/resources/plans/format-1"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(f -> f.toString().endsWith(".yaml")).forEach(sound::add);
      }
    }
    for (String kind : List.of("plan", "plan-review")) {
      try (Stream<Path> folders = Files.list(CASES.resolve(kind))) {
        for (Path folder : folders.toList()) {
          boolean told = kind.equals("plan") && Files.size(folder.resolve("expected.txt")) > 0;
          if (!told) {
            sound.add(folder.resolve("plan.yaml"));
          }
        }
      }
    }
    assertThat(sound).hasSizeGreaterThan(8);
    return sound.stream().sorted();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("soundPlans")
  void soundPlanIsValid(Path plan) throws IOException {
    assertThat(validate(Files.readString(plan))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "titel: x",
        "requires: {gap: 5s}",
        "requires: {max-gap: 5}",
        "requires: {coverage: much}",
        "decision-rule: strict",
        "format: 2",
        "accuracy: {pdu_input_power_watts: {calibrated: 2026-03-01}}",
        "emissions: {factor: 1 kg/kWh}",
        "metrics: {x: {kind: gauge}}",
        "decide: {exercise: {gates: some}}",
        "signals: {'a b': up}"
      })
  void whatTheParserRefusesIsInvalid(String line) {
    assertThat(validate(SHORT)).isEmpty();
    assertThat(validate(SHORT + line + "\n")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "statistic: median",
        "limit: 9 W",
        "over: 10",
        "weight: -1",
        "gate: yes",
        "area: heating",
        "members: 0",
        "each: [a-b]",
        "bits: switch_port_speed_bits_per_second, over: 1m",
        "manual: look, statistic: mean",
        "step: {trigger: up == 0}, over: 1m",
        "step: {settles: <= 9 W}",
        "compare: {phase: run, rack: r}",
        "compare: {as: ratio}",
        "wiring: {port: [device]}"
      })
  void criterionThatTheParserRefusesIsInvalid(String keys) {
    String changed =
        SHORT.replace(
            "statistic: mean, limit: \"<= 9 W\"",
            keys
                + (keys.contains("limit") ? "" : ", limit: \"<= 9 W\"")
                + (keys.contains("statistic") ? "" : ", statistic: mean"));
    assertThat(changed).isNotEqualTo(SHORT);
    assertThat(validate(changed)).isNotEmpty();
  }

  @Test
  void schemaAndParserHaveTheSameKeys() throws IOException {
    JsonNode root = JSON.readTree(PlanSchema.text());
    assertThat(keys(root)).isEqualTo(Set.copyOf(PlanKeys.PLAN));
    Map<String, List<String>> inPlan =
        Map.of(
            "requires", PlanKeys.REQUIRES,
            "emissions", PlanKeys.EMISSIONS,
            "decide", PlanKeys.DECIDE);
    inPlan.forEach(
        (name, parser) ->
            assertThat(keys(root.path("properties").path(name)))
                .as(name)
                .isEqualTo(Set.copyOf(parser)));
    assertThat(keys(root.at("/properties/decide/properties/exercise")))
        .isEqualTo(Set.copyOf(PlanKeys.EXERCISE));
    assertThat(keys(root.at("/properties/metrics/additionalProperties")))
        .isEqualTo(Set.copyOf(PlanKeys.METRIC));
    Map<String, List<String>> definitions =
        Map.of(
            "accuracy", PlanKeys.ACCURACY,
            "phase", PlanKeys.PHASE,
            "compare", PlanKeys.COMPARE,
            "step", PlanKeys.STEP,
            "wiring", PlanKeys.WIRING,
            "criterion", PlanKeys.CRITERION);
    definitions.forEach(
        (name, parser) ->
            assertThat(keys(root.path("$defs").path(name))).as(name).isEqualTo(Set.copyOf(parser)));
  }

  @Test
  void schemaAndParserHaveTheSameWords() throws IOException {
    JsonNode criterion = JSON.readTree(PlanSchema.text()).at("/$defs");
    List<String> areas = new ArrayList<>();
    criterion.at("/criterion/properties/area/enum").forEach(n -> areas.add(n.asText()));
    assertThat(areas).isEqualTo(CriterionReader.AREAS);
    Set<String> statistics = new TreeSet<>();
    criterion.at("/statistic/anyOf/0/enum").forEach(n -> statistics.add(n.asText()));
    assertThat(statistics).containsAll(Statistic.words());
    statistics.removeAll(Statistic.words());
    assertThat(statistics).allMatch(s -> s.matches("p\\d+"));
  }

  @Test
  void documentedSchemaIsTheOneThatIsPrinted() throws IOException {
    assertThat(Files.readString(Path.of("../docs/plan.schema.json"))).isEqualTo(PlanSchema.text());
  }

  private static Set<String> keys(JsonNode object) {
    Set<String> keys = new TreeSet<>();
    object.path("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
