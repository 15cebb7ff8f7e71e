package io.rackproof.collector.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioFileTest {

  private static final Path SHIPPED = Path.of("src/dist/plans/tests");
  private static final Path CASES = Path.of("src/test/resources/testcases/scenario");

  @TempDir Path folder = Path.of("");

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @TestFactory
  List<DynamicTest> shippedPlansJudgeAsTheirScenariosExpect() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path path : list(SHIPPED)) {
      ScenarioFile file = ScenarioFile.read(path);
      for (Scenario scenario : file.scenarios()) {
        tests.add(
            DynamicTest.dynamicTest(
                file.plan().name() + ": " + scenario.name(),
                () -> assertThat(scenario.differences(file.plan())).isEmpty()));
      }
    }
    assertThat(tests).hasSizeGreaterThan(8);
    return tests;
  }

  @Test
  void everyShippedPlanHasAScenarioThatBuysTheRackAndOneThatDeclines() throws Exception {
    for (Path path : list(SHIPPED)) {
      List<Optional<Recommendation>> expected =
          ScenarioFile.read(path).scenarios().stream().map(Scenario::recommendation).toList();
      assertThat(expected)
          .as(path.toString())
          .contains(Optional.of(Recommendation.EXERCISE), Optional.of(Recommendation.DECLINE));
    }
  }

  static Stream<String> cases() throws IOException {
    return list(CASES).stream().map(f -> f.getFileName().toString());
  }

  /** Each folder holds a plan, its tests, and what a person is told of mistakes in them. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyMistakeIsToldAtOnce(String name) throws IOException {
    String told = "";
    Path path = CASES.resolve(name).resolve("test.yaml");
    try {
      ScenarioFile.read(path);
    } catch (InvalidDocumentException e) {
      told = String.valueOf(e.getMessage()).replace(CASES.resolve(name) + "/", "") + "\n";
    }
    assertThat(told).isEqualTo(Files.readString(CASES.resolve(name).resolve("expected.txt")));
  }

  @Test
  void aDifferenceIsToldForEachExpectation() throws Exception {
    ScenarioFile file =
        write(
            """
            plan: plan.yaml
            series:
              - {metric: 'pdu_input_power_watts{device="a"}', values: 100x*}
              - {metric: 'pdu_input_power_watts{device="b"}', values: "100x30s stale 200x*"}
            tests:
              - name: all wrong
                end: 1m
                entries: [{criterion: LOOK, verdict: FAIL, note: bent}]
                expect:
                  - {id: MEAN, labels: {device: a}, verdict: FAIL, value: 101, within: 0.5}
                  - {id: MEAN, labels: {device: c}, verdict: PASS}
                  - {id: MEAN, members: 3, reason: nothing of it}
                others: [PASS, MARGINAL]
                recommendation: DECLINE
                score: 12
              - name: all right
                end: 1m
                entries: [{criterion: LOOK, verdict: PASS}]
                expect:
                  - {id: MEAN, labels: {device: a}, verdict: PASS, value: 100}
                  - {id: MEAN, labels: {device: b}, value: 149.15, within: 0.1}
                  - {id: MEAN, members: 2, verdict: PASS}
                others: PASS
                recommendation: EXERCISE
                score: 100
            """);
    assertThat(file.scenarios().get(1).differences(file.plan())).isEmpty();
    List<String> differences = file.scenarios().get(0).differences(file.plan());
    assertThat(differences).hasSize(8);
    assertThat(differences.get(0)).startsWith("MEAN: expected FAIL, is PASS: mean 100 W");
    assertThat(differences.get(1))
        .isEqualTo("MEAN: expected the value 101.0 within 0.5 W, is 100.0");
    assertThat(differences.get(2))
        .startsWith("MEAN: there is no member with {device=c}; there are {device=");
    assertThat(differences.get(3)).isEqualTo("MEAN: expected 3 members, there are 2");
    assertThat(differences.get(4))
        .startsWith("MEAN: expected the reason to contain 'nothing of it', is PASS: ");
    assertThat(differences.get(5)).startsWith("LOOK: expected MARGINAL or PASS, is FAIL: ");
    assertThat(differences.get(6)).startsWith("expected the recommendation DECLINE, is EXERCISE: ");
    assertThat(differences.get(7)).isEqualTo("expected the score 12.0, is 50.0");
  }

  @Test
  void aSeriesOfATestStandsInThePlaceOfTheCommonOne() throws Exception {
    ScenarioFile file =
        write(
            """
            plan: plan.yaml
            series: [{metric: pdu_input_power_watts, each: {device: [a, b]}, values: 100x*}]
            tests:
              - name: one of two
                end: 1m
                series: [{metric: 'pdu_input_power_watts{device="b"}', values: 999x*}]
                expect:
                  - {id: MEAN, labels: {device: a}, verdict: PASS}
                  - {id: MEAN, labels: {device: b}, verdict: FAIL, value: 999}
            """);
    assertThat(file.scenarios().get(0).differences(file.plan())).isEmpty();
  }

  @Test
  void whatIsJudgedWhileTheCampaignRunsIsProvisional() throws Exception {
    ScenarioFile file =
        write(
            """
            plan: plan.yaml
            series: [{metric: pdu_input_power_watts, values: "100x30s 999x*"}]
            tests:
              - {name: early, end: 1m, judged-at: 25s, expect: [{id: MEAN, verdict: PASS, value: 100}], recommendation: UNDECIDED}
              - {name: late, end: 1m, expect: [{id: MEAN, verdict: FAIL, value: 549.5}], recommendation: DECLINE}
            """);
    for (Scenario scenario : file.scenarios()) {
      assertThat(scenario.differences(file.plan())).as(scenario.name()).isEmpty();
    }
  }

  private ScenarioFile write(String tests) throws Exception {
    Files.writeString(
        folder.resolve("plan.yaml"),
        """
        plan: short
        version: 1
        requires: {coverage: 90 %, max-gap: 5s}
        decision-rule: simple
        phases: {run: {whole: true}}
        criteria:
          - {id: MEAN, title: m, phase: run, signal: pdu_input_power_watts, statistic: mean, limit: <= 150 W, gate: true}
          - {id: LOOK, title: l, manual: look}
        """);
    Path file = folder.resolve("test.yaml");
    Files.writeString(file, tests);
    ScenarioFile read = ScenarioFile.read(file);
    assertThat(read.plan()).isEqualTo(Plan.read(folder.resolve("plan.yaml")));
    return read;
  }
}
