package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Verdicts with the uncertainty of what was measured. U = 2u; a/√3 is the u of a maker's limit. */
class UncertaintyTest {

  private static final String SUPPLY = "cdu_supply_temperature_celsius";
  private static final String POWER = "pdu_input_power_watts";
  private static final String ENERGY = "energy_joules_total";

  /** An expanded uncertainty of 0.5. */
  private static final Instrument HALF = Instruments.standard(0.25);

  private static SeriesSamples every(String metric, String labels, int seconds, double... values) {
    double[] flat = new double[seconds * 2];
    for (int i = 0; i < seconds; i++) {
      flat[2 * i] = i;
      flat[2 * i + 1] = values[i % values.length];
    }
    return series(metric, labels, flat);
  }

  private static MemberResult supply(double celsius, String more) {
    return Instruments.judge(
        "signal: %s, statistic: max, limit: <= 32 °C%s".formatted(SUPPLY, more),
        10,
        HALF,
        series(SUPPLY, "device=cdu-1", 0, celsius));
  }

  @Test
  void insideByMoreThanTheUncertaintyPasses() {
    MemberResult result = supply(31.4, "");
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(0.5, within(1e-12));
    assertThat(result.marginInUncertainties().orElseThrow()).isCloseTo(1.2, within(1e-9));
    assertThat(result.reason()).endsWith(", limit <= 32 °C, uncertainty 0.5 K");
  }

