package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.FLOW;
import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a condition says of a value, and how sure a phase by condition is while it goes on. */
class WhenPhaseTest {

  private static final Series POWER = Series.of("psu_output_power_watts", Map.of("rack", "r-1"));
  private static final Series WATER = Series.of(FLOW, Map.of("rack", "r-1"));

  @ParameterizedTest
  @CsvSource({
    ">= 132.3 kW, 132300, 1",
    // What is off by how numbers are kept is at the limit.
    ">= 132.3 kW, 132299.99999999997, 1",
    ">= 132.3 kW, 132299.999, 0",
    ">= 132.3 kW, 140000, 1",
    ">= 132.3 kW, 0, 0",
    "> 132.3 kW,  132300.00000000003, 0",
    "<= 132.3 kW, 132300.00000000003, 1",
    "<= 132.3 kW, 132300.001, 0",
    ">= 0 W,      0, 1",
    "> 0 W,       0, 0",
  })
  void conditionHoldsAtItsLimit(String limit, double value, double holds) {
    assertThat(condition(limit, value)).isEqualTo(holds);
  }

  @Test
  void valueThatWasFilteredOutStaysUnknown() {
    assertThat(condition(">= 5 W", Double.NaN)).isNaN();
  }

  private static double condition(String limit, double value) {
    Plan plan =
        Judging.plan(
            "p: {when: \"psu_output_power_watts %s\"}".formatted(limit),
            "phase: p, signal: %s, statistic: max, limit: <= 5 L/min".formatted(FLOW));
    Phase.When when = (Phase.When) plan.phases().get(0).entry();
    return WhenPhase.holds(when.signal(), when.limit()).applyAsDouble(value);
  }

  /** The power is high from 0 s to some time and low after it; a sample of both each second. */
  private static Scoring scoring(int highTo, int to) {
    Plan plan =
        Judging.plan(
            "load: {when: \"psu_output_power_watts >= 60 W\", for: 10s}",
            "phase: load, signal: %s, statistic: max, limit: <= 5 L/min".formatted(FLOW));
    Scoring scoring = new Scoring(plan, START, List.of(POWER, WATER));
    for (int t = 0; t < to; t++) {
      scoring.add(POWER, at(t), t < highTo ? 99 : 1, Quality.GOOD, 1);
      scoring.add(WATER, at(t), t == 30 ? 6 : 3, Quality.GOOD, 1);
    }
    return scoring;
  }

  private static Timeline running() {
    return new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());
  }

  @ParameterizedTest
  @CsvSource({
    // Over the limit at 30 s. The condition holds: nothing takes the phase back.
    "99, 40, SETTLED",
    "99, 31, SETTLED",
    // It has failed since 31 s, not for long enough yet: the phase may end there, after 30 s.
    "31, 40, SETTLED",
    // It has failed since 30 s: then 30 s is not of the phase.
    "30, 39, OPEN",
    "25, 34, OPEN",
  })
  void failureInTimeThatMayNotBeOfThePhaseIsNotSettled(int highTo, int to, Outlook.State state) {
    Scorecard card = scoring(highTo, to).judge(running(), Evidence.of(List.of()), at(to));
    CriterionResult result = card.criteria().get(0);
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.outlook().state()).isEqualTo(state);
  }

  @Test
  void whatIsSureIsTakenOverWhileTheConditionHoldsAndWhatMayEndIsNot() {
    Scoring holds = scoring(99, 60);
    holds.commit(running(), at(50));
    // The last sample before may be held beyond it.
    assertThat(holds.committedTo()).isBetween(at(49), at(50));
    Scoring fails = scoring(45, 60);
    fails.commit(running(), at(50));
    assertThat(fails.committedTo()).isEqualTo(at(45));
    assertThat(fails.takenTo()).isEqualTo(at(50));
    assertThat(fails.judge(running(), Evidence.of(List.of()), at(60)).phases())
        .containsExactly(new PhaseSpan("load", at(10), at(10), at(45), true));
  }
}
