package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is told of when a criterion can be decided. Times are seconds after 11:06:40Z. */
class ForecastTest {

  private static final String MAX =
      "phase: p, signal: " + FLOW + ", statistic: max, limit: \"<= 5 L/min\"";
  private static final String TIMED = "p: {duration: 1000s}";
  private static final String ALWAYS = "p: {whole: true}";

  /** A sample of the flow every 5 s. */
  private static SeriesSamples flow(double value, int from, int to) {
    int count = (to - from) / 5;
    double[] flat = new double[2 * count];
    for (int i = 0; i < count; i++) {
      flat[2 * i] = from + 5 * i;
      flat[2 * i + 1] = value;
    }
    return series(FLOW, "device=cdu-1", flat);
  }

  private static Scorecard card(Plan plan, double seconds, SeriesSamples... series) {
    Timeline runs = new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());
    return new Scorer(plan).score(runs, Evidence.of(List.of(series)), at(seconds));
  }

  private static Outlook outlook(
      String phases, String criterion, double seconds, SeriesSamples... series) {
    return card(Judging.plan(phases, criterion), seconds, series).criteria().get(0).outlook();
  }

  @Test
  void phaseOfKnownLengthIsDecidableAtItsEnd() {
    Outlook outlook = outlook(TIMED, MAX, 100, flow(3, 0, 100));
    assertThat(outlook.state()).isEqualTo(Outlook.State.OPEN);
    assertThat(outlook.decidableAtMillis()).hasValue(at(1000));
    assertThat(outlook.waitsFor())
        .isEqualTo(
            "the end of phase 'p' at 11:23:20Z; 13m20s more of good samples until its coverage is"
                + " sure");
    assertThat(outlook.sentence(false)).startsWith("Decidable at 11:23:20Z; needs the end of");
  }

  @Test
  void timedPhaseAfterOthersIsKnownFromTheBeginning() {
    Outlook outlook =
        outlook("a: {duration: 60s}, b: {duration: 40s}, " + TIMED, MAX, 10, flow(3, 0, 10));
    assertThat(outlook.decidableAtMillis()).hasValue(at(1100));
    assertThat(outlook.waitsFor())
        .isEqualTo("phase 'p', which begins at 11:08:20Z and ends at 11:25:00Z");
  }

  @Test
  void whatOnlyGrowsIsSettledOnceItIsOver() {
    assertThat(outlook(TIMED, MAX, 100, flow(6, 0, 100)).state()).isEqualTo(Outlook.State.SETTLED);
    String mean = MAX.replace("max", "mean");
    assertThat(outlook(TIMED, mean, 100, flow(6, 0, 100)).state()).isEqualTo(Outlook.State.OPEN);
  }

  @Test
  void tooLongAGapTakesARetestFromTheMomentOnAtWhichItIsTooLong() {
    // 10 s are held after the last sample; 100 s of 1000 may be uncovered.
    SeriesSamples flow = flow(3, 0, 100);
    assertThat(outlook(TIMED, MAX, 204, flow).state()).isEqualTo(Outlook.State.OPEN);
    Outlook lost = outlook(TIMED, MAX, 206, flow);
    assertThat(lost.state()).isEqualTo(Outlook.State.RETEST);
    assertThat(lost.waitsFor()).contains("phase 'p' at most, the plan asks for 90 %");
  }

  @Test
  void phaseWithoutAnEndTellsHowMuchMoreIsNeeded() {
    Outlook covered = outlook(ALWAYS, MAX, 100, flow(3, 0, 100));
    assertThat(covered.decidableAtMillis()).isEmpty();
    assertThat(covered.waitsFor()).isEqualTo("the end of the campaign");
    // 45 of 100 s are covered: (0.9 * 100 - 45) / 0.1 = 450 s more.
    Outlook gap = outlook(ALWAYS, MAX, 100, flow(3, 60, 105));
    assertThat(gap.notBeforeMillis().orElseThrow()).isBetween(at(100), at(700));
    assertThat(gap.waitsFor()).contains("more of good samples");
  }

  @Test
  void eventsThatAreMissingAreCounted() {
    String step =
        "phase: p, signal: "
            + FLOW
            + ", step: {trigger: \"cdu_pump_running == 0\", baseline: 10s, settles: within 10 % of"
            + " baseline, repeats: 3}, limit: <= 10 s";
    SeriesSamples pump =
        series(
            "cdu_pump_running",
            "device=cdu-1",
            0,
            1,
            5,
            1,
            10,
            1,
            15,
            1,
            20,
            0,
            25,
            0,
            30,
            1,
            35,
            1);
    Outlook outlook = outlook(ALWAYS, step, 40, flow(3, 0, 40), pump);
    assertThat(outlook.waitsFor())
        .contains("2 more of 3 events: cdu_pump_running == 0 must begin to hold");
  }

  @Test
  void bitsThatAreMissingAreToldWithTheTimeThatTheyTake() {
    String errors =
        "phase: p, signal: switch_port_receive_errors_total, statistic: bit-error-ratio, bits:"
            + " switch_port_speed_bits_per_second, limit: <= 1e-10";
    double[] none = new double[20];
    double[] speed = new double[20];
    for (int i = 0; i < 10; i++) {
      none[2 * i] = speed[2 * i] = 5 * i;
      speed[2 * i + 1] = 1e9;
    }
    // 3.0e10 bits without an error at 1e9 bit/s: after 50 s there are 5e10.
    String slow = errors.replace("1e-10", "1e-11");
    SeriesSamples counter = series(Judging.ERRORS, "port=1", none);
    SeriesSamples rate = series("switch_port_speed_bits_per_second", "port=1", speed);
    assertThat(outlook(TIMED, errors, 50, counter, rate).waitsFor()).doesNotContain("bits");
    Outlook outlook = outlook(TIMED, slow, 50, counter, rate);
    assertThat(outlook.waitsFor()).contains("249600000000 more bits, 4m10s at the present rate");
    assertThat(outlook.decidableAtMillis()).hasValue(at(1000));
  }

  @Test
  void entryByHandIsWaitedFor() {
    Outlook outlook = outlook(ALWAYS, "manual: look at the labels", 10);
    assertThat(outlook.waitsFor()).isEqualTo("an inspection to be entered by hand");
    assertThat(outlook.decidableAtMillis()).isEmpty();
  }

  @Test
  void optionThatEndsBeforeIsWarnedOf() {
    String text =
        """
        plan: test
        version: 1
        requires: {coverage: 90 %%, max-gap: 10s}
        phases: {p: {duration: 20h}}
        criteria:
          - {id: C-1, title: t, %s}
          - {id: C-2, title: t, manual: look}
        decide: {deadline: %s}
        """;
    Plan late = Judging.parse(text.formatted(MAX, "2026-11-18"));
    Scorecard card = card(late, 100, flow(3, 0, 100));
    Remaining remaining = Remaining.of(card, late.policy());
    assertThat(remaining.open()).containsExactly("C-1", "C-2");
    assertThat(remaining.late()).isTrue();
    assertThat(remaining.warning())
        .isEqualTo(
            "The option ends on 2026-11-18, before all criteria can be decided"
                + " (2026-11-19T07:06:40Z at the earliest)");
    assertThat(remaining.sentence(true))
        .startsWith(
            "all 2 criteria are open; decidable at 2026-11-19T07:06:40Z at the earliest; needs the"
                + " end of phase 'p' at ")
        .endsWith("an inspection to be entered by hand (C-2)");
    Plan early = Judging.parse(text.formatted(MAX, "2026-11-19"));
    assertThat(Remaining.of(card, early.policy()).late()).isFalse();
  }
}
