package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Recommendation;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.Verdict;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.RackIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;

/** A small campaign with each verdict, and one with nothing in it. */
final class ReportCases {

  /** 2026-11-24T10:00:00Z. */
  static final long START = 1_795_514_400_000L;

  static final long END = START + 3_600_000;

  static final String PLAN =
      """
      # <script>alert("plan")</script> & 'quotes'
      plan: liquid-cooled-130kw
      version: 4
      title: Acceptance of a 130 kW rack <gen2>
      requires: {coverage: 95 %, max-gap: 30s, clock-skew: 500ms}
      phases:
        whole: {whole: true}
        load: {when: "sum(pdu_input_power_watts) >= 117 kW", for: 5s, settle: 5m}
      criteria:
        - id: PWR-02
          title: No phase above 80 % of its breaker
          area: power
          signal: pdu_phase_current_amperes / pdu_phase_breaker_amperes
          phase: load
          over: 1m
          statistic: mean
          limit: "<= 80 %"
          marginal: "> 75 %"
          gate: true
          weight: 3
          source: a continuous load is one of 3 h and more
          rationale: a breaker at 80 % trips <early> & often
        - id: COOL-26
          title: Flow per heat
          area: cooling
          signal: cdu_coolant_flow_liters_per_minute
          phase: load
          statistic: min
          limit: ">= 195.25 L/min"
          gate: true
        - id: COOL-15
          title: Supply temperature
          area: cooling
          signal: cdu_supply_temperature_celsius
          phase: whole
          statistic: p95
          limit: "18 .. 32 °C"
        - id: NET-33
          title: No receive errors
          area: network
          signal: switch_port_receive_errors_total
          phase: load
          statistic: increase
          limit: "== 0"
        - id: ENV-01
          title: Sound
          area: environment
          signal: cdu_pump_speed_rpm
          phase: load
          statistic: max
          limit: "<= 5000 rpm"
          weight: 0.5
      decide: {deadline: 2026-12-31, exercise: {gates: all, score: ">= 90", decided: ">= 95 %"}}
      emissions: {factor: "0.37 kg/kWh", version: "regional grid, 2025"}
      """;

  private ReportCases() {}

