package io.rackproof.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.model.Fault;
import io.rackproof.simulator.model.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioFileTest {

  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

  private static Scenario parse(String text) throws InvalidDocumentException {
    return ScenarioFile.parse("s.yaml", text);
  }

  @Test
  void leastFileHasNameAndOneStep() throws Exception {
    Scenario scenario = parse("scenario: calm\nworkload: [{power: 50 kW}]\n");
    assertThat(scenario.title()).isEqualTo("calm");
    assertThat(scenario.seed()).isEqualTo(7);
    assertThat(scenario.over(TWO_MINUTES, 1).rackWatts().at(60)).isEqualTo(50_000);
    assertThat(scenario.faults()).isEmpty();
  }

  @Test
  void everyKeyIsRead() throws Exception {
    Scenario scenario =
        parse(
            """
            scenario: everything
            title: All that can go wrong
            seed: 99
            workload:
              - {power: 20 kW}
              - {at: 10 %, latest: 5s, ramp: 2s, power: 100 kW}
              - {at: 60s, power: 500 W}
            faults:
              - {at: 20 %, until: 30 %, fault: pump-stop, pump: 3, flow: 70 %}
              - {at: 10s, fault: leak, sensor: rack-floor, supply-pressure: 150 kPa, within: 4s}
              - {at: 11s, fault: phase-shift, pdu: pdu-b, L1: -5 %, L2: +2 %, L3: 3 %}
              - {at: 12s, fault: link-errors, switch: switch-2, port: 32, errors-per-second: 2.5,
                 receive-power: 50 uW}
              - {at: 13s, until: 14s, fault: dropout, device: psu-6-4}
            """);
    assertThat(scenario.seed()).isEqualTo(99);
    Script script = scenario.over(TWO_MINUTES, 99);
    assertThat(script.rackWatts().at(4.9)).isEqualTo(20_000);
    assertThat(script.rackWatts().at(6)).isEqualTo(60_000);
    assertThat(script.rackWatts().at(61)).isEqualTo(500);
    double stays = Double.POSITIVE_INFINITY;
    assertThat(script.faults())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Fault(24, 36, new Fault.PumpStop(3, 0.7)),
            new Fault(10, stays, new Fault.Leak(Fault.LeakSensor.RACK_FLOOR, 150_000, 4)),
            new Fault(11, stays, new Fault.PhaseShift("pdu-b", List.of(-0.05, 0.02, 0.03))),
            new Fault(12, stays, new Fault.LinkErrors("switch-2", 32, 2.5, 50e-6)),
            new Fault(13, 14, new Fault.Dropout("psu-6-4")));
  }

  @Test
  void everyMistakeIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    scenrio: wrong
                    workload:
                      - {at: 5s, power: 45}
                      - {at: soon, power: 900 kW}
                    faults:
                      - {at: 150 %, fault: pump-stopp, pump: 9}
                      - {at: 50 %, fault: dropout, device: cdu1}
                      - {at: 50 %, fault: phase-shift, pdu: pdu-a, L1: 5 %}
                      - {at: 50 %, fault: leak, sensr: internal}
                    """))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            refused ->
                assertThat(refused.problems().stream().map(Object::toString))
                    .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).contains("s.yaml:1:1", "scenrio", "'scenario'"),
                        p -> assertThat(p).contains("'scenario' is missing"),
                        p -> assertThat(p).contains("s.yaml:3", "holds from the start"),
                        p -> assertThat(p).contains("s.yaml:3", "'45 kW'", "'45'"),
                        p -> assertThat(p).contains("s.yaml:4", "15 %", "'soon'"),
                        p -> assertThat(p).contains("s.yaml:4", "900 kW"),
                        p -> assertThat(p).contains("s.yaml:6", "never comes"),
                        p -> assertThat(p).contains("s.yaml:6", "Did you mean 'pump-stop'?"),
                        p -> assertThat(p).contains("s.yaml:6", "between 1 and 3"),
                        p -> assertThat(p).contains("s.yaml:7", "Did you mean 'cdu-1'?"),
                        p -> assertThat(p).contains("s.yaml:8", "add up to 0 %"),
                        p -> assertThat(p).contains("s.yaml:9", "sensr", "'sensor'")));
  }

  @Test
  void stepsThatOverlapInAShortRunAreRefused() throws Exception {
    Scenario scenario =
        parse(
            """
            scenario: tight
            workload:
              - {power: 20 kW}
              - {at: 10 %, ramp: 10s, power: 100 kW}
              - {at: 50 %, power: 50 kW}
            """);
    assertThat(scenario.over(TWO_MINUTES, 1).rackWatts().at(60)).isEqualTo(50_000);
    assertThatThrownBy(() -> scenario.over(Duration.ofSeconds(10), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shippedListAndResourcesAgree() throws Exception {
    Path resources =
        Path.of(
            System.getProperty("rackproof.root"),
            "simulator/src/main/resources/io/rackproof/simulator/scenario");
    try (var files = Files.list(resources)) {
      assertThat(files.map(f -> f.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(Scenarios.SHIPPED);
    }
    for (String name : Scenarios.SHIPPED) {
      assertThat(Scenarios.shipped(name).name()).isEqualTo(name);
    }
  }

  @Test
  void unknownNameIsRefusedWithTheListAndTheNearest() {
    assertThatThrownBy(() -> Scenarios.find("pump-failuer"))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("Did you mean 'pump-failure'?")
        .hasMessageContaining("sensor-dropout");
  }

  @Test
  void fileIsFoundByItsPath(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine");
    Files.writeString(file, "scenario: mine\nworkload: [{power: 50 kW}]\n");
    assertThat(Scenarios.find(file.toString()).name()).isEqualTo("mine");
    assertThatThrownBy(() -> Scenarios.find(folder.resolve("absent.yaml").toString()))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void longRunsIdleForFiveMinutesAtMost() {
    Script script = Scenarios.shipped("healthy").over(Duration.ofHours(4), 7);
    assertThat(script.rackWatts().at(300)).isEqualTo(45_000);
    assertThat(script.rackWatts().at(303)).isEqualTo(130_000);
  }
}
