package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.statistic.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sure of a member and what it lacks. Its plan asks for 75 % coverage, max-gap is 10 s. */
class StatisticalProspectTest {

  private static final String MAX = "signal: " + FLOW + ", statistic: max, limit: \"<= 5 L/min\"";
  private static final String WINDOWS = MAX + ", over: 60s";
  private static final String GROWTH = "signal: switch_port_receive_errors_total, statistic: ";
  private static final Optional<Measured> NOTHING = Optional.empty();

  private static Plan plan(String coverage, String criterion) {
    return Judging.parse(
        """
        plan: test
        version: 1
        requires: {coverage: %s, max-gap: 10s}
        phases: {p: {by-hand: true, duration: 1h}, q: {whole: true}}
        criteria:
          - {id: C-1, title: a criterion, phase: p, %s}
        """
            .formatted(coverage, criterion));
  }

  /** The judged time, written {@code from, to, from, to…} in seconds. */
  private static JudgedTime time(double... fromAndTo) {
    List<JudgedTime.Span> spans = new ArrayList<>();
    for (int i = 0; i < fromAndTo.length; i += 2) {
      spans.add(new JudgedTime.Span(at(fromAndTo[i]), at(fromAndTo[i + 1])));
    }
    return new JudgedTime(spans);
  }

