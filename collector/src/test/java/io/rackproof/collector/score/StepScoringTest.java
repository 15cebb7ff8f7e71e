package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pump stops at 20 s, that is 11:07:00Z, after a flow of 100 L/min. Samples come each second, and
 * a baseline is the mean over 10 s.
 */
class StepScoringTest {

  private static final String PUMP = "cdu_pump_running";
  private static final String STEP =
      "signal: " + FLOW + ", step: {trigger: \"" + PUMP + " == 0\", baseline: 10s%s}";
  private static final String WITHIN = STEP.formatted(", settles: within 10 % of baseline");
  private static final String OVERSHOOT = STEP.formatted("") + ", statistic: overshoot";

  /** A sample each second; a NaN is one that failed. */
  private static SeriesSamples each(
      String metric, String labels, int from, int to, DoubleUnaryOperator value) {
    double[] all = new double[2 * (to - from)];
    for (int t = from; t < to; t++) {
      all[2 * (t - from)] = t;
      all[2 * (t - from) + 1] = value.applyAsDouble(t);
    }
    return series(metric, labels, all);
  }

  private static SeriesSamples flow(DoubleUnaryOperator value) {
    return each(FLOW, "", 0, 60, value);
  }

  /** On but from 20 s to 30 s. */
  private static SeriesSamples pump(int to) {
    return each(PUMP, "", 0, to, t -> t >= 20 && t < 30 ? 0 : 1);
  }

  /** From 20 s on it is at another value for five samples. */
  private static SeriesSamples away(double value) {
    return flow(t -> t >= 20 && t < 25 ? value : 100);
  }

  private static MemberResult judge(String criterion, SeriesSamples... series) {
    return Judging.whole(criterion, 60, series).members().get(0);
  }

