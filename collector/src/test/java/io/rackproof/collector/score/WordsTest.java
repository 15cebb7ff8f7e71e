package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.DecisionPolicy;
import io.rackproof.collector.plan.Limit;
import io.rackproof.wire.SeriesSamples;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told to people of numbers, of what remains, and of why nothing is decided. */
class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "1234567, <= 1 W, 1234567",
    "0, <= 1 W, 0",
    "-3, <= 1 W, -3",
    "12.3456, <= 99 W, 12.35",
    "1234.5678, <= 9999 W, 1235",
    // As many digits as it takes not to round it over the limit.
    "5.00001, <= 5 W, 5.00001",
    "4.999999, >= 5 W, 4.999999",
    "5.00001, <= 4 W, 5",
    "5.00000000001234, <= 5 W, 5.00000000001",
    "0.00012345, <= 1 W, 0.0001234",
    "0.0001, <= 1 W, 0.0001",
    "0.000012345, <= 1 W, 0.00001234",
    "2e15, <= 1 W, 2000000000000000",
    "0.5, <= 1 W, 0.5"
  })
  void numberHasFourDigitsOrAsManyAsShowOnWhichSideOfTheLimitItIs(
      double value, String limit, String text) {
    assertThat(Texts.number(value, Limit.parse(limit))).isEqualTo(text);
  }

  @Test
  void smallNumbersAreWrittenWithAPowerOfTen() {
    assertThat(Texts.number(1.234567e-9, Limit.parse("<= 1 W"))).isEqualTo("1.235E-9");
    assertThat(Texts.number(1e-4, Limit.parse("<= 1 W"))).isEqualTo("0.0001");
  }

  @Test
  void labelsAreToldWithoutRackAndRole() {
    Map<String, String> labels =
        new java.util.TreeMap<>(
            Map.of("rack", "r-1", "role", "pdu", "device", "pdu-a", "phase", "L1"));
    assertThat(Texts.labels(labels)).isEqualTo("device=pdu-a phase=L1");
  }

  private static CriterionResult criterion(String id, Verdict verdict, Outlook outlook) {
    return new CriterionResult(
        id,
        "t",
        "other",
        "p",
        "max",
        "<= 1",
        "",
        true,
        1,
        verdict,
        false,
        List.of(),
        verdict + ": why",
        outlook);
  }

  private static Scorecard card(long to, CriterionResult... criteria) {
    return new Scorecard(
        "r-1",
        "p",
        1,
        "",
        START,
        to,
        true,
        List.of(),
        List.of(criteria),
        OptionalDouble.empty(),
        0,
        Recommendation.UNDECIDED,
        List.of());
  }

  private static Outlook open(long decidable, String what) {
    return Outlook.open(OptionalLong.of(decidable), decidable, what);
  }

  private static Remaining remaining(CriterionResult... criteria) {
    return Remaining.of(card(at(10), criteria), new DecisionPolicy(Optional.empty(), 0, 0));
  }

  @Test
  void whatIsOpenIsDecidableWithTheLastOfThemUnlessNoTimeDecidesOne() {
    CriterionResult first = criterion("A", Verdict.PASS, open(at(30), "x"));
    CriterionResult second = criterion("B", Verdict.PASS, open(at(20), "x"));
    CriterionResult never =
        criterion("C", Verdict.PASS, Outlook.open(OptionalLong.empty(), at(40), "y"));
    assertThat(remaining(first, second).decidableAtMillis()).hasValue(at(30));
    assertThat(remaining(first, second).sentence(false))
        .isEqualTo("all 2 criteria are open; decidable at 11:07:10Z; needs x (A, B)");
    assertThat(remaining(first, second, never).decidableAtMillis()).isEmpty();
    assertThat(remaining(first, second, never).notBeforeMillis()).hasValue(at(40));
    Remaining none = remaining(criterion("D", Verdict.PASS, Outlook.SETTLED));
    assertThat(none.decidableAtMillis()).isEmpty();
    assertThat(none.notBeforeMillis()).isEmpty();
    assertThat(none.sentence(false)).isEmpty();
  }

  @Test
  void manyCriteriaThatWaitForOneThingAreCounted() {
    List<CriterionResult> all = new ArrayList<>();
    for (String id : List.of("A", "B", "C")) {
      all.add(criterion(id, Verdict.PASS, open(at(20), "x")));
    }
    assertThat(remaining(all.toArray(CriterionResult[]::new)).sentence(false))
        .endsWith("needs x (A, B, C)");
    all.add(criterion("D", Verdict.PASS, open(at(20), "x")));
    all.add(criterion("E", Verdict.PASS, open(at(20), "x")));
    assertThat(remaining(all.toArray(CriterionResult[]::new)).sentence(false))
        .endsWith("needs x (A, B and 3 others)");
  }

  @Test
  void retestsAreNamed() {
    CriterionResult one = criterion("A", Verdict.INCONCLUSIVE, Outlook.retest("why"));
    CriterionResult two = criterion("B", Verdict.INCONCLUSIVE, Outlook.retest("why"));
    assertThat(remaining(one).sentence(false))
        .isEqualTo("A cannot be decided any more in this campaign: it takes a retest");
    assertThat(remaining(one, two).sentence(false))
        .isEqualTo("A, B cannot be decided any more in this campaign: they take a retest");
  }

  @Test
  void optionThatEndsWithTheDayIsLateFromMidnightOn() {
    long midnight = 1_795_046_400_000L; // 2026-11-19T00:00Z
    DecisionPolicy policy = new DecisionPolicy(Optional.of(LocalDate.parse("2026-11-18")), 0, 0);
    CriterionResult early = criterion("A", Verdict.PASS, open(midnight - 1, "x"));
    CriterionResult late = criterion("A", Verdict.PASS, open(midnight, "x"));
    assertThat(Remaining.of(card(at(10), early), policy).late()).isFalse();
    assertThat(Remaining.of(card(at(10), late), policy).late()).isTrue();
    CriterionResult settled = criterion("A", Verdict.PASS, Outlook.SETTLED);
    assertThat(Remaining.of(card(midnight + 1, settled), policy).late()).isFalse();
  }

  @Test
  void timesAreToldWithTheirDateOnceACampaignIsLongerThanADay() {
    assertThat(Remaining.isDated(card(at(86_400)))).isFalse();
    assertThat(Remaining.isDated(card(at(86_400.001)))).isTrue();
  }

  @Test
  void scorecardHasTheWorstVerdictAndNoneWithoutCriteria() {
    CriterionResult pass = criterion("A", Verdict.PASS, Outlook.SETTLED);
    CriterionResult unknown = criterion("B", Verdict.INCONCLUSIVE, Outlook.SETTLED);
    assertThat(card(at(10), pass).verdict()).isEqualTo(Verdict.PASS);
    assertThat(card(at(10), unknown, pass).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(card(at(10)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void waivedGateDoesNotBlockAndOthersDo() {
    DecisionPolicy policy = new DecisionPolicy(Optional.empty(), 0, 0);
    Scorecard card =
        card(
            at(10),
            criterion("A", Verdict.PASS, Outlook.SETTLED),
            criterion("B", Verdict.FAIL, Outlook.SETTLED));
    WithWaivers waived = WithWaivers.of(policy, card, Set.of("B"), false);
    assertThat(waived.recommendation()).isEqualTo(Recommendation.EXERCISE);
    WithWaivers other = WithWaivers.of(policy, card, Set.of("A"), false);
    assertThat(other.recommendation()).isEqualTo(Recommendation.DECLINE);
    assertThat(other.reasons()).containsExactly("Gate B (t) failed: why");
    assertThat(card.criteria().get(1).gate()).isTrue();
  }

  private static final String MAX = "signal: " + FLOW + ", statistic: max, limit: <= 9 L/min";

  private static CriterionResult judge(
      String phases, String criterion, Timeline timeline, SeriesSamples... series) {
    return new Scorer(Judging.plan(phases, criterion))
        .score(timeline, Evidence.of(List.of(series)), at(20))
        .criteria()
        .get(0);
  }

  private static Timeline timeline(boolean ended) {
    return new Timeline(
        "r-1", START, ended ? OptionalLong.of(at(20)) : OptionalLong.empty(), List.of(), List.of());
  }

  @Test
  void membersThatAreMissingAreCounted() {
    SeriesSamples good = series(FLOW, "device=a", 0, 5, 9, 5, 18, 5);
    SeriesSamples silent = series(FLOW, "device=b", 0, 5);
    String phase = "whole: {whole: true}";
    CriterionResult one = judge(phase, "phase: whole, members: 2, " + MAX, timeline(false), good);
    assertThat(one.reason()).isEqualTo("INCONCLUSIVE: 1 of at least 2 members were seen");
    assertThat(one.outlook().waitsFor())
        .contains("samples of 1 more member")
        .doesNotContain("members");
    CriterionResult more =
        judge(phase, "phase: whole, members: 4, " + MAX, timeline(false), good, silent);
    assertThat(more.reason())
        .startsWith("INCONCLUSIVE: 2 of at least 4 members were seen; INCONCLUSIVE: device=b: ");
    assertThat(more.outlook().waitsFor()).contains("samples of 2 more members");
    assertThat(more.provisional()).isTrue();
    CriterionResult enough = judge(phase, "phase: whole, members: 1, " + MAX, timeline(true), good);
    assertThat(enough.verdict()).isEqualTo(Verdict.PASS);
    assertThat(enough.provisional()).isFalse();
  }

  @Test
  void whyAPhaseWasNotThereIsTold() {
    SeriesSamples good = series(FLOW, "device=a", 0, 5, 9, 5, 18, 5);
    String own = "phase: p, " + MAX;
    assertThat(judge("p: {by-hand: true}", own, timeline(false), good).reason())
        .isEqualTo("INCONCLUSIVE: phase 'p' has not begun: nobody entered it");
    String later = "first: {duration: 1h}, p: {duration: 1h}";
    assertThat(judge(later, own, timeline(false), good).reason())
        .isEqualTo("INCONCLUSIVE: phase 'p' has not begun");
    String settles = "first: {duration: 5s}, p: {duration: 1h, settle: 30s}";
    assertThat(judge(settles, own, timeline(false), good).reason())
        .isEqualTo("INCONCLUSIVE: phase 'p' is settling");
    assertThat(judge(settles, own, timeline(true), good).reason())
        .isEqualTo("INCONCLUSIVE: phase 'p' ended while it settled");
    String other = "first: {duration: 1h}, " + "p: {duration: 1h, settle: 30s}";
    assertThat(judge(other, own, timeline(true), good).reason())
        .isEqualTo("INCONCLUSIVE: phase 'p' has not begun");
  }

  @Test
  void labelsThatFitNoSeriesAreTold() {
    String signal = FLOW + "{device='b'}";
    CriterionResult result =
        judge(
            "whole: {whole: true}",
            "phase: whole, signal: \"" + signal + "\", statistic: max, limit: <= 9 L/min",
            timeline(false),
            series(FLOW, "device=a", 0, 5));
    assertThat(result.reason())
        .isEqualTo("INCONCLUSIVE: no series fits the signal's labels: " + signal);
    assertThat(result.outlook().waitsFor()).contains("samples of " + signal);
  }

  @Test
  void marksBeforeATimeLeaveOutThatTime() {
    Timeline.Mark first = new Timeline.Mark(at(10), "p", true);
    Timeline.Mark second = new Timeline.Mark(at(20), "p", false);
    Timeline timeline =
        new Timeline("r-1", START, OptionalLong.empty(), List.of(first, second), List.of());
    assertThat(timeline.marksBefore(at(10))).isEmpty();
    assertThat(timeline.marksBefore(at(20))).containsExactly(first);
    assertThat(timeline.marksBefore(at(20) + 1)).containsExactly(first, second);
  }

  @Test
  void referenceLeavesOutTheRackAndCannotBeChanged() {
    Map<String, String> labels = Reference.withoutRack(Map.of("rack", "r-1", "psu", "1"));
    assertThat(labels).containsExactly(Map.entry("psu", "1")).isUnmodifiable();
  }
}
