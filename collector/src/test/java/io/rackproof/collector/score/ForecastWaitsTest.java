package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an open criterion waits for, and how long. Times are seconds after 11:06:40Z. */
class ForecastWaitsTest {

  private static final String MAX =
      "phase: p, signal: " + FLOW + ", statistic: max, limit: \"<= 5 L/min\"";
  private static final String TIMED = "p: {duration: 1000s}";
  private static final String ALWAYS = "p: {whole: true}";
  private static final String HAND = "p: {by-hand: true}";
  private static final String TO_ANOTHER =
      "signal: " + FLOW + ", statistic: mean, limit: \"<= 1 L/min\", compare: ";

  private final List<Timeline.Mark> marks = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private OptionalLong end = OptionalLong.empty();
  private String coverage = "90 %";

  /** A sample of 3 L/min every 5 s. */
  private static SeriesSamples flow(int from, int to) {
    return every5s(FLOW, "device=cdu-1", 3, from, to);
  }

  private static SeriesSamples every5s(
      String metric, String labels, double value, int from, int to) {
    double[] flat = new double[2 * (to - from) / 5];
    for (int i = 0; i < flat.length / 2; i++) {
      flat[2 * i] = from + 5 * i;
      flat[2 * i + 1] = value;
    }
    return series(metric, labels, flat);
  }

  private void entered(double seconds) {
    marks.add(new Timeline.Mark(at(seconds), "p", true));
  }

  private void left(double seconds) {
    marks.add(new Timeline.Mark(at(seconds), "p", false));
  }

  private CriterionResult result(
      String phases, String criterion, double seconds, SeriesSamples... series) {
    Timeline timeline = new Timeline("r-1", START, end, marks, List.of());
    Evidence evidence = new Evidence(List.of(series), List.of(), List.of(), Map.of(), references);
    return new Scorer(
            Judging.parse(
                """
                plan: test
                version: 1
                requires: {coverage: %s, max-gap: 10s}
                phases: {%s}
                criteria:
                  - {id: C-1, title: a criterion, %s}
                """
                    .formatted(coverage, phases, criterion)))
        .score(timeline, evidence, at(seconds))
        .criteria()
        .get(0);
  }

  private Outlook outlook(
      String phases, String criterion, double seconds, SeriesSamples... series) {
    return result(phases, criterion, seconds, series).outlook();
  }

  @Test
  void phaseThatWasLeftStandsWhenItIsDecidedAndWaitsForGoodSamplesWhenNot() {
    entered(0);
    left(50);
    assertThat(outlook(HAND, MAX, 60, flow(0, 60)).state()).isEqualTo(Outlook.State.STANDING);
    // 10 of 50 s are covered.
    Outlook sparse = outlook(HAND, MAX, 60, flow(0, 5));
    assertThat(sparse.state()).isEqualTo(Outlook.State.OPEN);
    assertThat(sparse.waitsFor())
        .isEqualTo("phase 'p' to be entered by hand again; 5m50s more of good samples");
    assertThat(sparse.notBeforeMillis()).hasValue(at(60 + 350));
  }

  @Test
  void campaignThatEndedUndecidedTellsWhyWithoutTheVerdict() {
    end = OptionalLong.of(at(60));
    Outlook over = outlook(ALWAYS, MAX, 60, flow(-200, -195), flow(70, 75));
    assertThat(over.state()).isEqualTo(Outlook.State.RETEST);
    assertThat(over.waitsFor()).isEqualTo("no samples came of " + FLOW);
  }

  @Test
  void membersThatAreMissingPromiseNoTimeOnceSomeWereSeen() {
    String two = MAX + ", members: 2";
    Outlook one = outlook(TIMED, two, 100, flow(0, 100));
    assertThat(one.decidableAtMillis()).isEmpty();
    assertThat(one.waitsFor()).endsWith("; samples of 1 more member");
    // Before there is any, all may come.
    Outlook none = outlook(TIMED, two, 50);
    assertThat(none.decidableAtMillis()).hasValue(at(1000));
    assertThat(none.waitsFor()).contains("; samples of " + FLOW);
    assertThat(outlook(ALWAYS, two, 5).decidableAtMillis()).isEmpty();
  }

  @Test
  void comparedWithAPhaseThatIsOnIsPromisedOnceThereIsSomethingToCompare() {
    String phases = "a: {duration: 60s}, p: {duration: 60s}";
    String withFirst = "phase: p, " + TO_ANOTHER + "{phase: a, as: difference}";
    assertThat(outlook(phases, withFirst, 30, flow(0, 30)).decidableAtMillis()).isEmpty();
    assertThat(outlook(phases, withFirst, 90, flow(0, 90)).decidableAtMillis()).hasValue(at(120));
    String later = "x: {duration: 60s}, " + phases;
    assertThat(outlook(later, withFirst, 30, flow(0, 30)).decidableAtMillis()).hasValue(at(180));
  }

