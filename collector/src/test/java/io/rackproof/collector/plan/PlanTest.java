package io.rackproof.collector.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.offset;

import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    assertThat(plan.format()).isEqualTo(1);
    assertThat(plan.interval()).isEmpty();
    assertThat(plan.decisionRule()).isEqualTo(DecisionRule.GUARDED);
    assertThat(plan.accuracies()).isEmpty();
    assertThat(plan.emissions()).isEmpty();
    assertThat(plan.policy()).isEqualTo(new DecisionPolicy(Optional.empty(), 0, 1));
    assertThat(plan.phases())
        .containsExactly(
            new Phase("run", new Phase.Timed(), Duration.ZERO, Optional.of(Duration.ofHours(1))));
    Criterion criterion = plan.criteria().get(0);
    assertThat(criterion.area()).isEqualTo("other");
    assertThat(statistical(criterion).over()).isEmpty();
    assertThat(statistical(criterion).inside()).isEmpty();
    assertThat(statistical(criterion).comparison()).isEmpty();
    assertThat(criterion.each()).isEmpty();
    assertThat(criterion.members()).isEmpty();
    assertThat(criterion.accuracy()).isEmpty();
    assertThat(criterion.factor()).isEmpty();
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
    assertThat(plan.interval()).hasValue(Duration.ofSeconds(1));
    assertThat(plan.decisionRule()).isEqualTo(DecisionRule.SIMPLE);
    assertThat(plan.accuracies())
        .containsExactly(
            Map.entry(
                "pdu_input_power_watts",
                new Accuracy(
                    0.01,
                    300,
                    10,
                    Optional.of(LocalDate.of(2026, 3, 1)),
                    Optional.of(LocalDate.of(2027, 3, 1)))));
    Emissions emissions = plan.emissions().orElseThrow();
    assertThat(emissions.factor().text()).isEqualTo("0.37 kg/kWh");
    assertThat(emissions.version()).isEqualTo("regional grid, 2025");
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
    Method.Condition until = when.until().orElseThrow();
    assertThat(until.text()).isEqualTo("rack_power_watts < 100 kW");
    Criterion breaker = plan.criterion("PWR-02").orElseThrow();
    assertThat(breaker.area()).isEqualTo("power");
    assertThat(breaker.each()).containsExactly("device", "phase");
    assertThat(breaker.members()).hasValue(6);
    assertThat(breaker.accuracy().orElseThrow().absolute()).isEqualTo(0.005);
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
  void signalIsShownInItsOwnUnitWhereTheLimitIsOneOfTime() throws Exception {
    Plan plan =
        Plan.parse(
            "plan.yaml",
            """
            plan: flow
            version: 1
            phases: {whole: {whole: true}}
            criteria:
              - id: COOL-26
                title: Flow
                area: cooling
                signal: cdu_coolant_flow_liters_per_minute
                phase: whole
                statistic: longest-outside
                inside: ">= 193.5 L/min"
                limit: "<= 10 s"
              - id: COOL-27
                title: Flow is steady
                area: cooling
                signal: cdu_coolant_flow_liters_per_minute
                phase: whole
                statistic: changes
                limit: "<= 3"
            decide: {exercise: {gates: all}}
            """);
    assertThat(plan.criterion("COOL-26").orElseThrow().signalUnit()).isEqualTo("L/min");
    assertThat(plan.criterion("COOL-27").orElseThrow().signalUnit()).isEqualTo("L/min");
  }

  @Test
  void everyWayToDecideIsRead() throws Exception {
    Plan plan = Plan.read(CASES.resolve("all-keys/plan.yaml"));
    assertThat(comparison(plan, "PWR-10"))
        .isEqualTo(new Comparison.WithGroup(Comparison.Form.RATIO, List.of("rack", "shelf")));
    assertThat(comparison(plan, "RISE"))
        .isEqualTo(new Comparison.WithPhase(Comparison.Form.DIFFERENCE, "idle"));
    assertThat(comparison(plan, "GEN"))
        .isEqualTo(new Comparison.WithRacks(Comparison.Form.RATIO, "", "gen1"));
    assertThat(comparison(plan, "TWIN"))
        .isEqualTo(new Comparison.WithRacks(Comparison.Form.RATIO, "gen2-006", ""));
    Method.StepResponse step = (Method.StepResponse) method(plan, "COOL-26");
    assertThat(step.trigger().text()).isEqualTo("cdu_pump_running == 0");
    assertThat(step.baseline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(step.settles()).isEqualTo(new Method.Band.Relative("within 10 % of baseline", 0.1));
    assertThat(step.hold()).isEqualTo(Duration.ofSeconds(5));
    assertThat(step.observe()).hasValue(Duration.ofMinutes(5));
    assertThat(step.repeats()).isEqualTo(3);
    assertThat(step.value()).isEqualTo(Method.StepValue.RECOVERY);
    Method.StepResponse overshoot = (Method.StepResponse) method(plan, "COOL-26-T");
    assertThat(overshoot.value()).isEqualTo(Method.StepValue.OVERSHOOT);
    assertThat(overshoot.baseline()).isEqualTo(Duration.ofMinutes(1));
    assertThat(overshoot.hold()).isEqualTo(Duration.ZERO);
    assertThat(overshoot.observe()).isEmpty();
    assertThat(overshoot.repeats()).isEqualTo(1);
    assertThat(overshoot.trigger().limit().isZero()).isTrue();
    Method.BitErrors errors = (Method.BitErrors) method(plan, "NET-32");
    assertThat(errors.confidence()).isEqualTo(0.99);
    assertThat(errors.bits().text()).isEqualTo("switch_port_speed_bits_per_second");
    Method.Wiring wiring = (Method.Wiring) method(plan, "NET-35");
    assertThat(wiring.port()).containsExactly("device", "port");
    assertThat(wiring.links()).hasSize(2);
    assertThat(wiring.links().get(1)).containsEntry("neighbor", "node-2");
    assertThat(plan.criterion("NET-35").orElseThrow().limit().text()).isEqualTo(">= 100 %");
    assertThat(method(plan, "COOL-27"))
        .isEqualTo(new Method.Manual("read the filter's data sheet", true));
    assertThat(method(plan, "LOOK")).isEqualTo(new Method.Manual("look for bent pins", false));
    Criterion look = plan.criterion("LOOK").orElseThrow();
    assertThat(look.limit().text()).isEqualTo("inspection");
    assertThat(look.phase()).isEmpty();
    Criterion carbon = plan.criterion("CO2").orElseThrow();
    assertThat(carbon.factor()).isEqualTo(plan.emissions().map(Emissions::factor));
    // The value is told in kg/kWh times J, of which 3.6 million make a kilogram.
    assertThat(PlanUnits.converter(carbon.unit(), PlanUnits.parse("kg")).convert(3.6e6))
        .isEqualTo(1, offset(1e-9));
    Method.Statistical spread = (Method.Statistical) method(plan, "SPREAD");
    assertThat(spread.text()).isEqualTo("spread");
    assertThat(spread.statistic().kind()).isEqualTo(StatisticKind.MAX);
    assertThat(spread.of().text())
        .isEqualTo(
            "max by (rack, device) (pdu_phase_current_amperes)"
                + " - min by (rack, device) (pdu_phase_current_amperes)");
    assertThat(statistical(plan.criterion("DRIFT").orElseThrow()).statistic().kind())
        .isEqualTo(StatisticKind.SLOPE);
    assertThat(statistical(plan.criterion("FLAPS").orElseThrow()).statistic().kind())
        .isEqualTo(StatisticKind.CHANGES);
  }

  private static Method method(Plan plan, String id) {
    return plan.criterion(id).orElseThrow().method();
  }

  private static Comparison comparison(Plan plan, String id) {
    return statistical(plan.criterion(id).orElseThrow()).comparison().orElseThrow();
  }

  /** Plans of the first release, which had no key for their format. */
  @Test
  void plansOfTheFirstReleaseStillLoad() throws Exception {
    Path folder = Path.of("src/test/resources/plans/format-1");
    Plan rated = Plan.read(folder.resolve("liquid-cooled-130kw.yaml"));
    assertThat(rated.format()).isEqualTo(1);
    assertThat(rated.criteria()).hasSize(23);
    assertThat(rated.criterion("COOL-26").orElseThrow().statisticText())
        .isEqualTo("longest-outside of >= 193.5 L/min");
    Plan demo = Plan.read(folder.resolve("liquid-cooled-demo.yaml"));
    assertThat(demo.criteria()).hasSize(21);
    assertThat(demo.criterion("PWR-02").orElseThrow().statisticText()).isEqualTo("mean over 10s");
    assertThat(demo.metrics()).hasSize(19);
  }

  /** Names that the catalogue has not, but that tell their unit. */
  @ParameterizedTest
  @CsvSource({
    "manifold_differential_pressure_pascals, mean, <= 3 bar",
    "rack_water_liters_total, increase, <= 300 L",
    "psu_power_watts, mean, <= 3 kW",
    "node_boot_failures_total, increase, == 0",
    "inlet_dew_point_celsius, max, <= 15 °C",
    "loop_water_liters_per_minute, min, >= 1 L/min",
    "door_open_ratio, mean, <= 5 %"
  })
  void unknownMetricWithTheUnitInItsNameIsRead(String metric, String statistic, String limit)
      throws Exception {
    Plan plan =
        Plan.parse(
            "plan.yaml",
            """
            plan: short
            version: 1
            phases: {run: {duration: 1h}}
            criteria:
              - {id: C, title: c, phase: run, signal: %s, statistic: %s, limit: "%s"}
            """
                .formatted(metric, statistic, limit));
    assertThat(plan.metrics()).containsExactly(metric);
  }

  @Test
  void shippedPlansAreSound() throws Exception {
    try (Stream<Path> plans = Files.list(Path.of("src/dist/plans"))) {
      for (Path file : plans.filter(Files::isRegularFile).sorted().toList()) {
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
