package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.RackIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The report for people: one page, verdict first, that needs nothing but itself. */
final class HtmlReport {

  private final ReportInput input;
  private final Scorecard card;
  private final Markup html = new Markup();

  HtmlReport(ReportInput input) {
    this.input = input;
    this.card = input.scorecard();
  }

  String write() {
    html.raw("<!DOCTYPE html>\n");
    html.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").line();
    html.open("head").empty("meta", "charset", "UTF-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", card.rack() + ": acceptance report " + input.campaign().id());
    html.open("style").raw("\n" + style()).close("style").close("head").line();
    html.open("body").line();
    verdict();
    identity();
    new DecisionsSection(html, input).write();
    gates();
    scorecard();
    criteria();
    annotations();
    phases();
    data();
    plan();
    html.open("footer").text("Written by " + input.software() + ". Times are UTC. ");
    html.text("The same samples, plan and campaign give the same report.").close("footer").line();
    html.close("body").close("html");
    return html + "\n";
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void badge(Markup html, Verdict verdict) {
    html.open("span", "class", "badge " + verdict.name());
    html.element("span", Wording.sign(verdict), "class", "sign", "aria-hidden", "true");
    html.text(" " + Wording.word(verdict)).close("span");
  }

  private void verdict() {
    html.element("p", "Acceptance report · campaign " + input.campaign().id(), "class", "over");
    html.open("section", "class", "verdict v-" + card.verdict().name());
    html.element("h1", Wording.recommendation(card.recommendation()));
    html.open("p");
    badge(html, card.verdict());
    html.text(" " + Wording.headline(card)).close("p");
    if (!card.complete()) {
      html.open("p").element("b", "Provisional. ");
      html.text(
          "The campaign is still running; judged up to " + Figures.time(card.scoredToMillis()));
      html.text(".").close("p");
    }
    if (!card.reasons().isEmpty()) {
      html.open("ul");
      card.reasons().forEach(reason -> html.element("li", reason));
      html.close("ul");
    }
    remaining();
    html.open("div", "class", "figures");
    figure(
        card.score().isPresent() ? Figures.number(card.score().getAsDouble(), 1) : Figures.NONE,
        "score of 100");
    figure(Figures.percent(card.decided()), "of the weight decided");
    for (Verdict verdict :
        new Verdict[] {Verdict.PASS, Verdict.MARGINAL, Verdict.FAIL, Verdict.INCONCLUSIVE}) {
      figure(
          Figures.count(Wording.count(card.criteria(), verdict)),
          Wording.word(verdict).toLowerCase(java.util.Locale.ROOT));
    }
    html.close("div").close("section").line();
  }

  private void remaining() {
    Remaining remaining = input.remaining();
    String sentence = remaining.sentence(Remaining.isDated(card));
    if (!sentence.isEmpty()) {
      html.open("p").element("b", "Still missing. ").text(sentence + ".").close("p");
    }
    if (!remaining.warning().isEmpty()) {
      html.element("p", remaining.warning() + ".", "class", "warning");
    }
  }

  private void figure(String number, String what) {
    html.open("div").element("b", number).text(what).close("div");
  }

  private void identity() {
    RackIdentity rack = input.rack();
    Campaign campaign = input.campaign();
    html.element("h2", "Rack and campaign").open("dl", "class", "facts");
    fact("Rack", rack.id());
    fact(
        "Plan",
        input.plan().title() + " (" + card.plan() + ", version " + card.planVersion() + ")");
    fact("Generation", rack.generation());
    fact("Began", Figures.time(campaign.startMillis()));
    fact("Maker", rack.maker());
    fact(
        "Ended", campaign.endMillis().isPresent() ? Figures.time(campaign.endMillis()) : "not yet");
    fact("Site", rack.site());
    fact(
        "Lasted",
        Figures.duration(card.scoredToMillis() - card.startMillis())
            + ", "
            + Wording.state(campaign));
    fact("Lot", rack.lot());
    fact("Judged up to", Figures.time(card.scoredToMillis()));
    fact("Serial number", rack.serial());
    fact("Option ends", input.plan().policy().deadline().map(Object::toString).orElse(""));
    html.close("dl").line();
  }

  private void fact(String name, String value) {
    html.element("dt", name).element("dd", value.isEmpty() ? Figures.NONE : value);
  }

  private void gates() {
    List<CriterionResult> gates = card.criteria().stream().filter(CriterionResult::gate).toList();
    html.element("h2", "Gates");
    if (gates.isEmpty()) {
      html.element("p", "The plan has none.");
      return;
    }
    html.element(
        "p",
        "One gate that failed or is not decided blocks the purchase, whatever the score.",
        "class",
        "soft");
    html.open("table").open("tbody");
    for (CriterionResult gate : gates) {
      html.open("tr").open("td");
      badge(html, gate.verdict());
      html.close("td")
          .open("td", "class", "id")
          .element("a", gate.id(), "href", "#" + anchor(gate))
          .close("td");
      html.element("td", gate.title()).element("td", gate.reason());
      html.element("td", input.decided().of(gate.id()).text()).close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private static String anchor(CriterionResult criterion) {
    return "criterion-" + criterion.id().replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private void scorecard() {
    html.element("h2", "Scorecard").open("table");
    head("", "Criterion", "Verdict", "#Measured", "#Limit", "#Margin", "#Coverage", "#Weight");
    html.open("tbody");
    for (CriterionResult criterion : card.criteria()) {
      Optional<MemberResult> worst = criterion.members().stream().findFirst();
      OptionalDouble margin = worst.map(MemberResult::margin).orElse(OptionalDouble.empty());
      html.open("tr").open("td", "class", "id");
      html.element("a", criterion.id(), "href", "#" + anchor(criterion)).close("td");
      html.open("td").text(criterion.title());
      html.element("div", criterion.area() + (criterion.gate() ? " · gate" : ""), "class", "soft");
      html.close("td").open("td");
      badge(html, criterion.verdict());
      html.close("td");
      number(
          worst
              .map(m -> Figures.quantity(m.value(), m.margin(), criterion.unit()))
              .orElse(Figures.NONE));
      number(Figures.limit(criterion.limit()));
      number(Figures.difference(margin, criterion.unit()));
      number(worst.map(m -> Figures.percent(m.coverage())).orElse(Figures.NONE));
      number(
          Figures.number(
              criterion.weight(), criterion.weight() == Math.rint(criterion.weight()) ? 0 : 1));
      html.close("tr").line();
    }
    html.close("tbody").close("table").line();
  }

  private void head(String... columns) {
    html.open("thead").open("tr");
    for (String column : columns) {
      boolean right = column.startsWith("#");
      if (right) {
        html.element("th", column.substring(1), "class", "n", "scope", "col");
      } else {
        html.element("th", column, "scope", "col");
      }
    }
    html.close("tr").close("thead");
  }

  private void number(String text) {
    html.element("td", text, "class", "n");
  }

  private void criteria() {
    html.element("h2", "Criteria").line();
    for (CriterionResult criterion : card.criteria()) {
      new CriterionSection(html, input, criterion).write(anchor(criterion));
    }
  }

  private void annotations() {
    html.element("h2", "Annotations");
    if (input.campaign().annotations().isEmpty()) {
      html.element("p", "Nothing was noted.");
      return;
    }
    html.open("table");
    head("Time", "Author", "Note");
    html.open("tbody");
    for (Campaign.Annotation note : input.campaign().annotations()) {
      html.open("tr").element("td", Figures.time(note.timeMillis()), "class", "id");
      html.element("td", note.author()).element("td", note.text()).close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private void phases() {
    html.element("h2", "Phases");
    if (card.phases().isEmpty()) {
      html.element("p", "No phase was entered.");
      return;
    }
    html.open("table");
    head("Phase", "Entered", "Judged from", "Left", "#Length", "");
    html.open("tbody");
    for (PhaseSpan span : card.phases()) {
      html.open("tr").element("td", span.phase(), "class", "id");
      html.element("td", Figures.time(span.startMillis()));
      html.element("td", Figures.time(span.judgedFromMillis()));
      html.element("td", Figures.time(span.endMillis()));
      number(Figures.duration(span.endMillis() - span.startMillis()));
      html.element("td", span.finished() ? "" : "still on").close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private void data() {
    html.element("h2", "Data and equipment");
    html.open("p").text(Figures.counted(input.samples(), "sample was", "samples were"));
    html.text(
        " stored in the campaign's time, " + Figures.count(input.notGood()) + " of them not good");
    html.text(share(input.notGood(), input.samples()) + ".").close("p");
    if (input.equipment().isEmpty()) {
      return;
    }
    html.open("table");
    head("Device", "Role", "#Series", "#Samples", "#Not good", "#Share not good");
    html.open("tbody");
    for (ReportInput.Equipment device : input.equipment()) {
      html.open("tr").element("td", device.device(), "class", "id").element("td", device.role());
      number(Figures.count(device.series()));
      number(Figures.count(device.samples()));
      number(Figures.count(device.notGood()));
      number(
          device.samples() == 0
              ? Figures.NONE
              : Figures.percent((double) device.notGood() / device.samples()));
      html.close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private static String share(long part, long whole) {
    return part == 0 || whole == 0 ? "" : " (" + Figures.percent((double) part / whole) + ")";
  }

  private void plan() {
    Plan plan = input.plan();
    html.element("h2", "Plan").open("p").text("SHA-256 of its text: ");
    html.element("code", card.planHash()).close("p");
    html.open("p").text("A verdict needs good samples for " + Figures.percent(plan.coverage()));
    html.text(
        " of the judged time; a sample holds for at most "
            + Figures.duration(plan.maxGap().toMillis()));
    html.text(
            "; an agent's clock may be off by "
                + Figures.duration(plan.clockSkew().toMillis())
                + ".")
        .close("p");
    html.open("details").element("summary", "The plan as it was when the campaign began");
    html.element("pre", input.campaign().planText()).close("details").line();
  }
}
