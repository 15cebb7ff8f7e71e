package io.rackproof.collector.score;

import static io.rackproof.collector.score.Judging.START;
import static io.rackproof.collector.score.Judging.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.collector.plan.Plan;
import io.rackproof.wire.SeriesSamples;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Neighbours that are seen, against the links that a plan asks for, over 100 s. */
class WiringTest {

  private static final Plan PLAN =
      Judging.plan(
          "whole: {whole: true}",
          "phase: whole, signal: switch_lldp_neighbor_info, wiring: {port: [port], links: [{port:"
              + " p1, neighbor: n1}, {port: p2, neighbor: n2}]}");

  /** A neighbour that is told every 5 s, before a time. */
  private static SeriesSamples seen(String port, String neighbour, int until, double value) {
    double[] all = new double[2 * (until / 5)];
    for (int i = 0; i < all.length / 2; i++) {
      all[2 * i] = 5 * i;
      all[2 * i + 1] = value;
    }
    String labels = "rack=r-1 port=%s neighbor=%s".formatted(port, neighbour);
    return Judging.series("switch_lldp_neighbor_info", labels, all);
  }

  private static SeriesSamples seen(String port, String neighbour) {
    return seen(port, neighbour, 100, 1);
  }

  private static CriterionResult judge(SeriesSamples... series) {
    return new Scorer(PLAN)
        .score(Judging.ended(100), Evidence.of(List.of(series)), at(100))
        .criteria()
        .get(0);
  }

  private static MemberResult link(CriterionResult result, String port) {
    return result.members().stream()
        .filter(m -> port.equals(m.labels().get("port")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void linksThatAreSeenPassInFull() {
    CriterionResult result = judge(seen("p1", "n1"), seen("p2", "n2"));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    MemberResult link = link(result, "p2");
    assertThat(link.labels()).isEqualTo(Map.of("port", "p2", "neighbor", "n2"));
    assertThat(link.value()).hasValue(100);
    assertThat(link.margin()).hasValue(0);
    assertThat(link.coverage()).isEqualTo(1);
    assertThat(link.samples()).isEqualTo(20);
    assertThat(link.reason()).isEqualTo("PASS: seen");
  }

  @Test
  void crossedLinksFailAndSayWhereWhatWasExpectedIs() {
    CriterionResult result = judge(seen("p2", "n1"), seen("p1", "n2"));
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    MemberResult link = link(result, "p1");
    assertThat(link.reason())
        .isEqualTo(
            "FAIL: port=p1: expected neighbor=n1, found neighbor=n2; what was expected is at"
                + " port=p2");
    assertThat(link.value()).hasValue(0);
    assertThat(link.margin()).hasValue(-100);
    assertThat(link(result, "p2").reason()).endsWith("what was expected is at port=p1");
  }

  @Test
  void strangerFailsTheLinkAndOnlyThatLink() {
    CriterionResult result = judge(seen("p1", "n7"), seen("p2", "n2"));
    assertThat(link(result, "p1").reason())
        .isEqualTo("FAIL: port=p1: expected neighbor=n1, found neighbor=n7");
    assertThat(link(result, "p2").verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void wrongNeighbourIsSettledWhileTheCampaignRuns() {
    Timeline runs = new Timeline("r-1", START, OptionalLong.empty(), List.of(), List.of());
    List<SeriesSamples> stranger = List.of(seen("p1", "n7"), seen("p2", "n2"));
    CriterionResult failed =
        new Scorer(PLAN).score(runs, Evidence.of(stranger), at(100)).criteria().get(0);
    assertThat(failed.outlook().state()).isEqualTo(Outlook.State.SETTLED);
    List<SeriesSamples> planned = List.of(seen("p1", "n1"), seen("p2", "n2"));
    CriterionResult passed =
        new Scorer(PLAN).score(runs, Evidence.of(planned), at(100)).criteria().get(0);
    assertThat(passed.outlook().state()).isEqualTo(Outlook.State.OPEN);
  }

  @Test
  void neighbourThatIsNotThereDecidesNothing() {
    CriterionResult result = judge(seen("p1", "n7", 100, 0), seen("p2", "n2"));
    MemberResult link = link(result, "p1");
    assertThat(link.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(link.reason())
        .isEqualTo("INCONCLUSIVE: no neighbour was seen there, expected neighbor=n1");
    assertThat(link.value()).isEmpty();
    assertThat(link.samples()).isZero();
  }

  @Test
  void linkIsSeenForAsMuchOfTheTimeAsThePlanAsksFor() {
    // Each sample holds for 10 s.
    CriterionResult enough = judge(seen("p1", "n1", 85, 1), seen("p2", "n2"));
    assertThat(link(enough, "p1").coverage()).isEqualTo(0.9);
    assertThat(enough.verdict()).isEqualTo(Verdict.PASS);
    CriterionResult less = judge(seen("p1", "n1", 80, 1), seen("p2", "n2"));
    assertThat(less.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(link(less, "p1").reason())
        .isEqualTo("INCONCLUSIVE: it was seen for 85 % of the time");
    assertThat(link(less, "p1").value()).hasValue(100);
  }
}
