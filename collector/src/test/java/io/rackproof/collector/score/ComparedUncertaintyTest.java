package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the errors of several meters make of a comparison, reckoned from the derivatives of the
 * difference and of the ratio (JCGM 100, the law of propagation of uncertainty).
 */
class ComparedUncertaintyTest {

  private static final String POWER = "pdu_input_power_watts";

  private static final SeriesSamples A = series(POWER, "device=a shelf=1", 0, 10);
  private static final SeriesSamples B = series(POWER, "device=b shelf=1", 0, 20);
  private static final SeriesSamples C = series(POWER, "device=c shelf=1", 0, 30);
  private static final SeriesSamples ELSEWHERE = series(POWER, "device=d shelf=2", 0, 70);

  private static List<MemberResult> members(String compare, Map<Series, Instrument> instruments) {
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {max-gap: 10s}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: %s, statistic: mean, %s}
            """
                .formatted(POWER, compare));
    Evidence evidence =
        new Evidence(List.of(A, B, C, ELSEWHERE), List.of(), List.of(), instruments);
    return new Scorer(plan)
        .score(Judging.ended(10), evidence, Judging.at(10))
        .criteria()
        .get(0)
        .members();
  }

  private static Map<Series, Instrument> meters() {
    Map<Series, Instrument> meters = new HashMap<>();
    meters.put(A.series(), Instruments.standard(0.1));
    meters.put(B.series(), Instruments.standard(0.2));
    meters.put(C.series(), Instruments.standard(0.3));
    meters.put(ELSEWHERE.series(), Instruments.standard(5));
    return meters;
  }

  private static MemberResult of(String device, List<MemberResult> members) {
    return members.stream()
        .filter(m -> device.equals(m.labels().get("device")))
        .findFirst()
        .orElseThrow();
  }

  private static double root(double... parts) {
    double squares = 0;
    for (double part : parts) {
      squares += part * part;
    }
    return Math.sqrt(squares);
  }

  @Test
  void differenceFromTheMeanOfAGroup() {
    List<MemberResult> all =
        members("compare: {group: [shelf], as: difference}, limit: -20 W .. 20 W", meters());
    assertThat(all).hasSize(4);
    assertThat(of("a", all).value().orElseThrow()).isCloseTo(-10, within(1e-12));
    assertThat(of("a", all).uncertainty().orElseThrow())
        .isCloseTo(2 * root(0.1 * 2 / 3, 0.2 / 3, 0.3 / 3), within(1e-9));
    assertThat(of("c", all).uncertainty().orElseThrow())
        .isCloseTo(2 * root(0.1 / 3, 0.2 / 3, 0.3 * 2 / 3), within(1e-9));
    // Alone in its group it is compared with itself.
    assertThat(of("d", all).uncertainty().orElseThrow()).isCloseTo(0, within(1e-12));
  }

  @Test
  void ratioToTheMeanOfAGroup() {
    List<MemberResult> all =
        members("compare: {group: [shelf], as: ratio}, limit: 10 .. 250 %", meters());
    // The share 3a/(a+b+c): its derivative is 3(b+c)/60² by a, and −3a/60² by b and by c.
    assertThat(of("a", all).value().orElseThrow()).isCloseTo(50, within(1e-9));
    assertThat(of("a", all).uncertainty().orElseThrow())
        .isCloseTo(
            2 * 100 * root(0.1 * 150 / 3600, 0.2 * 30 / 3600, 0.3 * 30 / 3600), within(1e-9));
    assertThat(of("c", all).uncertainty().orElseThrow())
        .isCloseTo(2 * 100 * root(0.1 * 90 / 3600, 0.2 * 90 / 3600, 0.3 * 90 / 3600), within(1e-9));
  }

  @Test
  void meterOfUnknownAccuracyCountsAsExactInItsGroup() {
    Map<Series, Instrument> one = Map.of(B.series(), Instruments.standard(0.2));
    List<MemberResult> all =
        members("compare: {group: [shelf], as: difference}, limit: -20 W .. 20 W", one);
    assertThat(of("a", all).uncertainty().orElseThrow()).isCloseTo(2 * 0.2 / 3, within(1e-9));
    assertThat(of("d", all).uncertainty()).isEmpty();
    assertThat(
            of("a", members("compare: {group: [shelf], as: ratio}, limit: 10 .. 250 %", Map.of()))
                .uncertainty())
        .isEmpty();
  }

  @Test
  void valuesThatCancelAreNoMeanToDivideBy() {
    SeriesSamples up = series("cdu_supply_temperature_celsius", "device=a", 0, 0.1 + 0.2);
    SeriesSamples down = series("cdu_supply_temperature_celsius", "device=b", 0, -0.3);
    Plan plan =
        Judging.parse(
            """
            plan: test
            version: 1
            requires: {max-gap: 10s}
            phases: {whole: {whole: true}}
            criteria:
              - {id: C, title: c, phase: whole, signal: cdu_supply_temperature_celsius, statistic: mean,
                 compare: {group: [], as: difference}, limit: -1 K .. 1 K}
            """);
    Evidence evidence = new Evidence(List.of(up, down), List.of(), List.of(), Map.of());
    List<MemberResult> all =
        new Scorer(plan)
            .score(Judging.ended(10), evidence, Judging.at(10))
            .criteria()
            .get(0)
            .members();
    assertThat(of("b", all).value().orElseThrow()).isEqualTo(-0.3);
  }
}
