package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.report.Decided;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A campaign on several racks: each rack with its verdict, and each criterion on all of them. */
public record OverviewView(
    String id,
    String plan,
    String planVersion,
    VerdictView verdict,
    boolean running,
    String start,
    String end,
    String elapsed,
    List<Rack> racks,
    List<Row> rows,
    CourseView course) {

  /**
   * @param decided what people decided
   */
  public record Rack(
      String id,
      VerdictView verdict,
      String recommendation,
      String score,
      String share,
      String decided) {}

  /** A criterion, with a cell for each rack. */
  public record Row(String id, String title, boolean gate, String limit, List<Cell> cells) {}

  /**
   * @param disposition of a waiver; empty for none
   */
  public record Cell(VerdictView verdict, String value, String disposition) {}

  static OverviewView of(
      List<Judged> judged, List<Campaign> attempts, long nowMillis, LocalDate today) {
    Judged first = judged.get(0);
    Campaign campaign = first.campaign();
    Plan plan = first.plan();
    Verdict worst = Verdict.PASS;
    List<Rack> racks = new ArrayList<>();
    List<Decided> decided = new ArrayList<>();
    for (Judged one : judged) {
      Scorecard card = one.scorecard();
      worst = worst.worst(card.verdict());
      Decided own = Decided.of(campaign, card, plan.policy(), today);
      decided.add(own);
      racks.add(
          new Rack(
              card.rack(),
              VerdictView.of(card.verdict()),
              Summary.recommendation(card.recommendation()),
              Figures.format(card.score(), ""),
              Figures.percent(card.decided()),
              Outcomes.sentence(own, card)));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < first.scorecard().criteria().size(); i++) {
      List<Cell> cells = new ArrayList<>();
      for (int r = 0; r < judged.size(); r++) {
        CriterionResult result = judged.get(r).scorecard().criteria().get(i);
        cells.add(cell(result, decided.get(r)));
      }
      CriterionResult result = first.scorecard().criteria().get(i);
      rows.add(
          new Row(
              result.id(),
              result.title(),
              result.gate(),
              CriterionView.signs(result.limit()),
              cells));
    }
    return new OverviewView(
        campaign.id(),
        plan.title(),
        plan.name() + " version " + plan.version(),
        VerdictView.of(worst),
        campaign.state() == Campaign.State.RUNNING,
        Figures.dateTime(campaign.startMillis()),
        campaign.endMillis().isPresent() ? Figures.dateTime(campaign.endMillis().getAsLong()) : "",
        Figures.duration(campaign.endMillis().orElse(nowMillis) - campaign.startMillis()),
        racks,
        rows,
        CourseView.of(campaign, plan, attempts, "", today));
  }

  private static Cell cell(CriterionResult result, Decided decided) {
    Optional<String> value =
        result.members().stream().findFirst().map(m -> Figures.format(m.value(), result.unit()));
    return new Cell(
        VerdictView.of(result.verdict()), value.orElse("–"), decided.of(result.id()).text());
  }

  /** Addresses both or all racks side by side. */
  public String compareAddress() {
    StringBuilder address = new StringBuilder("/compare");
    char separator = '?';
    for (Rack rack : racks) {
      address.append(separator).append("of=").append(id).append('/').append(rack.id());
      separator = '&';
    }
    return address.toString();
  }
}
