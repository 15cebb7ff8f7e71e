package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Scorecard;

/** What the verdicts rest on: annotations, phases, data, and the plan. */
final class RecordSection {

  private final Page page;
  private final Markup html;
  private final ReportInput input;
  private final Scorecard card;
  private final Figures figures;

  RecordSection(Page page) {
    this.page = page;
    this.html = page.html();
    this.input = page.input();
    this.card = input.scorecard();
    this.figures = page.figures();
  }

  void write() {
    annotations();
    phases();
    new DataSection(page).write();
    plan();
  }

  private void annotations() {
    page.heading("heading.annotations");
    if (input.campaign().annotations().isEmpty()) {
      page.paragraph(page.say("annotations.none"));
      return;
    }
    page.table("column.time", "column.author", "column.note");
    for (Campaign.Annotation note : input.campaign().annotations()) {
      html.open("tr").element("td", figures.time(note.timeMillis()), "class", "id");
      html.element("td", note.author()).element("td", note.text()).close("tr");
    }
    page.endTable();
  }

  private void phases() {
    page.heading("heading.phases");
    if (card.phases().isEmpty()) {
      page.paragraph(page.say("phases.none"));
      return;
    }
    page.table(
        "column.phase", "column.entered", "column.judged", "column.left", "#column.length", "");
    for (PhaseSpan span : card.phases()) {
      html.open("tr").element("td", span.phase(), "class", "id");
      html.element("td", figures.time(span.startMillis()));
      html.element("td", figures.time(span.judgedFromMillis()));
      html.element("td", figures.time(span.endMillis()));
      page.number(figures.duration(span.endMillis() - span.startMillis()));
      html.element("td", span.finished() ? "" : page.say("phase.on")).close("tr");
    }
    page.endTable();
  }

  private void plan() {
    Plan plan = input.plan();
    page.heading("heading.plan");
    html.open("p").text(page.say("plan.hash") + " ");
    html.element("code", card.planHash()).close("p");
    page.paragraph(
        page.say(
            "plan.asks",
            figures.percent(plan.coverage()),
            figures.duration(plan.maxGap().toMillis()),
            figures.duration(plan.clockSkew().toMillis())));
    String summary = page.say("plan.text");
    if (page.print()) {
      html.element("h3", summary).element("pre", input.campaign().planText()).line();
    } else {
      html.open("details").element("summary", summary);
      html.element("pre", input.campaign().planText()).close("details").line();
    }
  }
}