  @Test
  void comparedWithAPhaseThatIsAheadWaitsForItsEnd() {
    String phases = "a: {duration: 60s}, p: {duration: 60s}";
    String withLast = "phase: a, " + TO_ANOTHER + "{phase: p, as: difference}";
    Outlook ahead = outlook(phases, withLast, 30, flow(0, 30));
    assertThat(ahead.decidableAtMillis()).hasValue(at(120));
    assertThat(ahead.waitsFor())
        .contains("the end of phase 'a' at 11:07:40Z")
        .contains("phase 'p', which begins at 11:07:40Z and ends at 11:08:40Z")
        .doesNotContain("a value");
    // Once it has begun, a sample of it is missing.
    Outlook begun = outlook(phases, withLast, 80, flow(0, 55));
    assertThat(begun.decidableAtMillis()).isEmpty();
    assertThat(begun.waitsFor())
        .contains("a value, since there is no good sample in phase 'p' to compare with");
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "C-1 r-2 gen1, false",
    "C-2 r-2 gen1, true",
    "C-1 r-2 gen2, true",
    "C-2 r-3 gen1|C-1 r-2 gen1, false"
  })
  void otherRacksAreWaitedForWhileNoneOfTheGenerationWasJudged(String known, boolean waits) {
    refer(known);
    waitsToCompare("{generation: gen1, as: difference}", "generation 'gen1'", waits);
  }

  @ParameterizedTest
  @CsvSource({"'', true", "C-1 r-2 gen1, false", "C-1 r-3 gen1, true", "C-2 r-2 gen1, true"})
  void anotherRackIsWaitedForWhileItWasNotJudged(String known, boolean waits) {
    refer(known);
    waitsToCompare("{rack: r-2, as: difference}", "rack 'r-2'", waits);
  }

  /** Criterion, rack and generation of each, separated by bars. */
  private void refer(String known) {
    for (String one : known.isEmpty() ? new String[0] : known.split("\\|", -1)) {
      String[] words = one.split(" ", -1);
      references.add(new Reference(words[1], words[2], words[0], Map.of("device", "cdu-1"), 3));
    }
  }

  private void waitsToCompare(String with, String other, boolean waits) {
    String something = "something to compare with: as a difference to " + other;
    String criterion = "phase: p, " + TO_ANOTHER + with;
    Outlook on = outlook(TIMED, criterion, 100, flow(0, 100));
    assertThat(on.waitsFor().contains(something)).isEqualTo(waits);
    // The phase has not begun, so that no member tells that there is nothing.
    Outlook ahead = outlook("a: {duration: 50s}, " + TIMED, criterion, 30, flow(0, 30));
    assertThat(ahead.waitsFor().contains(something)).isEqualTo(waits);
    assertThat(ahead.decidableAtMillis().isPresent()).isEqualTo(!waits);
  }

  @Test
  void planThatAsksForAllOfAPhaseTakesARetestByAnyGap() {
    coverage = "100 %";
    Outlook full = outlook(ALWAYS, MAX, 100, flow(0, 100));
    assertThat(full.state()).isEqualTo(Outlook.State.OPEN);
    assertThat(full.waitsFor()).isEqualTo("the end of the campaign");
    Outlook gap = outlook(ALWAYS, MAX, 120, flow(0, 100));
    assertThat(gap.state()).isEqualTo(Outlook.State.RETEST);
    assertThat(gap.waitsFor()).isEqualTo("the plan asks for all of the phase to be covered");
    coverage = "99 %";
    assertThat(outlook(ALWAYS, MAX, 120, flow(0, 100)).state()).isEqualTo(Outlook.State.OPEN);
  }

  @Test
  void asMuchAsMayBeUncoveredIsNotTooMuch() {
    // 105 s are held, so that 100 of 1000 s are uncovered at 205 s.
    Outlook just = outlook(TIMED, MAX, 205, flow(0, 100));
    assertThat(just.state()).isEqualTo(Outlook.State.OPEN);
    assertThat(just.decidableAtMillis()).hasValue(at(1000));
    assertThat(just.waitsFor()).contains("13m15s more of good samples until its coverage is sure");
  }

  @Test
  void coverageIsSureOnceItIsReachedWhateverComes() {
    Outlook before = outlook(TIMED, MAX, 899, flow(0, 900));
    assertThat(before.waitsFor()).endsWith("; 1s more of good samples until its coverage is sure");
    Outlook sure = outlook(TIMED, MAX, 900, flow(0, 900));
    assertThat(sure.waitsFor()).isEqualTo("the end of phase 'p' at 11:23:20Z");
  }

  /** 40 of 100 s are covered: (0.9 · 100 − 40) / 0.1 = 500 s more are needed. */
  @ParameterizedTest
  @CsvSource({
    "1000, 1000, '8m20s more of good samples', 1000",
    "600, 600, '8m20s more of good samples', 600",
    "599, , '8m20s more of good samples, for which the phase must be entered again', 600"
  })
  void phaseByHandThatLastsAtMostTellsWhatItNeeds(
      int longest, Integer decidable, String needs, int notBefore) {
    entered(0);
    Outlook outlook =
        outlook("p: {by-hand: true, duration: " + longest + "s}", MAX, 100, flow(60, 100));
    assertThat(outlook.waitsFor()).endsWith("; " + needs);
    assertThat(outlook.decidableAtMillis())
        .isEqualTo(decidable == null ? OptionalLong.empty() : OptionalLong.of(at(decidable)));
    assertThat(outlook.notBeforeMillis()).hasValue(at(notBefore));
  }

  /** (c · 100 s − 40 s) / (1 − c), to the millisecond above. */
  @ParameterizedTest
  @CsvSource({"90 %, 500000", "93 %, 757143", "95 %, 1100000", "40 %, 0", "41 %, 1695"})
  void phaseWithoutAnEndNeedsTheShortestGoodTimeThatIsEnough(String least, long more) {
    coverage = least;
    Outlook outlook = outlook(ALWAYS, MAX, 100, flow(60, 100));
    assertThat(outlook.notBeforeMillis()).hasValue(at(100) + more);
    assertThat(outlook.waitsFor())
        .isEqualTo(
            "the end of the campaign"
                + (more > 0 ? "; " + Forecast.text(more) + " more of good samples" : ""));
  }

  @ParameterizedTest
  @CsvSource({
    "'p: {whole: true}', , a window of 1m, 60",
    "'p: {duration: 1000s}', 1000, a window of 1m, 1000",
    "'p: {duration: 70s}', 70, a window of 1m, 70",
    "'p: {duration: 69s}', , 'a window of 1m, more than the phase has left', 69"
  })
  void windowThatIsNotFullYetTakesItsLength(
      String phase, Integer decidable, String lacks, int notBefore) {
    String rolling = MAX.replace("max,", "mean, over: 60s,");
    Outlook outlook = outlook(phase, rolling, 30, flow(0, 30));
    assertThat(outlook.waitsFor()).endsWith("; " + lacks);
    assertThat(outlook.decidableAtMillis())
        .isEqualTo(decidable == null ? OptionalLong.empty() : OptionalLong.of(at(decidable)));
    assertThat(outlook.notBeforeMillis()).hasValue(at(notBefore));
  }

  @ParameterizedTest
  @CsvSource({"'p: {whole: true}'", "'p: {duration: 1000s}'"})
  void twoOfTheMembersThatLackSomethingAreTold(String phase) {
    String errors =
        "phase: p, signal: switch_port_receive_errors_total, statistic: bit-error-ratio, bits:"
            + " switch_port_speed_bits_per_second, limit: <= 1e-12";
    List<SeriesSamples> links = new ArrayList<>();
    for (int port = 1; port <= 4; port++) {
      links.add(every5s(Judging.ERRORS, "port=" + port, 0, 0, 50));
      links.add(every5s("switch_port_speed_bits_per_second", "port=" + port, port * 1e9, 0, 50));
    }
    Outlook outlook = outlook(phase, errors, 50, links.toArray(SeriesSamples[]::new));
    assertThat(outlook.waitsFor().split(" more bits, ", -1)).hasSize(3);
  }

  /** Of 5 errors seen more may have been, since the counter restarted. */
  @ParameterizedTest
  @CsvSource({"'> 5', true", "'>= 5', false", "'>= 6', true", "'> 4', false"})
  void growthThatARestartMayHideIsWaitedForUntilTheBoundIsReached(String limit, boolean waits) {
    String increase =
        "phase: p, signal: " + Judging.ERRORS + ", statistic: increase, limit: \"" + limit + "\"";
    Outlook outlook =
        outlook(TIMED, increase, 20, series(Judging.ERRORS, "port=1", 0, 10, 5, 12, 10, 3, 15, 3));
    assertThat(outlook.waitsFor().contains("growth up to the limit")).isEqualTo(waits);
    assertThat(outlook.decidableAtMillis().isPresent()).isEqualTo(!waits);
  }
}