  private static Prospect prospect(
      Plan plan,
      JudgedTime time,
      Map<String, Long> sureTo,
      double covered,
      Optional<Measured> measured,
      MemberResult result,
      String doubt) {
    Criterion criterion = plan.criteria().get(0);
    long to = time.spans().get(time.spans().size() - 1).to();
    Timeline timeline = new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());
    Moment moment =
        new Moment(
            plan,
            timeline,
            new Signals(List.of()),
            List.of(),
            Evidence.of(List.of()),
            false,
            false,
            to,
            sureTo);
    Track.Gathered gathered =
        new Track.Gathered(
            Math.round(covered * 1000), 50, Optional.empty(), measured, Optional.empty());
    return new StatisticalProspect(criterion, (Method.Statistical) criterion.method(), moment, time)
        .of(gathered, result, doubt);
  }

  private static MemberResult result(Verdict verdict, double value, double worst) {
    return new MemberResult(
        Map.of(),
        verdict,
        OptionalDouble.of(value),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        1,
        50,
        OptionalLong.of(at(worst)),
        verdict + ": why");
  }

  /** Of a criterion that is neither failed nor in doubt. */
  private static Prospect lacking(
      String coverage, String criterion, JudgedTime time, double covered, Optional<Measured> own) {
    MemberResult open = result(Verdict.INCONCLUSIVE, 3, 0);
    return prospect(plan(coverage, criterion), time, Map.of(), covered, own, open, "");
  }

  private static Optional<Measured> windows(long all, long decided) {
    Measured measured = Measured.of(3, 3, 3, START).withWindows(all, decided);
    return Optional.of(all > 0 ? measured : measured.undecided("no window of 1m fits"));
  }

  @ParameterizedTest
  @CsvSource({
    // What only grows is over the limit, what only falls is under it: also where just at an open
    // end.
    "max,             , <= 5 L/min, 6, true",
    "max,             , < 5 L/min,  5, true",
    "max,             , >= 5 L/min, 4, false",
    "min,             , >= 5 L/min, 4, true",
    "min,             , > 5 L/min,  5, true",
    "min,             , <= 5 L/min, 6, false",
    "mean,            , <= 5 L/min, 6, false",
    "p90,             , <= 5 L/min, 6, false",
    "last,            , <= 5 L/min, 6, false",
    "changes,         , <= 5,       6, true",
    "time-outside, 'inside: <= 9 L/min,', <= 5 s, 6, true",
    "longest-outside, 'inside: <= 9 L/min,', <= 5 s, 6, true",
    // A later window may be further over the other end, and its coverage not be enough.
    "max, 'over: 20s,', <= 5 L/min,   6, true",
    "min, 'over: 20s,', >= 5 L/min,   4, true",
    "max, 'over: 20s,', 1 .. 5 L/min, 6, false",
    "min, 'over: 20s,', 1 .. 5 L/min, 0, false",
    "max,             , 1 .. 5 L/min, 6, true",
    "min,             , 1 .. 5 L/min, 0, true",
    // What is told relative to something else moves with that.
    "max, 'compare: {group: []},', <= 110 %, 120, false",
  })
  void failureIsSureWhereNothingToComeCanTakeItBack(
      String statistic, @Nullable String more, String limit, double value, boolean sure) {
    String criterion =
        "signal: %s, statistic: %s, %s limit: \"%s\""
            .formatted(FLOW, statistic, more == null ? "" : more, limit);
    Plan plan = plan("75 %", criterion);
    for (Verdict verdict : Verdict.values()) {
      Prospect prospect =
          prospect(
              plan,
              time(0, 100),
              Map.of(),
              100,
              Optional.of(Measured.of(value, value, value, at(9))),
              result(verdict, value, 9),
              "");
      assertThat(prospect.failed()).isEqualTo(sure && verdict == Verdict.FAIL);
      assertThat(prospect.barred()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The condition began to fail at 50 s: the phase may turn out to have ended there.
    "max,              , 49.999, true",
    "max,              , 50,     false",
    "changes,          , 49.999, false",
    "max, 'over: 20s,' , 49.999, false",
    "max, 'sustained: 20s,', 49.999, false",
  })
  void failureIsSureOnlyInTimeThatIsSurelyOfThePhase(
      String statistic, @Nullable String more, double worst, boolean sure) {
    Plan plan =
        plan(
            "75 %",
            "signal: %s, statistic: %s, %s limit: %s"
                .formatted(
                    FLOW,
                    statistic,
                    more == null ? "" : more,
                    statistic.equals("max") ? "<= 5 L/min" : "<= 5"));
    Optional<Measured> measured = Optional.of(Measured.of(6, 6, 6, at(worst)));
    MemberResult failed = result(Verdict.FAIL, 6, worst);
    Map<String, Long> half = Map.of("p", at(50));
    Map<String, Long> all = Map.of("p", at(100));
    assertThat(prospect(plan, time(0, 100), half, 100, measured, failed, "").failed())
        .isEqualTo(sure);
    assertThat(prospect(plan, time(0, 100), all, 100, measured, failed, "").failed()).isTrue();
  }

  @Test
  void minimumInSureTimeIsSureToo() {
    Plan plan = plan("75 %", "signal: %s, statistic: min, limit: '>= 5 L/min'".formatted(FLOW));
    Optional<Measured> measured = Optional.of(Measured.of(4, 4, 4, at(9)));
    Map<String, Long> half = Map.of("p", at(50));
    MemberResult early = result(Verdict.FAIL, 4, 9);
    MemberResult late = result(Verdict.FAIL, 4, 60);
    assertThat(prospect(plan, time(0, 100), half, 100, measured, early, "").failed()).isTrue();
    assertThat(prospect(plan, time(0, 100), half, 100, measured, late, "").failed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "increase, == 0,    1, 'the counter restarted before 11:06:49Z, what it counted last is lost'",
    "increase, <= 0,    1, 'the counter restarted before 11:06:49Z, what it counted last is lost'",
    "increase, == 0,    0, ''",
    "increase, <= 5,    1, ''",
  })
  void restartBarsACounterThatMustCountNothing(
      String statistic, String limit, int resets, String why) {
    String criterion = GROWTH + statistic + ", limit: \"" + limit + "\"";
    Optional<Measured> measured =
        Optional.of(Measured.of(0, 0, 9, START).withResets(resets, at(9)));
    MemberResult open = result(Verdict.INCONCLUSIVE, 0, 0);
    Prospect prospect =
        prospect(plan("75 %", criterion), time(0, 100), Map.of(), 100, measured, open, "");
    assertThat(prospect.barred()).isEqualTo(why);
    assertThat(prospect.lacks()).isEqualTo("");
    // What bars all comes first.
    assertThat(
            prospect(plan("75 %", criterion), time(0, 100), Map.of(), 100, measured, open, "lost")
                .barred())
        .isEqualTo("lost");
  }

  @ParameterizedTest
  @CsvSource({
    "increase,                   >= 5,      4, 1, true",
    "increase,                   >= 5,      5, 1, false",
    "increase,                   >= 5,      4, 0, false",
    "increase,                   <= 5,      4, 1, false",
    // A rate may fall again.
    "rate,                       >= 5 Hz,   6, 1, true",
    "'increase, compare: {phase: q}', >= 90 %, 95, 1, true",
  })
  void restartMayHideTheGrowthThatALowerBoundAsksFor(
      String statistic, String limit, double value, int resets, boolean lacks) {
    String criterion = GROWTH + statistic + ", limit: \"" + limit + "\"";
    Measured measured = Measured.of(value, value, value, START).withResets(resets, at(9));
    Prospect prospect =
        prospect(
            plan("75 %", criterion),
            time(0, 100),
            Map.of(),
            100,
            Optional.of(measured),
            result(Verdict.PASS, value, 0),
            "");
    assertThat(prospect.lacks())
        .isEqualTo(lacks ? "growth up to the limit, since the counter restarted" : "");
    assertThat(prospect.more()).isEqualTo(lacks ? OptionalLong.empty() : OptionalLong.of(0));
  }

  @Test
  void samplesThatCameTooRarelyCoverOnlyWhatThePlansRateGivesThem() {
    Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
    assertThat(StatisticalProspect.polled(Optional.empty(), 100_000, 3)).isEqualTo(100_000);
    assertThat(StatisticalProspect.polled(second, 100_000, 49)).isEqualTo(50_000);
    assertThat(StatisticalProspect.polled(second, 100_000, 99)).isEqualTo(100_000);
    assertThat(StatisticalProspect.polled(second, 20_000, 49)).isEqualTo(20_000);
  }

  @Test
  void doubtBarsAMemberThatHasNoSampleYet() {
    MemberResult none = result(Verdict.INCONCLUSIVE, 0, 0);
    for (String criterion : List.of(MAX, WINDOWS)) {
      Prospect prospect =
          prospect(plan("75 %", criterion), time(0, 30), Map.of(), 0, NOTHING, none, "lost");
      assertThat(prospect.barred()).isEqualTo("lost");
      assertThat(prospect.covered()).hasValue(0);
    }
    assertThat(lacking("75 %", MAX, time(0, 30), 0, NOTHING)).isEqualTo(Prospect.covered(0));
  }

  @ParameterizedTest
  @CsvSource({
    // All is covered: a window is full after 30 s more, and told by a sample max-gap later at most.
    "0, 30,     , , 30,   30000, 40000",
    // With a gap: x − 60 s of good windows must be 75 % of the x − 30 s that there are.
    "0, 30,     , , 29,   30000, 150001",
    "0, 30,     , , 0,    30000, 150001",
    // Of a span alone, whatever there was before: (60 − 0.75 · 40)/0.25 = 120.
    "0, 50, 60, 80, 70,   40000, 50000",
    "0, 50, 60, 80, 69.5, 40000, 120001",
    "0, 50, 60, 80, 50,   40000, 120001",
  })
  void firstWindowIsWaitedFor(
      double from,
      double to,
      @Nullable Double again,
      @Nullable Double end,
      double covered,
      long least,
      long enough) {
    JudgedTime time = again == null || end == null ? time(from, to) : time(from, to, again, end);
    Prospect prospect = lacking("75 %", WINDOWS, time, covered, windows(0, 0));
    assertThat(prospect.lacks()).isEqualTo("a window of 1m");
    assertThat(prospect.least()).isEqualTo(least);
    assertThat(prospect.more()).hasValue(enough);
  }

  @Test
  void windowThatMustNotHaveAGapIsPromisedByNoTimeAfterOne() {
    Prospect gap = lacking("100 %", WINDOWS, time(0, 30), 29, windows(0, 0));
    assertThat(gap.lacks()).isEqualTo("a window of 1m");
    assertThat(gap.more()).isEmpty();
    assertThat(lacking("100 %", WINDOWS, time(0, 30), 30, windows(0, 0)).more()).hasValue(40_000);
  }

  @ParameterizedTest
  @CsvSource({
    // 50 windows in 100 s: 0.5/s · 60 s and 7.5 more are missing of those that count 0.125/s.
    "0, 160,    , , 50,  30, 300001",
    // Two spans: the windows came in 40 s and 60 s of them.
    "0, 100, 200, 320, 50, 30, 300001",
    // A span that is shorter than a window has none.
    "0, 160, 200, 230, 50, 30, 300001",
    // In less than max-gap nobody knows how densely they come: as in one of max-gap.
    "0, 62,     , , 3,   1,  256667",
  })
  void coveredWindowsAreWaitedForAsDenselyAsTheyCame(
      double from,
      double to,
      @Nullable Double again,
      @Nullable Double end,
      long all,
      long decided,
      long enough) {
    JudgedTime time = again == null || end == null ? time(from, to) : time(from, to, again, end);
    Prospect prospect = lacking("75 %", WINDOWS, time, 50, windows(all, decided));
    assertThat(prospect.lacks())
        .isEqualTo("windows of 1m that are covered: %d of %d so far".formatted(decided, all));
    assertThat(prospect.more()).hasValue(enough);
    assertThat(prospect.least()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // 100 windows in 120 s, of which the 50 of the next minute may be badly covered: 75 − 100 + 50.
    "180, 179, 100, 100, true",
    "460, 459, 200, 200, false",
    // Just enough: 150 − 180 + 30.
    "460, 459, 200, 180, false",
    "460, 459, 200, 179, true",
    // All covered: none is bad.
    "180, 180, 100, 100, false",
  })
  void windowsThatSufficeWhateverTheGapTakesLackNothing(
      double to, double covered, long all, long decided, boolean lacks) {
    Prospect prospect = lacking("75 %", WINDOWS, time(0, to), covered, windows(all, decided));
    assertThat(prospect.lacks().isEmpty()).isEqualTo(!lacks);
  }

  @Test
  void windowsThatAreUndecidedLackMoreThoughAllTimeIsCovered() {
    Optional<Measured> undecided =
        windows(100, 50).map(w -> w.undecided("only 50 of 100 windows are covered well enough"));
    assertThat(lacking("75 %", WINDOWS, time(0, 160), 160, undecided).lacks())
        .isEqualTo("windows of 1m that are covered: 50 of 100 so far");
    Prospect never = lacking("100 %", WINDOWS, time(0, 160), 160, undecided);
    assertThat(never.more()).isEmpty();
  }

  @Test
  void whatHasNoValueTellsWhatItLacks() {
    Optional<Measured> undecided = Optional.of(Measured.of(3, 3, 3, START).undecided("why"));
    Prospect stretch = lacking("75 %", MAX + ", sustained: 30s", time(0, 9), 9, undecided);
    assertThat(stretch.lacks()).isEqualTo("a stretch of 30s");
    assertThat(stretch.more()).hasValue(40_000);
    assertThat(stretch.least()).isZero();
    String slope = "signal: " + FLOW + ", statistic: slope, limit: \"<= %s\"";
    Prospect sample = lacking("75 %", slope.formatted("5 L/min/s"), time(0, 9), 9, undecided);
    assertThat(sample.lacks()).isEqualTo("another sample");
    assertThat(sample.more()).hasValue(10_000);
    String compared = slope.formatted("110 %") + ", compare: {group: []}";
    for (String other : List.of(MAX, compared)) {
      Prospect value = lacking("75 %", other, time(0, 9), 9, undecided);
      assertThat(value.lacks()).isEqualTo("a value, since why");
      assertThat(value.more()).isEmpty();
    }
  }
}