  static Plan plan() {
    try {
      return Plan.parse("plan.yaml", PLAN);
    } catch (InvalidDocumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  static ReportInput failing() {
    Plan plan = plan();
    Campaign campaign =
        new Campaign(
            "20261124-gen2-007-1",
            "gen2-007",
            plan.name(),
            PLAN,
            START,
            OptionalLong.of(END),
            Campaign.State.COMPLETED,
            List.of(),
            List.of(
                new Campaign.Annotation(
                    START + 1_800_000, "A. <Tester>", "Pump 2 stopped & was not replaced \u0007"),
                new Campaign.Annotation(START + 2_000_000, "", "Nothing else touched")));
    List<CriterionResult> results = results(plan);
    Scorecard card =
        new Scorecard(
            "gen2-007",
            plan.name(),
            4,
            plan.hash(),
            START,
            END,
            true,
            List.of(
                new PhaseSpan("whole", START, START, END, true),
                new PhaseSpan("load", START + 600_000, START + 900_000, END, true)),
            results,
            OptionalDouble.of(58.3333333333),
            0.9230769,
            Recommendation.DECLINE,
            List.of(
                "Gate COOL-26 failed: flow fell to 172.1 L/min, 22.9 L/min below its limit.",
                "92.3 % of the weight is decided; the plan asks for 95 %."));
    return new ReportInput(
        campaign,
        plan,
        new RackIdentity("gen2-007", "gen2", "maker-a", "Houston <2>", "EVT3", "FX2-0007"),
        card,
        traces(),
        data(),
        "rackproof-collector 0.1.0");
  }

  private static DataRecord data() {
    return new DataRecord(
        List.of(
            new ReportInput.Equipment(
                "cdu-1",
                "cdu",
                40,
                144_000,
                12,
                List.of(
                    new DeviceIdentity("firmware", "4.1 <b>", 1, START, START + 600_000, true),
                    new DeviceIdentity("firmware", "4.2", 1, START + 601_000, END - 1000, true),
                    new DeviceIdentity("serial", "C-77", 1, START, END - 1000, false))),
            new ReportInput.Equipment(
                "pdu-a",
                "pdu",
                15,
                54_000,
                0,
                List.of(new DeviceIdentity("PSU_FW_Revision", "1.02", 6, START, END - 1, false))),
            new ReportInput.Equipment(
                "switch-\"1\"", "switch", 704, 2_534_400, 2_534_400, List.of())),
        List.of(
            new Evidence.Lost(0, 0, 50, "batch 7 <torn>"),
            new Evidence.Lost(START + 60_000, START + 61_000, 1_200, "disk")),
        List.of(
            new Evidence.ClockOffset(START, 12),
            new Evidence.ClockOffset(START + 60_000, -31),
            new Evidence.ClockOffset(START + 120_000, 14)));
  }

  static ReportInput empty() {
    ReportInput full = failing();
    Scorecard card =
        new Scorecard(
            "gen2-007",
            "liquid-cooled-130kw",
            4,
            full.plan().hash(),
            START,
            START,
            false,
            List.of(),
            List.of(),
            OptionalDouble.empty(),
            0,
            Recommendation.UNDECIDED,
            List.of());
    Campaign campaign =
        new Campaign(
            "c",
            "gen2-007",
            "p",
            "",
            START,
            OptionalLong.empty(),
            Campaign.State.RUNNING,
            List.of(),
            List.of());
    return new ReportInput(
        campaign,
        full.plan(),
        RackIdentity.of("gen2-007"),
        card,
        Map.of(),
        new DataRecord(List.of(), List.of(), List.of()),
        "rackproof-collector 0.1.0");
  }

  private static List<CriterionResult> results(Plan plan) {
    List<MemberResult> phases = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      double value = 78.4 - i * 0.21;
      phases.add(
          new MemberResult(
              Map.of("rack", "gen2-007", "device", "pdu-" + i / 3, "phase", "L" + (i % 3 + 1)),
              value > 75 ? Verdict.MARGINAL : Verdict.PASS,
              OptionalDouble.of(value),
              OptionalDouble.of(80 - value),
              OptionalDouble.of(0.8),
              0.9991,
              2_700,
              OptionalLong.of(START + 2_520_000),
              "within the limit"));
    }
    MemberResult flow =
        member(Map.of("device", "cdu-1"), Verdict.FAIL, 172.1, -22.9, 1, START + 1_830_000);
    MemberResult supply =
        member(Map.of("device", "cdu-1"), Verdict.PASS, 30.21, 1.79, 0.9995, START + 2_000_000);
    return List.of(
        result(plan, "PWR-02", Verdict.MARGINAL, "%", phases, "78.4 % is inside by 1.6 %."),
        result(plan, "COOL-26", Verdict.FAIL, "L/min", List.of(flow), "Flow fell to 172.1 L/min."),
        result(plan, "COOL-15", Verdict.PASS, "°C", List.of(supply), "Inside by 1.79 K."),
        result(
            plan,
            "NET-33",
            Verdict.INCONCLUSIVE,
            "",
            List.of(
                new MemberResult(
                    Map.of("device", "switch-\"1\"", "port", "<Ethernet7> & \"co\""),
                    Verdict.INCONCLUSIVE,
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    0.2,
                    12,
                    OptionalLong.empty(),
                    "coverage 20 % < 95 %")),
            "Good samples cover 20 % < 95 % of the time & that is too little."),
        result(plan, "ENV-01", Verdict.PASS, "rpm", List.of(), "No member."));
  }

  private static MemberResult member(
      Map<String, String> labels,
      Verdict verdict,
      double value,
      double margin,
      double coverage,
      long worst) {
    return new MemberResult(
        labels,
        verdict,
        OptionalDouble.of(value),
        OptionalDouble.of(margin),
        OptionalDouble.empty(),
        coverage,
        2_700,
        OptionalLong.of(worst),
        "a reason");
  }

  private static CriterionResult result(
      Plan plan,
      String id,
      Verdict verdict,
      String unit,
      List<MemberResult> members,
      String reason) {
    var criterion = plan.criterion(id).orElseThrow();
    return new CriterionResult(
        id,
        criterion.title(),
        criterion.area(),
        criterion.phase(),
        criterion.statisticText(),
        criterion.limit().text(),
        unit,
        criterion.gate(),
        criterion.weight(),
        verdict,
        false,
        members,
        reason);
  }

  private static Map<String, List<Trace>> traces() {
    Random random = new Random(5);
    List<Trace> phases = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      List<Trace.Point> points = new ArrayList<>();
      for (int s = 0; s < 3600; s += 3) {
        double level = s < 600 ? 26 : 76.5 - i * 0.21;
        double value = level + random.nextGaussian() * 0.4;
        points.add(new Trace.Point(START + s * 1000L, s == 2520 && i == 0 ? 78.4 : value));
      }
      phases.add(
          new Trace(
              Map.of("rack", "gen2-007", "device", "pdu-" + i / 3, "phase", "L" + (i % 3 + 1)),
              points));
    }
    List<Trace.Point> flow = new ArrayList<>();
    List<Trace.Point> supply = new ArrayList<>();
    for (int s = 0; s < 3600; s++) {
      double level = s < 1800 ? 215 : Math.max(172.5, 215 - (s - 1800) * 14);
      boolean gap = s > 2700 && s < 2950;
      flow.add(
          new Trace.Point(
              START + s * 1000L, gap ? Double.NaN : level + random.nextGaussian() * 0.5));
      supply.add(new Trace.Point(START + s * 1000L, 30 + random.nextGaussian() * 0.1));
    }
    Map<String, String> cdu = Map.of("device", "cdu-1");
    return Map.of(
        "PWR-02", phases,
        "COOL-26", List.of(new Trace(cdu, flow)),
        "COOL-15", List.of(new Trace(cdu, supply)),
        "NET-33", List.of());
  }
}
