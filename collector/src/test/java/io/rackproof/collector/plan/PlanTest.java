package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {

  private static final Path CASES = Path.of("src/test/resources/testcases/plan");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }

  /** Each folder holds a plan and what a person is told about it; a sound plan is told nothing. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyMistakeIsToldAtOnce(String name) throws IOException {
    String text = Files.readString(CASES.resolve(name).resolve("plan.yaml"));
    String told = "";
    try {
      Plan.parse("plan.yaml", text);
    } catch (InvalidDocumentException e) {
      told = e.getMessage() + "\n";
    }
    assertThat(told).isEqualTo(Files.readString(CASES.resolve(name).resolve("expected.txt")));
  }

  @Test
  void allDefaults() throws Exception {
    Plan plan =
        Plan.parse(
            "plan.yaml",
            """
            plan: short
            version: 1
            phases: {run: {duration: 1h}}
            criteria:
              - {id: C, title: power, phase: run, signal: pdu_input_power_watts, statistic: mean, limit: "<= 132 kW"}
            """);
    assertThat(plan.title()).isEqualTo("short");
    assertThat(plan.coverage()).isEqualTo(0.95);
    assertThat(plan.maxGap()).isEqualTo(Duration.ofSeconds(30));
    assertThat(plan.clockSkew()).isEqualTo(Duration.ofMillis(500));
    assertThat(plan.policy()).isEqualTo(new DecisionPolicy(Optional.empty(), 0, 1));
    assertThat(plan.phases())
        .containsExactly(
            new Phase("run", new Phase.Timed(), Duration.ZERO, Optional.of(Duration.ofHours(1))));
    Criterion criterion = plan.criteria().get(0);
    assertThat(criterion.area()).isEqualTo("other");
    assertThat(statistical(criterion).over()).isEmpty();
    assertThat(statistical(criterion).inside()).isEmpty();
    assertThat(criterion.marginal()).isEmpty();
    assertThat(statistical(criterion).sustained()).isEmpty();
    assertThat(criterion.gate()).isFalse();
    assertThat(criterion.weight()).isEqualTo(1);
    assertThat(criterion.source()).isEmpty();
    assertThat(criterion.rationale()).isEmpty();
    assertThat(criterion.signal().orElseThrow().unit()).isEqualTo(PlanUnits.parse("W"));
  }

  private static Method.Statistical statistical(Criterion criterion) {
    return (Method.Statistical) criterion.method();
  }

  @Test
  void allKeys() throws Exception {
    Plan plan = Plan.read(CASES.resolve("all-keys/plan.yaml"));
    assertThat(plan.name()).isEqualTo("everything");
    assertThat(plan.version()).isEqualTo(7);
    assertThat(plan.title()).isEqualTo("Every key there is");
    assertThat(plan.coverage()).isEqualTo(0.9);
    assertThat(plan.maxGap()).isEqualTo(Duration.ofSeconds(5));
    assertThat(plan.clockSkew()).isEqualTo(Duration.ofMillis(200));
    assertThat(plan.policy())
        .isEqualTo(new DecisionPolicy(Optional.of(LocalDate.of(2026, 12, 31)), 85, 0.9));
    assertThat(plan.phases().stream().map(Phase::name).toList())
        .isEqualTo(List.of("all", "idle", "load", "failover"));
    Phase load = plan.phase("load").orElseThrow();
    assertThat(load.settle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(load.duration()).hasValue(Duration.ofHours(4));
    Phase.When when = (Phase.When) load.entry();
    assertThat(when.hold()).isEqualTo(Duration.ofMinutes(5));
    assertThat(when.limit().text()).isEqualTo(">= 123.5 kW");
    assertThat(when.signal().expression().metrics()).containsExactly("pdu_input_power_watts");
    Criterion breaker = plan.criterion("PWR-02").orElseThrow();
    assertThat(breaker.area()).isEqualTo("power");
    assertThat(statistical(breaker).over()).hasValue(Duration.ofMinutes(1));
    assertThat(breaker.marginal().orElseThrow().text()).isEqualTo("> 75 %");
    assertThat(breaker.gate()).isTrue();
    assertThat(breaker.weight()).isEqualTo(3);
    assertThat(breaker.source()).isEqualTo("S: a page");
    assertThat(breaker.rationale()).isEqualTo("because");
    assertThat(breaker.statisticText()).isEqualTo("mean over 1m");
    assertThat(statistical(plan.criterion("COOL-22").orElseThrow()).inside().orElseThrow().high())
        .isEqualTo(6);
    assertThat(statistical(plan.criterion("COOL-16").orElseThrow()).sustained())
        .hasValue(Duration.ofSeconds(30));
    assertThat(plan.metrics()).contains("pdu_phase_breaker_amperes", "cdu_supply_pressure_pascals");
    assertThat(plan.hash()).matches("[0-9a-f]{64}");
  }

  @Test
  void shippedPlansAreSound() throws Exception {
    try (Stream<Path> plans = Files.list(Path.of("src/dist/plans"))) {
      for (Path file : plans.sorted().toList()) {
        Plan plan = Plan.read(file);
        assertThat(plan.name() + ".yaml").isEqualTo(file.getFileName().toString());
        assertThat(plan.criteria()).allMatch(c -> c.source().matches("(?s)[SDJ]: .*"));
        assertThat(plan.criteria()).allMatch(c -> !c.rationale().isEmpty());
      }
    }
  }

  @Test
  void absentFileIsToldByName() {
    InvalidDocumentException told =
        catchThrowableOfType(
            InvalidDocumentException.class, () -> Plan.read(Path.of("absent.yaml")));
    assertThat(told).hasMessage("absent.yaml: there is no such file");
  }
}
