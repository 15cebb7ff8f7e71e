package io.rackproof.collector.report;

import io.rackproof.collector.plan.Emissions;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Energy, carbon and water: what the plan asks of them, with the factor that was used. */
final class EnvironmentSection {

  private static final String AREA = "environment";

  private final Page page;
  private final Markup html;

  EnvironmentSection(Page page) {
    this.page = page;
    this.html = page.html();
  }

  void write() {
    page.heading("heading.environment");
    List<CriterionResult> criteria =
        page.input().scorecard().criteria().stream().filter(c -> c.area().equals(AREA)).toList();
    Optional<Emissions> emissions = page.input().plan().emissions();
    emissions.ifPresent(
        e ->
            page.paragraph(
                page.say(
                    "environment.factor", page.figures().written(e.factor().text()), e.version())));
    if (criteria.isEmpty()) {
      page.paragraph(page.say("environment.none"));
      return;
    }
    page.table(
        "column.id",
        "column.criterion",
        "column.phase",
        "#column.measured",
        "#column.uncertainty",
        "column.verdict");
    criteria.forEach(this::criterion);
    page.endTable();
  }

  private void criterion(CriterionResult criterion) {
    Optional<MemberResult> worst = criterion.members().stream().findFirst();
    Figures figures = page.figures();
    html.open("tr").open("td", "class", "id");
    html.element("a", criterion.id(), "href", "#" + HtmlReport.anchor(criterion)).close("td");
    html.element("td", criterion.title()).element("td", criterion.phase());
    page.number(
        worst
            .map(m -> figures.quantity(m.value(), m.margin(), criterion.unit()))
            .orElse(Figures.NONE));
    page.number(
        figures.difference(
            worst.map(MemberResult::uncertainty).orElse(OptionalDouble.empty()), criterion.unit()));
    html.open("td");
    page.badge(criterion.verdict());
    html.close("td").close("tr").line();
  }
}
