package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members against their group, another phase and other racks. Samples hold for 10 s. */
class ComparedTest {

  private static final String POWER = "pdu_input_power_watts";
  private static final String OPTICS = "switch_transceiver_receive_power_watts";

  private static final String TWO_PHASES = "first: {duration: 10s}, second: {duration: 10s}";

  private final List<Reference> references = new ArrayList<>();
  private final Map<Series, Instrument> instruments = new HashMap<>();

  private CriterionResult judge(
      String phases, String criterion, double seconds, SeriesSamples... series) {
    Timeline ended = new Timeline("r-1", START, OptionalLong.of(at(seconds)), List.of(), List.of());
    Evidence evidence =
        new Evidence(List.of(series), List.of(), List.of(), instruments, references);
    return new Scorer(Judging.plan(phases, criterion))
        .score(ended, evidence, at(seconds))
        .criteria()
        .get(0);
  }

  private CriterionResult whole(
      String metric, String statistic, double seconds, SeriesSamples... series) {
    return judge(
        "whole: {whole: true}",
        "phase: whole, signal: %s, statistic: %s".formatted(metric, statistic),
        seconds,
        series);
  }

  private static MemberResult of(String device, CriterionResult result) {
    return result.members().stream()
        .filter(m -> device.equals(m.labels().get("device")))
        .findFirst()
        .orElseThrow();
  }

  private void refer(String criterion, String rack, String generation, String device, double is) {
    references.add(new Reference(rack, generation, criterion, Map.of("device", device), is));
  }

