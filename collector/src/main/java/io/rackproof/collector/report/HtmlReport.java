package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.RackIdentity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The report for people: one page, verdict first, that needs nothing but itself. */
final class HtmlReport {

  private final ReportInput input;
  private final Scorecard card;
  private final Page page;
  private final Markup html;

  private HtmlReport(ReportInput input, Language language, boolean print) {
    this.input = input;
    this.card = input.scorecard();
    this.page = Page.of(input, language, print);
    this.html = page.html();
  }

  /** For browsers. */
  static String screen(ReportInput input, Language language) {
    return new HtmlReport(input, language, false).write();
  }

  /** The same, as what lays out the PDF reads it. */
  static String print(ReportInput input, Language language) {
    return new HtmlReport(input, language, true).write();
  }

  private String write() {
    html.raw("<!DOCTYPE html>\n");
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", page.language().tag())
        .line();
    new PageHead(page).write();
    html.open("body").line();
    if (page.print()) {
      html.element("div", title(), "class", "page-foot");
    }
    verdict();
    identity();
    new DecisionsSection(page).write();
    gates();
    scorecard();
    criteria();
    new EnvironmentSection(page).write();
    new RecordSection(page).write();
    html.open("footer").text(page.say("footer", input.software())).close("footer").line();
    html.close("body").close("html");
    return html + "\n";
  }

  private String title() {
    return page.say("title", card.rack(), input.campaign().id());
  }

  private void verdict() {
    page.paragraph(page.say("over", input.campaign().id()), "class", "over");
    html.open("section", "class", "verdict v-" + card.verdict().name());
    html.element("h1", page.wording().recommendation(card.recommendation()));
    html.open("p");
    page.badge(card.verdict());
    html.text(" " + page.wording().headline(card)).close("p");
    if (!card.complete()) {
      html.open("p").element("b", page.say("provisional")).text(" ");
      html.text(page.say("provisional.to", page.figures().time(card.scoredToMillis())));
      html.close("p");
    }
    if (!card.reasons().isEmpty()) {
      html.open("ul");
      card.reasons().forEach(reason -> html.element("li", page.translated(reason)));
      html.close("ul");
    }
    remaining();
    html.open("div", "class", "figures");
    Figures figures = page.figures();
    figure(
        card.score().isPresent() ? figures.number(card.score().getAsDouble(), 1) : Figures.NONE,
        page.say("figure.score"));
    figure(figures.percent(card.decided()), page.say("figure.decided"));
    for (Verdict verdict :
        new Verdict[] {Verdict.PASS, Verdict.MARGINAL, Verdict.FAIL, Verdict.INCONCLUSIVE}) {
      figure(
          figures.count(Wording.count(card.criteria(), verdict)),
          page.say("figure." + verdict.name()));
    }
    // Who reads nothing else has to know until when to decide.
    input
        .plan()
        .policy()
        .deadline()
        .ifPresent(day -> figure(figures.day(day), page.say("figure.option")));
    html.close("div").close("section").line();
  }

  private void remaining() {
    Remaining remaining = input.remaining();
    String sentence = remaining.sentence(Remaining.isDated(card));
    if (!sentence.isEmpty()) {
      html.open("p").element("b", page.say("missing"));
      html.text(" " + page.translated(sentence) + ".").close("p");
    }
    if (!remaining.warning().isEmpty()) {
      page.paragraph(page.translated(remaining.warning()) + ".", "class", "warning");
    }
  }

  private void figure(String number, String what) {
    html.open("div").element("b", number).text(what).close("div");
  }