  @Test
  void insideByExactlyTheUncertaintyPasses() {
    assertThat(supply(31.5, "").verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void insideByLessIsMarginalAndSaysWhy() {
    MemberResult result = supply(31.6, "");
    assertThat(result.verdict()).isEqualTo(Verdict.MARGINAL);
    assertThat(result.reason())
        .contains(
            "inside by 0.4 K, less than the uncertainty of 0.5 K: it keeps the limit with a"
                + " probability of 94.5 %");
    assertThat(supply(32, "").verdict()).isEqualTo(Verdict.MARGINAL);
  }

  @Test
  void outsideFailsAndTellsThatItLiesWithinTheUncertainty() {
    MemberResult result = supply(32.2, "");
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.marginInUncertainties().orElseThrow()).isCloseTo(-0.4, within(1e-9));
    assertThat(result.reason()).contains("outside by 0.2 K, within the uncertainty of 0.5 K");
    assertThat(supply(32.6, "").reason()).endsWith(", uncertainty 0.5 K");
  }

  @Test
  void simpleRuleTellsTheUncertaintyAndDoesNotHeedIt() {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            decision-rule: simple
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: %s, statistic: max, limit: <= 32 °C}
            """
                .formatted(SUPPLY));
    SeriesSamples samples = series(SUPPLY, "", 0, 31.9);
    MemberResult result = Instruments.judge(plan, 10, Map.of(samples.series(), HALF), samples);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void whatNobodyKnowsTheAccuracyOfHasNoUncertainty() {
    MemberResult result =
        Instruments.judge(
            "signal: %s, statistic: max, limit: <= 32 °C".formatted(SUPPLY),
            10,
            Instruments.of(0, 0, 0.1),
            series(SUPPLY, "", 0, 31.99));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.uncertainty()).isEmpty();
    assertThat(result.marginInUncertainties()).isEmpty();
  }

  @Test
  void biasDoesNotAverageAway() {
    SeriesSamples hour = every(FLOW, "", 3600, 190, 210);
    for (String over : new String[] {"", ", over: 1m"}) {
      MemberResult result =
          Instruments.judge(
              "signal: %s, statistic: mean%s, limit: \">= 100 L/min\"".formatted(FLOW, over),
              3600,
              Instruments.of(0.01, 1, 0),
              hour);
      assertThat(result.uncertainty().orElseThrow()).isCloseTo(2 * 3 / Math.sqrt(3), within(1e-3));
    }
  }

  @Test
  void scaleOfTheLimitAndAFactorApplyToTheUncertaintyToo() {
    SeriesSamples power = series(POWER, "", 0, 100_000);
    Instrument percent = Instruments.of(0.01, 0, 0);
    assertThat(
            Instruments.judge(
                    "signal: %s, statistic: max, limit: <= 130 kW".formatted(POWER),
                    10,
                    percent,
                    power)
                .uncertainty()
                .orElseThrow())
        .isCloseTo(2 / Math.sqrt(3), within(1e-9));
    assertThat(
            Instruments.judge(
                    "signal: %s, statistic: max, factor: 3 1, limit: <= 390 kW".formatted(POWER),
                    10,
                    percent,
                    power)
                .uncertainty()
                .orElseThrow())
        .isCloseTo(6 / Math.sqrt(3), within(1e-9));
  }

  @Test
  void thePlansAccuracyStandsInThePlaceOfTheProfilesAndTheCriterionsOfBoth() {
    SeriesSamples samples = series(SUPPLY, "device=cdu-1", 0, 30);
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            accuracy: {%s: {absolute: 0.1 K}}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: %s, statistic: max, limit: <= 32 °C}
            """
                .formatted(SUPPLY, SUPPLY));
    assertThat(
            Instruments.judge(plan, 10, Map.of(samples.series(), HALF), samples)
                .uncertainty()
                .orElseThrow())
        .isCloseTo(0.2 / Math.sqrt(3), within(1e-12));
    assertThat(supply(30, ", accuracy: {absolute: 0.3 K}").uncertainty().orElseThrow())
        .isCloseTo(0.6 / Math.sqrt(3), within(1e-12));
  }

  /** The example that docs/uncertainty.md computes by hand. */
  @Test
  void twoFeedsComeOutAsByHand() {
    Instrument meter = Instruments.of(0.005, 200, 100);
    String criterion =
        "signal: sum by (rack) (%s), statistic: mean, limit: <= 125 kW".formatted(POWER);
    SeriesSamples one = series(POWER, "rack=r-1 device=a", 0, 60_000);
    MemberResult result =
        Instruments.judge(criterion, 10, meter, one, series(POWER, "rack=r-1 device=b", 0, 64_000));
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(0.837, within(0.0005));
    assertThat(result.marginInUncertainties().orElseThrow()).isCloseTo(1.19, within(0.005));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    MemberResult nearer =
        Instruments.judge(criterion, 10, meter, one, series(POWER, "rack=r-1 device=b", 0, 64_500));
    assertThat(nearer.marginInUncertainties().orElseThrow()).isCloseTo(0.6, within(0.005));
    assertThat(nearer.verdict()).isEqualTo(Verdict.MARGINAL);
  }

  /** Longer than the part that is judged at once, and of a share of a total in another phase. */
  @Test
  void errorsDrawnForAWholeCampaignScatterAsTold() {
    int hour = 3600;
    SeriesSamples a = every(POWER, "device=a", hour, 900, 1000, 1100, 1400);
    SeriesSamples b = every(POWER, "device=b", hour, 500, 700, 600);
    String share = "%1$s{device=\"a\"} / ignoring (device) sum(%1$s)".formatted(POWER);
    MemberResult result =
        Instruments.judge(
            "signal: '" + share + "', statistic: stddev, limit: <= 1",
            hour,
            Instruments.of(0.02, 0, 0),
            a,
            b);
    Random random = new Random(100);
    double squares = 0;
    int draws = 2000;
    double centre = spreadOfShare(a, b, 1, 1);
    for (int n = 0; n < draws; n++) {
      double scaleOfA = 1 + 0.02 * (2 * random.nextDouble() - 1);
      double scaleOfB = 1 + 0.02 * (2 * random.nextDouble() - 1);
      squares += Math.pow(spreadOfShare(a, b, scaleOfA, scaleOfB) - centre, 2);
    }
    double told = result.uncertainty().orElseThrow() / 2;
    assertThat(result.value().orElseThrow()).isCloseTo(centre, within(1e-9));
    assertThat(told).isCloseTo(Math.sqrt(squares / draws), within(told * 0.05));
  }

  private static double spreadOfShare(SeriesSamples a, SeriesSamples b, double ofA, double ofB) {
    double sum = 0;
    double squares = 0;
    // The values come again after twelve seconds.
    for (int i = 0; i < 12; i++) {
      double share = a.value(i) * ofA / (a.value(i) * ofA + b.value(i) * ofB);
      sum += share;
      squares += share * share;
    }
    return Math.sqrt(squares / 12 - sum * sum / 144);
  }

  @Test
  void onlyPartOfTheSeriesHavingAnAccuracyIsTold() {
    SeriesSamples one = series(POWER, "device=a", 0, 100);
    SeriesSamples two = series(POWER, "device=b", 0, 100);
    Plan plan =
        Judging.plan(
            "whole: {whole: true}",
            "phase: whole, signal: sum(%s), statistic: max, limit: <= 300 W".formatted(POWER));
    MemberResult result = Instruments.judge(plan, 10, Map.of(one.series(), HALF), one, two);
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(0.5, within(1e-12));
    assertThat(result.reason()).endsWith("(accuracy known of 1 of 2 series)");
  }

  /** 1000 J more on a meter of 1 %, in steps of 6 J: 1000 · 1 %/√3, and two ends of 6/√12. */
  @Test
  void increaseKeepsTheShareOfTheReadingAndTwoSteps() {
    MemberResult result =
        Instruments.judge(
            "signal: %s, statistic: increase, limit: <= 2 kJ".formatted(ENERGY),
            10,
            Instruments.of(0.01, 500, 6),
            series(ENERGY, "", 0, 50_000, 5, 51_000));
    double standard = Math.hypot(10 / Math.sqrt(3), Math.sqrt(2) * 6 / Math.sqrt(12));
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(2 * standard / 1000, within(1e-12));
  }

  /** Load that moves from one meter to the other leaves the sum as it was, and is uncertain. */
  @Test
  void differencesKeepInstrumentsApart() {
    SeriesSamples[] meters = {
      series(POWER, "device=a", 0, 100, 5, 200), series(POWER, "device=b", 0, 200, 5, 100)
    };
    MemberResult result =
        Instruments.judge(
            "signal: sum(%s), statistic: slope, limit: <= 5 W/s".formatted(POWER),
            10,
            Instruments.of(0.01, 0, 0),
            meters);
    // Each changes by 100 W between the middles of two holds of 5 s, which is known to 1 %/√3.
    assertThat(result.value().orElseThrow()).isCloseTo(0, within(1e-12));
    assertThat(result.uncertainty().orElseThrow())
        .isCloseTo(2 * Math.sqrt(2) * 20 * 0.01 / Math.sqrt(3), within(1e-9));
  }

  @Test
  void spreadAndSlopeOfAConstantErrorAreFreeOfIt() {
    for (String statistic : new String[] {"stddev, limit: <= 90 W", "slope, limit: <= 90 W/s"}) {
      MemberResult result =
          Instruments.judge(
              "signal: %s, statistic: %s".formatted(POWER, statistic),
              30,
              Instruments.of(0, 5, 0),
              every(POWER, "", 30, 100, 120, 130));
      assertThat(result.uncertainty().orElseThrow()).as(statistic).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void timeOutsideMovesWithTheValues() {
    SeriesSamples ramp = series(FLOW, "", 0, 100, 2, 101, 5, 102, 9, 103);
    MemberResult result =
        Instruments.judge(
            "signal: %s, statistic: time-outside, inside: <= 101.5 L/min, limit: <= 8 s"
                .formatted(FLOW),
            10,
            Instruments.standard(1),
            ramp);
    // One up: 101 and 102 and 103 are outside, for 8 s; one down: only 103, for 1 s; as it is: 5 s.
    assertThat(result.uncertainty().orElseThrow()).isEqualTo(2 * 4);
    assertThat(result.verdict()).isEqualTo(Verdict.MARGINAL);
  }

  @Test
  void thatOfAnotherPhaseHasTheSameErrors() {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {max-gap: 10s}
            phases: {first: {duration: 10s}, second: {duration: 10s}}
            criteria:
              - {id: C, title: c, phase: second, signal: %s, statistic: mean,
                 compare: {phase: first, as: difference}, limit: <= 5 K}
            """
                .formatted(SUPPLY));
    SeriesSamples samples = series(SUPPLY, "", 0, 20, 9, 20, 10, 24, 19, 24);
    Map<Series, Instrument> absolute = Map.of(samples.series(), Instruments.of(0, 0.5, 0));
    assertThat(Instruments.judge(plan, 20, absolute, samples).uncertainty().orElseThrow())
        .isCloseTo(0, within(1e-12));
    Map<Series, Instrument> relative = Map.of(samples.series(), Instruments.of(0.01, 0.5, 0));
    assertThat(Instruments.judge(plan, 20, relative, samples).uncertainty().orElseThrow())
        .isCloseTo(2 * 0.04 / Math.sqrt(3), within(1e-9));
  }

  @Test
  void theMeanOfAGroupHoldsTheMemberItself() {
    MemberResult result =
        Instruments.judge(
            "signal: %s, statistic: max, compare: {group: [], as: difference}, limit: <= 9 W"
                .formatted(POWER),
            10,
            Instruments.standard(1),
            series(POWER, "device=a", 0, 100),
            series(POWER, "device=b", 0, 104));
    // (a − b)/2 of two independent errors.
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(2 * Math.sqrt(0.5), within(1e-9));
  }

  @Test
  void overshootIsADifferenceOfOneInstrument() {
    SeriesSamples running = series("cdu_pump_running", "", 0, 1, 10, 1, 12, 0, 20, 0);
    SeriesSamples flow = every(FLOW, "", 40, 100);
    double[] values = new double[80];
    for (int i = 0; i < 40; i++) {
      values[2 * i] = i;
      values[2 * i + 1] = i >= 14 && i < 18 ? 120 : flow.value(i);
    }
    SeriesSamples stepped = series(FLOW, "", values);
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {max-gap: 30s}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: %s, statistic: overshoot,
                 step: {trigger: "cdu_pump_running == 0", baseline: 5s}, limit: <= 20.2 L/min}
            """
                .formatted(FLOW));
    MemberResult result =
        Instruments.judge(
            plan, 40, Map.of(stepped.series(), Instruments.of(0.02, 3, 0)), stepped, running);
    assertThat(result.uncertainty().orElseThrow())
        .isCloseTo(2 * 20 * 0.02 / Math.sqrt(3), within(1e-9));
    assertThat(result.verdict()).isEqualTo(Verdict.MARGINAL);
    assertThat(result.reason()).contains("inside by 0.2 L/min, less than the uncertainty");
  }

  @Test
  void afterACalibrationHasEndedNothingPasses() {
    Instrument ended = Instruments.calibratedUntil(0.1, "2026-11-17");
    SeriesSamples samples = series(SUPPLY, "device=cdu-1", 0, 30);
    String criterion = "signal: %s, statistic: max, limit: <= %d °C";
    MemberResult result = Instruments.judge(criterion.formatted(SUPPLY, 32), 10, ended, samples);
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason())
        .startsWith(
            "INCONCLUSIVE: the calibration of " + SUPPLY + " of cdu-1 ended on 2026-11-17;");
    assertThat(Instruments.judge(criterion.formatted(SUPPLY, 29), 10, ended, samples).verdict())
        .isEqualTo(Verdict.FAIL);
    Instrument today = Instruments.calibratedUntil(0.1, "2026-11-18");
    assertThat(Instruments.judge(criterion.formatted(SUPPLY, 32), 10, today, samples).verdict())
        .isEqualTo(Verdict.PASS);
  }
}
