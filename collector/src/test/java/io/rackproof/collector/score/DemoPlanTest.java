package io.rackproof.collector.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped demo plan over samples as the simulated rack's scenarios give them. */
class DemoPlanTest {

  private static final Path PLAN = Path.of("src/dist/plans/liquid-cooled-demo.yaml");

  @ParameterizedTest(name = "{0} {1}s")
  @CsvSource({
    "healthy, 60, PASS, '', ''",
    "pump-failure, 60, FAIL, COOL-18 COOL-26, ''",
    "leak, 60, FAIL, COOL-22 COOL-24, ''",
    "phase-imbalance, 60, FAIL, PWR-03, ''",
    "link-errors, 60, FAIL, NET-33 NET-34, ''",
    "sensor-dropout, 60, INCONCLUSIVE, '', COOL-14 COOL-15 COOL-17 COOL-18 COOL-22 COOL-24 COOL-26"
        + " COOL-36",
    "healthy, 1800, PASS, '', ''",
    "pump-failure, 1800, FAIL, COOL-18 COOL-26, ''",
    "sensor-dropout, 1800, INCONCLUSIVE, '', COOL-14 COOL-15 COOL-17 COOL-18 COOL-22 COOL-24"
        + " COOL-26 COOL-36",
  })
  void scenarioIsJudgedAsItsFaultDeserves(
      String scenario, int seconds, Verdict verdict, String failed, String inconclusive)
      throws Exception {
    Scorecard card = score(scenario, seconds);
    String told =
        card.criteria().stream()
            .map(c -> c.id() + " " + c.reason())
            .collect(Collectors.joining("\n"));
    assertThat(idsWith(card, Verdict.FAIL)).as(told).isEqualTo(set(failed));
    assertThat(idsWith(card, Verdict.INCONCLUSIVE)).as(told).isEqualTo(set(inconclusive));
    if (scenario.equals("healthy")) {
      assertThat(idsWith(card, Verdict.MARGINAL)).as(told).isEmpty();
      assertThat(card.recommendation()).as(told).isEqualTo(Recommendation.EXERCISE);
    }
    assertThat(card.verdict()).isEqualTo(verdict);
    assertThat(card.complete()).isTrue();
  }

  @Test
  void orderOfArrivalAndDuplicatesChangeNothing() throws Exception {
    Scorer scorer = new Scorer(Plan.read(PLAN));
    List<io.rackproof.wire.SeriesSamples> series = TwinRack.of("pump-failure", 60);
    Timeline timeline = TwinRack.timeline(60);
    long end = timeline.endMillis().orElseThrow();
    Scorecard card = scorer.score(timeline, Evidence.of(series), end);
    for (long seed = 1; seed <= 3; seed++) {
      Evidence shuffled = Evidence.of(TwinRack.shuffled(series, seed));
      assertThat(new Scorer(Plan.read(PLAN)).score(timeline, shuffled, end)).isEqualTo(card);
    }
  }

  @Test
  void liveScoreIsThatOfTheStoreUpToTheSameMoment() throws Exception {
    Scorer scorer = new Scorer(Plan.read(PLAN));
    Timeline running =
        new Timeline("gen2-007", TwinRack.START, OptionalLong.empty(), List.of(), List.of());
    long moment = TwinRack.START + 41_250;
    Evidence all = TwinRack.evidence("leak", 60);
    Evidence sofar = Evidence.of(cut(all.series(), moment));
    Scorecard live = scorer.score(running, sofar, moment);
    assertThat(scorer.score(running, all, moment)).isEqualTo(live);
    assertThat(live.complete()).isFalse();
    assertThat(live.criteria()).allMatch(CriterionResult::provisional);
    assertThat(live.recommendation()).isEqualTo(Recommendation.DECLINE);
    assertThat(live.reasons().get(0)).startsWith("Gate COOL-24 (No leak) fails so far: ");
  }

  private static List<io.rackproof.wire.SeriesSamples> cut(
      List<io.rackproof.wire.SeriesSamples> series, long before) {
    return series.stream()
        .map(
            s -> {
              var builder = io.rackproof.wire.SeriesSamples.builder(s.series());
              for (int i = 0; i < s.size() && s.timeMillis(i) < before; i++) {
                builder.add(s.timeMillis(i), s.value(i), s.quality(i), i);
              }
              return builder.build();
            })
        .toList();
  }

  @Test
  void reasonTellsLabelsValueTimeAndLimit() throws Exception {
    Scorecard card = score("link-errors", 60);
    assertThat(result(card, "NET-33").reason())
        .startsWith("FAIL: device=switch-1 port=Ethernet7: increase ")
        .contains("limit == 0")
        .endsWith("(1 of 64 members FAIL)");
    assertThat(result(score("pump-failure", 60), "COOL-18").reason())
        .matches(
            "FAIL: device=cdu-1: p1 1\\.3\\d+ L/min/kW, worst at \\d\\d:\\d\\d:\\d\\dZ, limit >="
                + " 1.35 L/min/kW");
    assertThat(result(score("sensor-dropout", 60), "COOL-14").reason())
        .contains("of phase 'load', the plan asks for 95 %; none for 2");
  }

  private static CriterionResult result(Scorecard card, String id) {
    return card.criteria().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  private static Scorecard score(String scenario, int seconds) throws Exception {
    Timeline timeline = TwinRack.timeline(seconds);
    return new Scorer(Plan.read(PLAN))
        .score(timeline, TwinRack.evidence(scenario, seconds), timeline.endMillis().orElseThrow());
  }

  private static Set<String> idsWith(Scorecard card, Verdict verdict) {
    return card.criteria().stream()
        .filter(c -> c.verdict() == verdict)
        .map(CriterionResult::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> set(String words) {
    return words.isBlank() ? Set.of() : new TreeSet<>(Arrays.asList(words.split(" ", -1)));
  }
}
