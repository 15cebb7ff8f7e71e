package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people inspect, and what they measure. The campaign begins at 11:06:40Z. */
class ManualScoringTest {

  private static final String INSPECTION = "manual: look at the labels";
  private static final String VALUE = "manual: read the data sheet, limit: <= 50 µm";

  private static Timeline.Entry inspected(double seconds, Verdict verdict, String note) {
    return new Timeline.Entry(
        at(seconds),
        "C-1",
        "ann",
        Optional.of(verdict),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        note);
  }

  private static Timeline.Entry measured(double seconds, double value, double uncertainty) {
    return new Timeline.Entry(
        at(seconds),
        "C-1",
        "bob",
        Optional.empty(),
        OptionalDouble.of(value),
        uncertainty > 0 ? OptionalDouble.of(uncertainty) : OptionalDouble.empty(),
        "");
  }

  private static CriterionResult judge(Plan plan, Timeline.Entry... entries) {
    Timeline timeline =
        new Timeline("r-1", START, OptionalLong.of(at(60)), List.of(), List.of(entries));
    return new Scorer(plan).score(timeline, Evidence.of(List.of()), at(60)).criteria().get(0);
  }

  private static CriterionResult judge(String criterion, Timeline.Entry... entries) {
    return judge(Judging.plan("whole: {whole: true}", criterion), entries);
  }

  @Test
  void lastEntryCountsAndTellsHowManyThereWere() {
    assertThat(judge(INSPECTION).reason())
        .isEqualTo("INCONCLUSIVE: nobody has entered it yet: look at the labels");
    CriterionResult first = judge(INSPECTION, inspected(5, Verdict.FAIL, ""));
    assertThat(first.reason()).isEqualTo("FAIL: inspected by ann at 2026-11-18T11:06:45Z");
    CriterionResult second =
        judge(INSPECTION, inspected(5, Verdict.FAIL, ""), inspected(9, Verdict.PASS, "all there"));
    assertThat(second.verdict()).isEqualTo(Verdict.PASS);
    assertThat(second.reason())
        .isEqualTo("PASS: inspected by ann at 2026-11-18T11:06:49Z (entry 2): all there");
    assertThat(second.members().get(0).worstTimeMillis()).hasValue(at(9));
  }

  @Test
  void entriesOfOtherCriteriaAreNotItsOwn() {
    Plan two =
        Judging.parse(
            """
            plan: test
            version: 1
            phases: {whole: {whole: true}}
            criteria:
              - {id: C-0, title: t, manual: look at the doors}
              - {id: C-1, title: t, manual: look at the labels}
            """);
    assertThat(judge(two, inspected(5, Verdict.PASS, "")).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void inspectionWantsAVerdictAndAMeasurementAValue() {
    assertThat(judge(INSPECTION, measured(5, 3, 0)).reason())
        .isEqualTo("INCONCLUSIVE: a verdict is wanted, not a value: look at the labels");
    assertThat(judge(VALUE, inspected(5, Verdict.PASS, "")).reason())
        .isEqualTo("INCONCLUSIVE: a value is wanted, not a verdict: read the data sheet");
  }

  @ParameterizedTest
  @CsvSource({
    // Inside by the uncertainty, by less, at the limit, outside.
    "guarded, 48, 2, PASS",
    "guarded, 48.1, 2, MARGINAL",
    "simple, 48.1, 2, PASS",
    "guarded, 50, 0, PASS",
    "guarded, 50.1, 0, FAIL",
    "guarded, 50.1, 2, FAIL",
    // In the band above 45 µm, or below it.
    "band, 45.1, 0, MARGINAL",
    "band, 45, 0, PASS",
    "band, 51, 0, FAIL"
  })
  void valueIsJudgedByItsUncertaintyTheRuleAndTheBand(
      String rule, double value, double uncertainty, Verdict verdict) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            decision-rule: %s
            phases: {whole: {whole: true}}
            criteria:
              - {id: C-1, title: t, %s%s}
            """
                .formatted(
                    rule.equals("simple") ? "simple" : "guarded",
                    VALUE,
                    rule.equals("band") ? ", marginal: \"> 45 µm\"" : ""));
    assertThat(judge(plan, measured(5, value, uncertainty)).verdict()).isEqualTo(verdict);
  }

  @Test
  void measurementTellsValueLimitMarginAndWhoMadeIt() {
    CriterionResult result = judge(VALUE, measured(5, 40, 2));
    assertThat(result.reason())
        .isEqualTo("PASS: measured 40 µm, limit <= 50 µm, by bob at 2026-11-18T11:06:45Z");
    MemberResult member = result.members().get(0);
    assertThat(member.value()).hasValue(40);
    assertThat(member.margin()).hasValue(10);
    assertThat(member.uncertainty()).hasValue(2);
    assertThat(member.marginInUncertainties()).hasValue(5);
  }
}
