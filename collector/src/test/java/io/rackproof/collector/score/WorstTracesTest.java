package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WorstTracesTest {

  private static final String PLAN =
      """
      plan: p
      version: 1
      phases: {whole: {whole: true}}
      criteria:
        - {id: T-01, title: t, signal: cdu_supply_temperature_celsius, phase: whole, statistic: max, limit: "<= 50 \u00b0C"}
      """;

  @Test
  void theWorstMembersAreDrawnWorstFirst() throws Exception {
    Plan plan = Plan.parse("p", PLAN);
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(
          Series.of(
              "cdu_supply_temperature_celsius",
              Map.of("rack", "r", "device", "cdu-" + i, "role", "cdu")));
    }
    Scoring scoring = new Scoring(plan, 1_000_000, all);
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < all.size(); i++) {
        boolean unused =
            scoring.add(all.get(i), 1_000_000 + second * 1000L, 20 + i, Quality.GOOD, second);
      }
    }
    Timeline timeline =
        new Timeline("r", 1_000_000, OptionalLong.of(1_010_000), List.of(), List.of());
    Scorecard card = scoring.judge(timeline, Evidence.of(List.of()), 1_010_000);
    Map<String, List<Trace>> traces = scoring.traces(timeline, 1_010_000);
    assertThat(traces.get("T-01")).hasSize(30);
    List<Trace> worst = WorstTraces.of(card, traces).get("T-01");
    assertThat(worst).hasSize(WorstTraces.MOST);
    assertThat(worst.get(0).labels()).containsEntry("device", "cdu-29");
    assertThat(worst.get(11).labels()).containsEntry("device", "cdu-18");
    assertThat(worst.get(0).points()).isEqualTo(List.copyOf(worst.get(0).points()));
  }
}
