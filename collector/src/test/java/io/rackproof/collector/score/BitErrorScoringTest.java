package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.ERRORS;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Links of 1 Gbit/s over 100 s: 1e11 bits. What is expected follows from the Poisson process: the
 * bounds at 95 % are 2.996 and 0 errors for none seen, 4.744 and 0.0513 for one, 16.96 and 5.425
 * for ten. Samples hold for 10 s, 90 % must be covered.
 */
class BitErrorScoringTest {

  private static final String SPEED = "switch_port_speed_bits_per_second";
  private static final String OF = "signal: %s, statistic: bit-error-ratio, bits: %s, ";

  /** Every 10 s of the time from a second to another. */
  private static SeriesSamples every10s(
      String metric, String labels, double value, int from, int to) {
    double[] flat = new double[2 * ((to - from + 9) / 10)];
    for (int i = 0; i < flat.length / 2; i++) {
      flat[2 * i] = from + 10 * i;
      flat[2 * i + 1] = value;
    }
    return series(metric, labels, flat);
  }

  private static SeriesSamples speed(String labels) {
    return every10s(SPEED, labels, 1e9, 0, 100);
  }

  /** A counter at 0, at some errors from 50 s on. */
  private static SeriesSamples errors(String labels, int count) {
    double[] flat = new double[20];
    for (int i = 0; i < 10; i++) {
      flat[2 * i] = 10 * i;
      flat[2 * i + 1] = i < 5 ? 0 : count;
    }
    return series(ERRORS, labels, flat);
  }

  private static CriterionResult judge(String limit, SeriesSamples... series) {
    return Judging.whole(OF.formatted(ERRORS, SPEED) + limit, 100, series);
  }

