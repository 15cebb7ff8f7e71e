package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static io.rackproof.collector.score.Judging.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CriterionScoringsTest {

  /** Which of two counters goes with a supply no sample tells, in the first round nor the next. */
  @Test
  void ambiguousSignalTakesARetestRoundAfterRound() {
    Plan plan =
        Judging.plan(
            "whole: {whole: true}",
            "phase: whole, signal: psu_output_power_watts * on (rack)"
                + " switch_port_receive_errors_total, statistic: max, limit: <= 9 MW");
    List<SeriesSamples> all =
        List.of(
            series("psu_output_power_watts", "rack=r-1", 0, 1),
            series(Judging.ERRORS, "rack=r-1 port=1", 0, 1),
            series(Judging.ERRORS, "rack=r-1 port=2", 0, 1));
    Scoring scoring = new Scoring(plan, START, all.stream().map(SeriesSamples::series).toList());
    all.forEach(s -> scoring.add(s, scoring.from(), at(10)));
    RoundScoring rounds = new RoundScoring(scoring);
    Timeline runs = new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());
    for (int second : new int[] {5, 10}) {
      CriterionResult result =
          rounds.judge(runs, Evidence.of(List.of()), at(second), at(second)).criteria().get(0);
      assertThat(result.reason()).startsWith("INCONCLUSIVE: the signal is ambiguous: ");
      assertThat(result.outlook().state()).isEqualTo(Outlook.State.RETEST);
    }
  }
}