  private void identity() {
    RackIdentity rack = input.rack();
    Campaign campaign = input.campaign();
    Figures figures = page.figures();
    page.heading("heading.identity").facts();
    page.fact("fact.rack", rack.id());
    page.fact(
        "fact.plan", page.say("plan.named", input.plan().title(), card.plan(), card.planVersion()));
    page.fact("fact.generation", rack.generation());
    page.fact("fact.began", figures.time(campaign.startMillis()));
    page.fact("fact.maker", rack.maker());
    page.fact(
        "fact.ended",
        campaign.endMillis().isPresent()
            ? figures.time(campaign.endMillis())
            : page.say("not-yet"));
    page.fact("fact.site", rack.site());
    page.fact(
        "fact.lasted",
        figures.duration(card.scoredToMillis() - card.startMillis())
            + ", "
            + page.wording().state(campaign));
    page.fact("fact.lot", rack.lot());
    page.fact("fact.judged", figures.time(card.scoredToMillis()));
    page.fact("fact.serial", rack.serial());
    page.fact("fact.option", input.plan().policy().deadline().map(figures::day).orElse(""));
    page.endFacts();
  }

  private void gates() {
    List<CriterionResult> gates = card.criteria().stream().filter(CriterionResult::gate).toList();
    page.heading("heading.gates");
    if (gates.isEmpty()) {
      page.paragraph(page.say("gates.none"));
      return;
    }
    page.paragraph(page.say("gates.block"), "class", "soft");
    page.table("column.verdict", "column.id", "column.criterion", "column.why", "column.decided");
    for (CriterionResult gate : gates) {
      html.open("tr").open("td");
      page.badge(gate.verdict());
      html.close("td")
          .open("td", "class", "id")
          .element("a", gate.id(), "href", "#" + anchor(gate))
          .close("td");
      html.element("td", gate.title()).element("td", page.translated(gate.reason()));
      html.element("td", page.say("disposition." + input.decided().of(gate.id()).name()));
      html.close("tr");
    }
    page.endTable();
  }

  static String anchor(CriterionResult criterion) {
    return "criterion-" + criterion.id().replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private void scorecard() {
    page.heading("heading.scorecard");
    page.paragraph(page.say("scale.read"), "class", "soft");
    page.table(
        "column.id",
        "column.criterion",
        "column.verdict",
        "#column.measured",
        "#column.limit",
        "#column.margin",
        "#column.coverage",
        "#column.weight");
    card.criteria().forEach(this::scored);
    page.endTable();
  }

  private void scored(CriterionResult criterion) {
    Figures figures = page.figures();
    Optional<MemberResult> worst = criterion.members().stream().findFirst();
    OptionalDouble margin = worst.map(MemberResult::margin).orElse(OptionalDouble.empty());
    html.open("tr").open("td", "class", "id");
    html.element("a", criterion.id(), "href", "#" + anchor(criterion)).close("td");
    html.open("td").text(criterion.title());
    String gate = criterion.gate() ? " · " + page.say("gate") : "";
    html.element("div", page.wording().area(criterion.area()) + gate, "class", "soft");
    html.close("td").open("td");
    page.badge(criterion.verdict());
    html.close("td");
    page.number(
        worst
            .map(m -> figures.quantity(m.value(), m.margin(), criterion.unit()))
            .orElse(Figures.NONE));
    page.number(page.translated(figures.limit(criterion.limit())));
    html.open("td", "class", "n").text(figures.difference(margin, criterion.unit()));
    worst.flatMap(m -> scale(criterion, m)).ifPresent(html::raw);
    html.close("td");
    page.number(worst.map(m -> figures.percent(m.coverage())).orElse(Figures.NONE));
    page.number(
        figures.number(
            criterion.weight(), criterion.weight() == Math.rint(criterion.weight()) ? 0 : 1));
    html.close("tr").line();
  }

  private Optional<String> scale(CriterionResult criterion, MemberResult worst) {
    String label =
        page.say(
            "scale.label",
            page.figures().quantity(worst.value(), worst.margin(), criterion.unit()),
            page.translated(page.figures().limit(criterion.limit())));
    return input
        .plan()
        .criterion(criterion.id())
        .flatMap(c -> MarginScale.draw(c.limit(), worst, label));
  }

  private void criteria() {
    page.heading("heading.criteria");
    html.line();
    for (CriterionResult criterion : card.criteria()) {
      new CriterionSection(page, criterion).write(anchor(criterion));
    }
  }
}