  /** Judged in a phase by hand, of a minute. */
  private static CriterionResult judgeByHand(Evidence evidence, Timeline.Mark... marks) {
    Plan plan = Judging.plan("p: {by-hand: true}", "phase: p, " + WITHIN + ", limit: \"<= 10 s\"");
    OptionalLong end = OptionalLong.of(at(60));
    Timeline timeline = new Timeline("r-1", Judging.START, end, List.of(marks), List.of());
    return new Scorer(plan).score(timeline, evidence, at(60)).criteria().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    // Last seen outside 4 s after it was there, first seen inside 6 s after it was not.
    "<= 10 s,  PASS",
    "<= 6 s,   PASS",
    "<= 5 s,   INCONCLUSIVE",
    "<= 4 s,   INCONCLUSIVE",
    "< 4 s,    FAIL",
    "<= 3.9 s, FAIL",
    ">= 4 s,   PASS",
    ">= 6 s,   INCONCLUSIVE",
    "> 6 s,    FAIL",
    ">= 7 s,   FAIL",
    "<= 100 ms, FAIL",
    "4 .. 6 s, PASS",
    "5 .. 9 s, INCONCLUSIVE",
  })
  void timeToRecoverIsAnInterval(String limit, Verdict verdict) {
    MemberResult result = judge(WITHIN + ", limit: \"" + limit + "\"", away(50), pump(60));
    assertThat(result.verdict()).isEqualTo(verdict);
    String quantity = limit.endsWith("ms") ? "4000 to 6000 ms" : "4 to 6 s";
    assertThat(result.reason())
        .isEqualTo(
            verdict
                + ": back within 10 % of baseline "
                + quantity
                + " after the event at 11:07:00Z, limit "
                + limit);
    assertThat(result.value()).hasValue(limit.endsWith("ms") ? 6000 : 6);
    assertThat(result.worstTimeMillis()).hasValue(at(20));
    assertThat(result.uncertainty()).isEmpty();
  }

  @Test
  void answerThatNeverLeftTheBandTookNoTimeAndOneThatDoesNotComeBackFails() {
    String criterion = WITHIN + ", limit: <= 10 s";
    assertThat(judge(criterion, away(100), pump(60)).reason())
        .isEqualTo(
            "PASS: back within 10 % of baseline 0 s after the event at 11:07:00Z, limit <= 10 s");
    MemberResult never = judge(criterion, flow(t -> t < 20 ? 100 : 50), pump(60));
    assertThat(never.reason())
        .isEqualTo(
            "FAIL: not back within 10 % of baseline yet 39 s after the event at 11:07:00Z,"
                + " limit <= 10 s");
    assertThat(never.value()).hasValue(39);
    assertThat(never.margin()).hasValue(-29);
  }

  @ParameterizedTest
  @CsvSource({
    "<= 10 s, > 5 s,           MARGINAL",
    "<= 10 s, > 5500 ms,       MARGINAL",
    "<= 10 s, > 6500 ms,       PASS",
    "<= 0.1 min, > 5500 ms,    MARGINAL",
  })
  void marginalBandMayBeInAnotherUnit(String limit, String marginal, Verdict verdict) {
    String criterion = WITHIN + ", limit: \"%s\", marginal: \"%s\"".formatted(limit, marginal);
    assertThat(judge(criterion, away(50), pump(60)).verdict()).isEqualTo(verdict);
  }

  @Test
  void limitOfZeroNeedsNoUnitBesideAMarginalBandWithOne() {
    String criterion = OVERSHOOT + ", limit: == 0, marginal: \">= 0 L/h\"";
    assertThat(judge(criterion, away(100), pump(60)).verdict()).isEqualTo(Verdict.MARGINAL);
  }

  @Test
  void excursionIsToldWithItsBaseline() {
    String over = OVERSHOOT.replace(FLOW, "psu_output_power_watts") + ", limit: <= 25 W";
    SeriesSamples power = each("psu_output_power_watts", "", 0, 60, t -> t == 21 ? 120 : 100);
    assertThat(judge(over, power, pump(60)).reason())
        .isEqualTo("PASS: overshoot 20 W from 100 W after the event at 11:07:00Z, limit <= 25 W");
    String under = over.replace("overshoot", "undershoot").replace("<= 25", "<= 0.1");
    SeriesSamples fell = each("psu_output_power_watts", "", 0, 60, t -> t == 21 ? 60 : 100);
    assertThat(judge(under, fell, pump(60)).reason())
        .startsWith("FAIL: undershoot 40 W from 100 W after the event");
    assertThat(judge(over, fell, pump(60)).value()).hasValue(0);
    String ratio = OVERSHOOT.replace(FLOW, "cdu_valve_position_ratio") + ", limit: <= 0.5";
    SeriesSamples valve = each("cdu_valve_position_ratio", "", 0, 60, t -> t == 21 ? 0.9 : 0.5);
    assertThat(judge(ratio, valve, pump(60)).reason())
        .startsWith("PASS: overshoot 0.4 from 0.5 after the event");
  }

  /** The pump stops at 20 s and at 40 s, and at each the flow is away for some samples. */
  @ParameterizedTest
  @CsvSource({
    "5, 5, 20, 4 to 6 s after the event at 11:07:00Z", //
    "5, 4, 20, 4 to 6 s after the event at 11:07:00Z",
    "4, 5, 40, 4 to 6 s after the event at 11:07:20Z",
    "19, 5, 20, 18 s after the event at 11:07:00Z",
  })
  void worstOfSeveralEventsCountsAndOfTwoAlikeTheFirst(
      int first, int second, double worst, String text) {
    SeriesSamples twice = each(PUMP, "", 0, 60, t -> t == 20 || t == 40 ? 0 : 1);
    SeriesSamples away =
        flow(t -> (t >= 20 && t < 20 + first) || (t >= 40 && t < 40 + second) ? 50 : 100);
    MemberResult result = judge(WITHIN + ", limit: <= 10 s", away, twice);
    assertThat(result.worstTimeMillis()).hasValue(at(worst));
    assertThat(result.reason()).contains(text).endsWith("limit <= 10 s (worst of 2 events)");
  }

  @Test
  void membersAnswerToTriggersWhoseLabelsAgree() {
    CriterionResult result =
        Judging.whole(
            WITHIN + ", limit: <= 10 s",
            60,
            each(FLOW, "device=a", 0, 60, t -> 100),
            each(FLOW, "device=b", 0, 60, t -> 100),
            each(PUMP, "device=a pump=1", 0, 60, t -> 1),
            each(PUMP, "device=b pump=1", 0, 60, t -> t == 20 ? 0 : 1));
    MemberResult quiet = result.members().get(0);
    assertThat(quiet.labels()).containsEntry("device", "a");
    assertThat(quiet.reason())
        .isEqualTo("INCONCLUSIVE: no event was seen: cdu_pump_running == 0 did not begin to hold");
    assertThat(result.members().get(1).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void pumpThatStoodFromTheBeginningIsNoEvent() {
    MemberResult result =
        judge(WITHIN + ", limit: <= 10 s", away(50), each(PUMP, "", 0, 60, t -> 0));
    assertThat(result.reason()).contains("no event was seen");
  }

  @Test
  void triggerMustBeKnownForTheShareThatThePlanAsks() {
    // The last sample of the pump holds for 10 s: 54 s are 90 % of the phase.
    String criterion = WITHIN + ", limit: <= 10 s";
    assertThat(judge(criterion, away(50), pump(45)).verdict()).isEqualTo(Verdict.PASS);
    MemberResult less = judge(criterion, away(50), pump(44));
    assertThat(less.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(less.reason())
        .startsWith("INCONCLUSIVE: events may be missing: the trigger is known for 88.3 %");
  }

  @Test
  void baselineMustBeCoveredForTheShareThatThePlanAsks() {
    // It is the mean from 9 s to 19 s.
    String criterion = WITHIN + ", limit: <= 10 s";
    SeriesSamples most = flow(t -> t == 12 ? Double.NaN : t >= 20 && t < 25 ? 50 : 100);
    assertThat(judge(criterion, most, pump(60)).verdict()).isEqualTo(Verdict.PASS);
    SeriesSamples less = flow(t -> t == 12 || t == 14 ? Double.NaN : t >= 20 ? 50 : 100);
    MemberResult result = judge(criterion, less, pump(60));
    assertThat(result.reason())
        .isEqualTo(
            "INCONCLUSIVE: the baseline before the event at 11:07:00Z is covered to 80 %,"
                + " limit <= 10 s");
    assertThat(result.value()).isEmpty();
    assertThat(result.margin()).isEmpty();
    assertThat(result.uncertainty()).isEmpty();
  }

  @Test
  void answerMustBeCoveredForTheShareThatThePlanAsks() {
    String criterion =
        STEP.formatted(", settles: within 10 % of baseline, observe: 20s") + ", limit: <= 10 s";
    SeriesSamples most = flow(t -> t == 31 || t == 33 ? Double.NaN : 100);
    assertThat(judge(criterion, most, pump(60)).verdict()).isEqualTo(Verdict.PASS);
    SeriesSamples less = flow(t -> t == 31 || t == 33 || t == 35 ? Double.NaN : 100);
    assertThat(judge(criterion, less, pump(60)).reason())
        .startsWith(
            "INCONCLUSIVE: back within 10 % of baseline 0 s after the event at 11:07:00Z, but good"
                + " samples cover 85 % of the time after the event at 11:07:00Z");
  }

  @Test
  void eventAfterTheLastSampleOfTheSignalIsOne() {
    SeriesSamples lost = flow(t -> t < 20 ? 100 : Double.NaN);
    MemberResult result = judge(WITHIN + ", limit: <= 10 s", lost, pump(60));
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).contains("good samples cover 0 % of the time");
    assertThat(result.worstTimeMillis()).hasValue(at(20));
  }

  @Test
  void eventThatAnotherOneCoversIsNotDecided() {
    // The second pump stops between the first samples without and with the event of the first.
    SeriesSamples second = series(PUMP, "pump=2", 19.5, 1, 20.5, 0, 21, 1, 30, 1, 39, 1, 48, 1);
    SeriesSamples first = each(PUMP, "pump=1", 0, 60, t -> t == 20 ? 0 : 1);
    MemberResult result = judge(WITHIN + ", limit: <= 10 s", away(100), first, second);
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.coverage()).isZero();
    assertThat(result.worstTimeMillis()).hasValue(at(20));
  }

  @ParameterizedTest
  @CsvSource({
    // The pump stops at 20 s; judged by hand from 20 s, or up to 20 s.
    "20, 50, true", //
    "20.001, 50, false",
    "5, 20.001, true",
    "5, 20, false",
  })
  void eventCountsInTheJudgedTimeAlone(double from, double to, boolean counts) {
    Evidence evidence = Evidence.of(List.of(away(100), pump(60)));
    Timeline.Mark entered = new Timeline.Mark(at(from), "p", true);
    Timeline.Mark left = new Timeline.Mark(at(to), "p", false);
    MemberResult result = judgeByHand(evidence, entered, left).members().get(0);
    assertThat(result.worstTimeMillis().isPresent()).isEqualTo(counts);
  }

  @ParameterizedTest
  @CsvSource({
    // Judged from 15 s; the baseline is from 9 s, and what is lost would have held for 10 s.
    "-2, -1,    PASS", //
    "-2, -0.999, INCONCLUSIVE",
    "10, 11,    INCONCLUSIVE",
  })
  void lossesCountFromTheBaselineOn(double first, double last, Verdict verdict) {
    Evidence evidence =
        new Evidence(
            List.of(away(50), pump(60)),
            List.of(new Evidence.Lost(at(first), at(last), 3, "")),
            List.of(),
            Map.of());
    CriterionResult result = judgeByHand(evidence, new Timeline.Mark(at(15), "p", true));
    assertThat(result.verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    // 20 L/min from 100 L/min at 2 % of the reading: 2 · 20 · 0.02/√3 = 0.46 L/min.
    "guarded, 0.02, <= 20.2 L/min, MARGINAL, '; inside by 0.2 L/min, less than the uncertainty of 0.46 L/min'",
    "simple,  0.02, <= 20.2 L/min, PASS,     ', uncertainty 0.46 L/min'",
    "guarded, 0.02, <= 19.8 L/min, FAIL,     '; outside by 0.2 L/min, within the uncertainty of 0.46 L/min'",
    "simple,  0.02, <= 19.8 L/min, FAIL,     '; outside by 0.2 L/min, within the uncertainty of 0.46 L/min'",
    "guarded, 0.02, <= 30 L/min,   PASS,     ', uncertainty 0.46 L/min'",
    "guarded, 0.02, <= 10 L/min,   FAIL,     ', uncertainty 0.46 L/min'",
    // What is the same at both times cancels.
    "guarded, 0,    <= 20.2 L/min, PASS,     ', limit <= 20.2 L/min'",
  })
  void uncertaintyIsTold(String rule, double reading, String limit, Verdict verdict, String told) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            decision-rule: %s
            requires: {coverage: 90 %%, max-gap: 10s}
            phases: {p: {whole: true}}
            criteria:
              - {id: C-1, title: a criterion, phase: p, %s, limit: "%s"}
            """
                .formatted(rule, OVERSHOOT, limit));
    SeriesSamples flow = away(120);
    Instrument instrument = Instruments.of(reading, 3, 0);
    MemberResult result =
        Instruments.judge(plan, 60, Map.of(flow.series(), instrument), flow, pump(60));
    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.reason()).contains("after the event at 11:07:00Z" + told);
  }

  @Test
  void resolutionOfBothReadingsCounts() {
    SeriesSamples flow = away(120);
    Map<Series, Instrument> fine = Map.of(flow.series(), Instruments.of(0.02, 0, 1));
    Plan plan = Judging.plan("p: {whole: true}", "phase: p, " + OVERSHOOT + ", limit: <= 30 L/min");
    MemberResult result = Instruments.judge(plan, 60, fine, flow, pump(60));
    assertThat(result.uncertainty().orElseThrow())
        .isCloseTo(2 * Math.hypot(20 * 0.02 / Math.sqrt(3), Math.sqrt(2.0 / 12)), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"16, true", "17, false"})
  void uncertaintyOfTooManyInstrumentsIsNotTold(int count, boolean told) {
    List<SeriesSamples> all = new ArrayList<>(List.of(pump(60)));
    Map<Series, Instrument> instruments = new HashMap<>();
    for (int i = 0; i < count; i++) {
      SeriesSamples flow = each(FLOW, "device=" + i, 0, 60, t -> t == 21 ? 12 : 10);
      all.add(flow);
      instruments.put(flow.series(), Instruments.of(0.02, 0, 0));
    }
    Plan plan =
        Judging.plan(
            "p: {whole: true}",
            "phase: p, "
                + OVERSHOOT.replace(FLOW, "sum by (rack) (" + FLOW + ")")
                + ", limit: <= 90 L/min");
    MemberResult result =
        Instruments.judge(plan, 60, instruments, all.toArray(new SeriesSamples[0]));
    assertThat(result.value()).hasValue(2 * count);
    assertThat(result.uncertainty().isPresent()).isEqualTo(told);
    result
        .uncertainty()
        .ifPresent(u -> assertThat(u).isCloseTo(2 * 4 * 2 * 0.02 / Math.sqrt(3), within(1e-9)));
  }
}
