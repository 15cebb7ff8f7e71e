package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Signals;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results as values: what revisions compare and what people see of them. */
class MemberResultTest {

  private static MemberResult result(String device, double value, String reason) {
    return new MemberResult(
        Map.of("device", device),
        Verdict.PASS,
        OptionalDouble.of(value),
        OptionalDouble.of(1),
        OptionalDouble.of(2),
        1,
        7,
        OptionalLong.of(START),
        reason);
  }

  @Test
  void resultsAreEqualWhenAllThatTheyTellIs() {
    MemberResult result = result("a", 5, "PASS: well");
    assertThat(result).isEqualTo(result("a", 5, "PASS: well"));
    assertThat(result).hasSameHashCodeAs(result("a", 5, "PASS: well"));
    assertThat(result.hashCode()).isNotEqualTo(result("b", 6, "PASS: well").hashCode());
    assertThat(result)
        .isNotEqualTo(result("b", 5, "PASS: well"))
        .isNotEqualTo(result("a", 6, "PASS: well"))
        .isNotEqualTo(result("a", 5, "PASS: very well"))
        .isNotEqualTo(result.with(Prospect.NONE.lacking("more")))
        .isNotEqualTo("PASS: well");
    assertThat(result).isEqualTo(result.with(Prospect.NONE));
  }

  @Test
  void resultReadsAsWhatItHolds() {
    assertThat(result("a", 5, "PASS: well").toString())
        .startsWith("MemberResult[labels={device=a}, value=OptionalDouble[5.0], margin=")
        .contains("coverage=1.0, samples=7, worstTimeMillis=OptionalLong[" + START)
        .contains("reason=PASS: well, prospect=Prospect[");
  }

  @Test
  void membersThatAreAlikeStandByTheirLabels() {
    Verdicts verdicts =
        new Verdicts(
            Judging.plan("whole: {whole: true}", "manual: look").criteria().get(0), moment());
    CriterionResult result =
        verdicts.of(
            List.of(
                result("c", 5, "PASS: well"),
                result("a", 5, "PASS: well"),
                result("b", 5, "PASS: well")));
    assertThat(result.members())
        .extracting(m -> m.labels().get("device"))
        .containsExactly("a", "b", "c");
  }

  private static Moment moment() {
    Plan plan = Judging.plan("whole: {whole: true}", "manual: look");
    return new Moment(
        plan,
        Judging.ended(10),
        new Signals(List.of()),
        List.of(),
        Evidence.of(List.of()),
        true,
        false,
        at(10),
        Map.of());
  }

  @ParameterizedTest
  @CsvSource({"°C, K", "degC, K", "K, K", "kW, kW", "'', ''"})
  void differenceOfTemperaturesIsInKelvin(String unit, String difference) {
    assertThat(CriterionResult.differenceUnit(unit)).isEqualTo(difference);
  }
}