  private static CriterionResult running(String limit, SeriesSamples... series) {
    Timeline runs = new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());
    return new Scorer(
            Judging.plan(
                "whole: {whole: true}", "phase: whole, " + OF.formatted(ERRORS, SPEED) + limit))
        .score(runs, Evidence.of(List.of(series)), at(100))
        .criteria()
        .get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | limit: <= 3e-11   | PASS: 0 errors in 100000000000 bits: at most 2.996E-11 at 95 % confidence, limit <= 3e-11
          1  | limit: <= 5e-11   | PASS: 1 error in 100000000000 bits: at most 4.744E-11 at 95 % confidence, limit <= 5e-11
          10 | limit: <= 2e-10, marginal: "> 1e-10" | MARGINAL: 10 errors in 100000000000 bits: at most 1.696E-10 at 95 % confidence, limit <= 2e-10
          10 | limit: <= 2e-10, marginal: "> 1.8e-10" | PASS: 10 errors in 100000000000 bits: at most 1.696E-10 at 95 % confidence, limit <= 2e-10
          10 | limit: <= 5e-11   | FAIL: 10 errors in 100000000000 bits: at most 1.696E-10 at 95 % confidence, limit <= 5e-11
          0  | limit: <= 1e-11   | INCONCLUSIVE: 0 errors in 100000000000 bits: at most 2.996E-11 at 95 % confidence, limit <= 1e-11: 33.3 % of the 299600000000 bits that would decide it
          """)
  void boundsOfAPoissonProcessDecideAndAreTold(int count, String limit, String reason) {
    MemberResult result = judge(limit, errors("port=1", count), speed("port=1")).members().get(0);
    assertThat(result.reason()).isEqualTo(reason);
    assertThat(result.verdict().name()).isEqualTo(reason.substring(0, reason.indexOf(':')));
  }

  /** −ln 0.95 errors are the lower bound after one. */
  @ParameterizedTest
  @CsvSource({"<, FAIL", "<=, INCONCLUSIVE"})
  void lowerBoundThatIsTheLimitFailsWhereTheLimitExcludesIt(String sign, Verdict verdict) {
    double least = -Math.log(0.95) * 1e-11;
    String limit = "limit: \"%s %.11e\"".formatted(sign, least);
    assertThat(judge(limit, errors("port=1", 1), speed("port=1")).verdict()).isEqualTo(verdict);
  }

  @Test
  void withoutAnySeriesOfBitsTheyAreWaitedFor() {
    CriterionResult result = judge("limit: <= 1e-9", errors("port=1", 0), errors("port=2", 0));
    assertThat(result.reason()).isEqualTo("INCONCLUSIVE: no samples came of " + SPEED);
    assertThat(result.members()).isEmpty();
  }

  @Test
  void portThatOneOtherTellsNoBitsOfIsToldApart() {
    CriterionResult result =
        running("limit: <= 1e-9", errors("port=1", 0), errors("port=2", 0), speed("port=1"));
    MemberResult open = result.members().get(0);
    assertThat(open.labels()).containsEntry("port", "2");
    assertThat(open.reason()).isEqualTo("INCONCLUSIVE: no series tells its bits: " + SPEED);
    assertThat(open.coverage()).isEqualTo(1);
    assertThat(open.value()).isEmpty();
    assertThat(result.members().get(1).verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.outlook().waitsFor()).endsWith("; one series that tells the bits of each");
  }

  @Test
  void portWhoseBitsTwoSeriesMayTellAsksForANarrowerSignal() {
    CriterionResult result =
        judge(
            "limit: <= 1e-9", errors("port=1", 0), speed("port=1 side=a"), speed("port=1 side=b"));
    assertThat(result.reason())
        .isEqualTo("INCONCLUSIVE: port=1: 2 series may tell its bits; narrow '" + SPEED + "'");
  }

  @Test
  void bitsThatAreMissingOrNoneLackWhatTheyAre() {
    SeriesSamples half = every10s(ERRORS, "port=1", 0, 0, 50);
    CriterionResult none = running("limit: <= 1e-9", half, series(SPEED, "port=1", 0, Double.NaN));
    MemberResult member = none.members().get(0);
    assertThat(member.reason()).isEqualTo("INCONCLUSIVE: no good sample in phase 'whole'");
    assertThat(member.coverage()).isEqualTo(0.5);
    assertThat(member.prospect().lacks()).isEmpty();
    assertThat(member.prospect().more()).hasValue(0);
    CriterionResult idle = running("limit: <= 1e-9", half, every10s(SPEED, "port=1", 0, 0, 100));
    assertThat(idle.members().get(0).reason()).isEqualTo("INCONCLUSIVE: no bits were sent");
    assertThat(idle.members().get(0).prospect().lacks()).isEqualTo("bits to be sent");
  }

  /** 10 errors in 9e10 bits are 6e-11 at least, and in fewer bits more. */
  @ParameterizedTest
  @CsvSource({"90, FAIL", "89, INCONCLUSIVE", "70, INCONCLUSIVE"})
  void errorsInBitsThatWereNotAllCountedProveNothing(int covered, Verdict verdict) {
    double[] flat = new double[2 * 11];
    for (int i = 0; i < 11; i++) {
      flat[2 * i] = Math.min(covered, 10 * i);
      flat[2 * i + 1] = 10 * i < covered ? 1e9 : Double.NaN;
    }
    CriterionResult result =
        judge("limit: <= 5e-11", errors("port=1", 10), series(SPEED, "port=1", flat));
    assertThat(result.verdict()).isEqualTo(verdict);
    if (verdict == Verdict.INCONCLUSIVE) {
      assertThat(result.reason())
          .startsWith("INCONCLUSIVE: port=1: not all bits were counted; so far 10 errors in ");
    } else {
      assertThat(result.reason()).startsWith("FAIL: port=1: 10 errors in 90000000000 bits");
    }
  }

  @ParameterizedTest
  @CsvSource({"10, PASS", "11, INCONCLUSIVE"})
  void errorsMustBeCoveredAsThePlanAsks(int from, Verdict verdict) {
    List<SeriesSamples> both = new ArrayList<>();
    both.add(every10s(ERRORS, "port=1", 0, from, 100));
    both.add(speed("port=1"));
    CriterionResult result = judge("limit: <= 1e-9", both.toArray(SeriesSamples[]::new));
    assertThat(result.verdict()).isEqualTo(verdict);
    if (verdict == Verdict.INCONCLUSIVE) {
      assertThat(result.reason())
          .startsWith(
              "INCONCLUSIVE: port=1: good samples cover 89 % of the time; so far 0 errors in");
    }
    assertThat(result.members().get(0).coverage()).isCloseTo(1 - from / 100.0, within(1e-12));
  }

  @Test
  void exposureThatNoCampaignReachesTellsNoTime() {
    CriterionResult slow = running("limit: <= 1e-24", errors("port=1", 0), speed("port=1"));
    assertThat(slow.members().get(0).prospect().lacks())
        .isEqualTo("2996000000000000000000000 more bits");
    assertThat(slow.members().get(0).prospect().more()).isEmpty();
    assertThat(slow.outlook().decidableAtMillis()).isEmpty();
  }
}