  @Test
  void generationIsTheMeanOfTheSameMemberAndCriterionOnItsRacks() {
    refer("C-1", "r-2", "gen1", "a", 30);
    refer("C-1", "r-3", "gen1", "a", 50);
    refer("C-1", "r-4", "gen2", "a", 1000);
    refer("C-1", "r-2", "gen1", "b", 1000);
    refer("C-2", "r-2", "gen1", "a", 1000);
    String limit = "limit: -99 W .. 99 W, compare: {generation: gen1, as: difference}";
    CriterionResult result =
        whole(POWER, "mean, " + limit, 10, series(POWER, "rack=r-1 device=a", 0, 25));
    assertThat(of("a", result).value()).hasValue(25 - 40);
    assertThat(of("a", result).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void anotherRackIsThatOfItsIdWhateverItsGeneration() {
    refer("C-1", "r-2", "gen1", "a", 50);
    refer("C-1", "r-3", "gen1", "a", 1000);
    String limit = "limit: <= 99 %, compare: {rack: r-2, as: ratio}";
    SeriesSamples own = series(POWER, "rack=r-1 device=a", 0, 25);
    assertThat(of("a", whole(POWER, "mean, " + limit, 10, own)).value()).hasValue(50);
    CriterionResult unknown = whole(POWER, "mean, " + limit.replace("r-2", "r-9"), 10, own);
    assertThat(unknown.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(unknown.reason())
        .isEqualTo(
            "INCONCLUSIVE: device=a: nothing is known to compare with:"
                + " as a ratio to rack 'r-9'");
  }

  /** U = 2 · 0.1 W of the own value; that of the other rack is taken as it is told. */
  @ParameterizedTest
  @CsvSource({"difference, -99 W .. 99 W, 0.2", "ratio, -99 .. 99 %, 0.4"})
  void uncertaintyOfAComparisonWithAnotherRackIsThatOfTheOwnValue(
      String form, String limit, double expanded) {
    refer("C-1", "r-2", "gen1", "a", -50);
    SeriesSamples own = series(POWER, "rack=r-1 device=a", 0, 25);
    instruments.put(own.series(), Instruments.standard(0.1));
    String compare = "limit: %s, compare: {rack: r-2, as: %s}".formatted(limit, form);
    MemberResult result = of("a", whole(POWER, "mean, " + compare, 10, own));
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(expanded, within(1e-9));
    instruments.clear();
    assertThat(of("a", whole(POWER, "mean, " + compare, 10, own)).uncertainty()).isEmpty();
  }

  /**
   * Steps of 0.6 W have u = 0.6/√12 W in each phase, independently; of a difference √2 of that, of
   * the ratio y/x of 20 W to 10 W √((u/x)² + (y·u/x²)²).
   */
  @ParameterizedTest
  @CsvSource({"difference, <= 99 W", "ratio, <= 999 %"})
  void resolutionCountsInBothPhasesThatAreCompared(String form, String limit) {
    SeriesSamples power = series(POWER, "device=a", 0, 10, 9, 10, 10, 20, 19, 20);
    instruments.put(power.series(), Instruments.of(0, 0.1, 0.6));
    MemberResult result = of("a", judge(TWO_PHASES, second("mean", form, limit), 20, power));
    double step = 0.6 / Math.sqrt(12);
    double bias = 0.1 / Math.sqrt(3);
    // The error that stays shifts both: it drops out of the difference.
    double expected =
        form.equals("ratio")
            ? 2 * 100 * root(step / 10, 20 * step / 100, (20 - bias) / (10 - bias) - 2)
            : 2 * root(step, step);
    assertThat(result.uncertainty().orElseThrow()).isCloseTo(expected, within(1e-6));
  }

  private static double root(double... parts) {
    return Math.sqrt(DoubleStream.of(parts).map(p -> p * p).sum());
  }

  private static String second(String statistic, String form, String limit) {
    return "phase: second, signal: %s, statistic: %s, compare: {phase: first, as: %s}, limit: \"%s\""
        .formatted(POWER, statistic, form, limit);
  }

  /** A member at 10 W that is at 7 W at 4 s and at 13 W at 7 s, against a steady one. */
  @ParameterizedTest
  @CsvSource({
    // 10 W of 10 W: nearer to 110 % than to 50 %, and the other way round.
    "'ratio}, limit: 50 .. 110 %', 10, 7",
    "'ratio}, limit: 95 .. 150 %', 10, 4",
    "'difference}, limit: -5 W .. 1 W', 10, 7",
    "'difference}, limit: -1 W .. 5 W', 10, 4",
    "'difference}, limit: <= 5 W', 10, 7",
    "'difference}, limit: \">= -5 W\"', 10, 4",
    // A tenth of a difference of 9 W is nearest to 0, nine W nearest to 10.
    "'difference}, factor: 0.1 1, limit: -1 W .. 20 W', -8, 4",
    "'difference}, factor: 10 1, limit: -50 W .. 100 W', -8, 7"
  })
  void worstMomentIsThatAtWhichTheNearerEndOfTheLimitWasNearest(
      String compare, double other, int moment) {
    SeriesSamples own = series(POWER, "device=a", 0, 10, 4, 7, 5, 10, 7, 13, 8, 10);
    CriterionResult result =
        whole(
            POWER,
            "mean, compare: {group: [], as: " + compare,
            10,
            own,
            series(POWER, "device=b", 0, other));
    assertThat(of("a", result).worstTimeMillis()).hasValue(at(moment));
  }

  @Test
  void aboveAMeanBelowZeroAHigherValueIsASmallerRatio() {
    // Of a supply that feeds back 10 W and one of 30 W the mean is −20 W: 50 %, nearer to 40 %.
    SeriesSamples own = series(POWER, "device=a", 0, -10, 4, -13, 5, -10, 7, -7, 8, -10);
    CriterionResult low =
        whole(
            POWER,
            "mean, compare: {group: [], as: ratio}, limit: 40 .. 200 %",
            10,
            own,
            series(POWER, "device=b", 0, -30));
    assertThat(of("a", low).value()).hasValue(50);
    assertThat(of("a", low).worstTimeMillis()).hasValue(at(7));
  }

  @Test
  void groupWithAMemberWithoutAValueHasNoMean() {
    CriterionResult result =
        whole(
            POWER,
            "mean, compare: {group: [], as: ratio}, limit: <= 150 %",
            10,
            series(POWER, "device=a", 0, 10),
            series(POWER, "device=b", 0, Double.NaN));
    assertThat(of("a", result).reason())
        .isEqualTo("INCONCLUSIVE: the group's mean is not known: device=b has no value");
    assertThat(of("b", result).reason()).isEqualTo("INCONCLUSIVE: no good sample in phase 'whole'");
  }

  @Test
  void groupsMeanIsKnownWhenEachMemberIsCoveredAsThePlanAsks() {
    String mean = "mean, compare: {group: [], as: ratio}, limit: <= 150 %";
    SeriesSamples own = series(POWER, "device=a", 0, 10, 10, 10);
    SeriesSamples enough = series(POWER, "device=b", 2, 10, 10, 10);
    assertThat(whole(POWER, mean, 20, own, enough).verdict()).isEqualTo(Verdict.PASS);
    SeriesSamples little = series(POWER, "device=b", 2.001, 10, 10, 10);
    CriterionResult result = whole(POWER, mean, 20, own, little);
    assertThat(of("a", result).reason())
        .isEqualTo(
            "INCONCLUSIVE: the group's mean is not known: good samples cover 89.9 % of device=b");
  }

  @Test
  void phaseIsComparedWithWhenItIsCoveredAsThePlanAsks() {
    String mean = second("mean", "difference", "<= 5 W");
    assertThat(judge(TWO_PHASES, mean, 20, series(POWER, "device=a", 1, 10, 10, 11)).verdict())
        .isEqualTo(Verdict.PASS);
    CriterionResult little =
        judge(TWO_PHASES, mean, 20, series(POWER, "device=a", 1.01, 10, 10, 11));
    assertThat(little.reason())
        .isEqualTo(
            "INCONCLUSIVE: device=a: good samples cover 89.9 % of phase 'first', which it is"
                + " compared with");
  }

  @Test
  void ratioToWhatCancelsToNothingIsNotKnown() {
    CriterionResult result =
        whole(
            POWER,
            "mean, compare: {group: [], as: ratio}, limit: <= 150 %",
            10,
            series(POWER, "device=a", 0, 0.1 + 0.2),
            series(POWER, "device=b", 0, -0.3));
    assertThat(of("a", result).reason()).isEqualTo("INCONCLUSIVE: what it is compared with is 0");
  }

  @Test
  void meanOfVerySmallValuesIsNotTakenForNothing() {
    CriterionResult result =
        whole(
            OPTICS,
            "mean, compare: {group: [], as: ratio}, limit: <= 150 %",
            10,
            series(OPTICS, "device=a", 0, 1.2e-7),
            series(OPTICS, "device=b", 0, 0.8e-7));
    assertThat(of("a", result).value().orElseThrow()).isCloseTo(120, within(1e-9));
  }

  @Test
  void lastValueThatHoldsToTheEndsOfBothPhasesFailsThoughLittleIsCovered() {
    String last = second("last", "difference", "<= 5 W");
    SeriesSamples both = series(POWER, "device=a", 0, 10, 9, 10, 10, Double.NaN, 15, 90);
    assertThat(judge(TWO_PHASES, last, 20, both).verdict()).isEqualTo(Verdict.FAIL);
    // What it was at the end of the first phase is not known, though 90 % of that are covered.
    SeriesSamples one = series(POWER, "device=a", -1, 10, 10, Double.NaN, 15, 90);
    CriterionResult open = judge(TWO_PHASES, last, 20, one);
    assertThat(open.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(open.reason()).contains("good samples cover 50 % of phase 'second'");
  }

  @Test
  void lastValueThatIsNotKnownFailsAgainstNoOtherRack() {
    refer("C-1", "r-2", "gen1", "a", 10);
    String last = "last, limit: <= 5 W, compare: {rack: r-2, as: difference}";
    SeriesSamples toTheEnd = series(POWER, "device=a", 15, 90);
    assertThat(whole(POWER, last, 20, toTheEnd).verdict()).isEqualTo(Verdict.FAIL);
    SeriesSamples before = series(POWER, "device=a", 5, 90);
    assertThat(whole(POWER, last, 20, before).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }
}
