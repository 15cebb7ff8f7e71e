package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rackproof.collector.plan.Accuracy;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Series;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the errors of instruments reach each statistic. */
class ShiftingTest {

  private static final String SUM = "sum by (rack) (" + FLOW + ")";

  private static Optional<Shifting> shifting(String criterion, int instruments, boolean common) {
    Plan plan = Judging.plan("p: {whole: true}, q: {by-hand: true}", "phase: p, " + criterion);
    Map<Series, Instrument> known = new HashMap<>();
    for (int i = 0; i < instruments; i++) {
      String metric = plan.metrics().iterator().next();
      known.put(Series.of(metric, Map.of("device", "" + i)), Instruments.of(0.01, 0.1, 1));
    }
    Signals signals = new Signals(known.keySet(), known);
    Criterion own = plan.criteria().get(0);
    Method.Statistical method = (Method.Statistical) own.method();
    Member member = signals.members(method.of().expression()).get(0);
    Set<Integer> shared = common ? new HashSet<>(signals.seriesOf(member).keySet()) : Set.of();
    return Shifting.of(method, new Instrumentation(signals, own, member), shared);
  }

  @ParameterizedTest
  @CsvSource({
    // A level moves with all that moves it.
    "mean,   '',                                           <= 5 L/min,   false, false, 1",
    "max,    '',                                           <= 5 L/min,   false, false, 1",
    // Differences over time keep each instrument apart.
    "stddev, '',                                           <= 5 L/min,   true,  true,  2",
    "slope,  '',                                           <= 5 L/min/s, true,  true,  2",
    // So does a level that is compared with itself in another phase, and all the rest is one more.
    "mean,   ', compare: {phase: q, as: difference}',      <= 5 L/min,   false, true,  3",
    "stddev, ', compare: {phase: q, as: difference}',      <= 5 L/min,   true,  true,  2",
    "mean,   ', compare: {group: [rack], as: difference}', <= 5 L/min,   false, false, 1",
  })
  void directionsAreThoseInWhichErrorsMoveTogether(
      String statistic,
      String compare,
      String limit,
      boolean difference,
      boolean apart,
      int directions) {
    String criterion =
        "signal: %s, statistic: %s, limit: \"%s\"%s".formatted(SUM, statistic, limit, compare);
    Shifting shifting = shifting(criterion, 2, false).orElseThrow();
    assertThat(shifting.difference()).isEqualTo(difference);
    assertThat(shifting.apart()).isEqualTo(apart);
    assertThat(shifting.directions()).isEqualTo(directions);
    assertThat(shifting.window()).isZero();
  }

  @Test
  void errorsThatComparedMembersHaveInCommonAreKeptApartWhileTheyAreFew() {
    String criterion =
        "signal: %s, statistic: mean, limit: <= 5 L/min, compare: {group: [rack], as: difference}"
            .formatted(SUM);
    assertThat(shifting(criterion, 16, true).orElseThrow().directions()).isEqualTo(17);
    assertThat(shifting(criterion, 17, true).orElseThrow().directions()).isEqualTo(1);
    assertThat(shifting(criterion, 17, false).orElseThrow().directions()).isEqualTo(1);
  }

  @Test
  void differenceOfTooManyInstrumentsHasNoUncertainty() {
    String criterion = "signal: %s, statistic: stddev, limit: <= 5 L/min".formatted(SUM);
    assertThat(shifting(criterion, 16, false)).isPresent();
    assertThat(shifting(criterion, 17, false)).isEmpty();
    String changes = "signal: %s, statistic: changes, limit: <= 5".formatted(SUM);
    assertThat(shifting(changes, 1, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // By one step of standard uncertainty 0.5 in 100 s of covered time, or a window of 20 s of it.
    "increase, switch_port_receive_errors_total, <= 5,         '',          0.7071067812",
    "rate,     switch_port_receive_errors_total, <= 5 Hz,      '',          0.0070710678",
    "rate,     switch_port_receive_errors_total, <= 5 Hz,      ', over: 20s', 0.035355339",
    "rate,     switch_port_receive_errors_total, <= 5 Hz,      ', over: 200s', 0.0070710678",
    "slope,    cdu_coolant_flow_liters_per_minute, <= 5 L/min/s, '',          0.0173205081",
    "slope,    cdu_coolant_flow_liters_per_minute, <= 5 L/min/s, ', over: 20s', 0.0866025404",
    "stddev,   cdu_coolant_flow_liters_per_minute, <= 5 L/min, '',            0.5",
  })
  void resolutionMakesOfADifferenceWhatItsEndsMake(
      String statistic, String metric, String limit, String over, double rest) {
    String criterion =
        "signal: %s, statistic: %s, limit: \"%s\"%s".formatted(metric, statistic, limit, over);
    Shifting shifting = shifting(criterion, 1, false).orElseThrow();
    Shifting.Shifted shifted =
        shifting.shifted(java.util.List.of(3.0), java.util.List.of(3.0), 3, 0.5, 100_000);
    assertThat(shifted.rest()).isCloseTo(rest, within(1e-9));
    assertThat(shifted.uncertainty(3)).isCloseTo(rest, within(1e-9));
  }

  @Test
  void accuracyOfAPlanKeepsWhatItDoesNotTellOfAnInstrument() {
    Instrument own = new Instrument(0.05, 2, 0.1, 1000, true);
    Accuracy coarse =
        new Accuracy(0.01, 0.2, 0.5, Optional.empty(), Optional.empty(), Optional.empty());
    Instrument told = Shifting.instrument(coarse, own);
    assertThat(told).isEqualTo(new Instrument(0.01, 0.2, 0.5, 1000, true));
    Accuracy silent =
        new Accuracy(0.01, 0.2, 0, Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(Shifting.instrument(silent, own).resolution()).isEqualTo(0.1);
  }
}
