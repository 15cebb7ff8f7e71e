package io.rackproof.collector.report;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.campaign.Waiver;
import io.rackproof.collector.score.WithWaivers;
import java.util.List;
import java.util.stream.Collectors;

/** How the run ended, what was measured and what was decided about it: three things, kept apart. */
final class DecisionsSection {

  private final Page page;
  private final Markup html;
  private final ReportInput input;
  private final Decided decided;
  private final Figures figures;

  DecisionsSection(Page page) {
    this.page = page;
    this.html = page.html();
    this.input = page.input();
    this.decided = input.decided();
    this.figures = page.figures();
  }

  void write() {
    page.heading("heading.decisions").facts();
    page.fact("fact.run", run());
    page.fact(
        "fact.verdict",
        page.say("verdict.stands", page.wording().word(input.scorecard().verdict())));
    page.fact("fact.decided", decision());
    page.fact("fact.attempt", attempt());
    page.fact("fact.surroundings", surroundings());
    page.endFacts();
    decided.withWaivers().ifPresent(this::withWaivers);
    waivers();
    decisions();
    entries();
  }

  private String run() {
    Campaign campaign = input.campaign();
    String reason = campaign.endReason();
    String state = page.wording().state(campaign);
    return reason.isEmpty() ? state : page.say("told", state, reason);
  }

  private String attempt() {
    Campaign campaign = input.campaign();
    return campaign.attempt() == 1
        ? "1"
        : page.say("attempt.retest", campaign.attempt(), campaign.firstAttempt());
  }

  private String surroundings() {
    return input.conditions().isEmpty()
        ? page.say("surroundings.none")
        : input.conditions().stream().map(this::condition).collect(Collectors.joining(", "));
  }

  private String condition(Condition condition) {
    String mean =
        condition.unit().equals("1")
            ? figures.percent(condition.mean())
            : Figures.withUnit(figures.number(condition.mean(), 1), condition.unit());
    return page.say("condition." + condition.metric()) + " " + mean;
  }

  private String decision() {
    return decided
        .decision()
        .map(d -> page.say("told", page.say("decided.by", word(d.kind()), d.by()), d.reason()))
        .orElse(page.say("decided.none"));
  }

  private String word(Decision.Kind kind) {
    return page.say("decision." + kind.name());
  }

  private void withWaivers(WithWaivers with) {
    html.open("p")
        .element(
            "b", page.say("with-waivers", page.wording().recommendation(with.recommendation())));
    html.text(
        " "
            + page.say("with-waivers.meaning")
            + " "
            + with.reasons().stream().map(page::translated).collect(Collectors.joining("; ")));
    html.close("p").line();
  }

  private void waivers() {
    if (decided.waivers().isEmpty()) {
      page.paragraph(page.say("waivers.none"));
      return;
    }
    page.paragraph(page.say("waivers.as-of", figures.day(decided.day())), "class", "soft");
    page.table(
        "column.waiver",
        "column.criterion",
        "column.until",
        "column.state",
        "column.reason",
        "column.signed");
    for (Waiver waiver : decided.waivers()) {
      html.open("tr").element("td", String.valueOf(waiver.number()), "class", "id");
      html.element("td", waiver.criterion(), "class", "id");
      html.element("td", figures.day(waiver.expires()), "class", "id");
      html.element("td", page.say("waiver." + waiver.state(decided.day()).name()));
      html.element("td", waiver.reason());
      html.element(
          "td",
          waiver.signOffs().stream()
              .map(s -> s.by() + " (" + figures.time(s.timeMillis()) + ")")
              .collect(Collectors.joining(", ")));
      html.close("tr");
    }
    page.endTable();
  }

  private void decisions() {
    List<Decision> decisions = input.campaign().course().decisionsOf(input.scorecard().rack());
    if (decisions.isEmpty()) {
      return;
    }
    page.table("column.time", "column.decision", "column.by", "column.reason");
    for (Decision decision : decisions) {
      html.open("tr").element("td", figures.time(decision.timeMillis()), "class", "id");
      html.element("td", word(decision.kind())).element("td", decision.by());
      html.element("td", decision.reason()).close("tr");
    }
    page.endTable();
  }

  private void entries() {
    List<Entry> entries = input.campaign().course().entriesOf(input.scorecard().rack());
    if (entries.isEmpty()) {
      return;
    }
    page.heading("heading.entries");
    page.paragraph(page.say("entries.last"), "class", "soft");
    page.table(
        "column.time", "column.criterion", "column.entered-value", "column.by", "column.note");
    for (Entry entry : entries) {
      html.open("tr").element("td", figures.time(entry.timeMillis()), "class", "id");
      html.element("td", entry.criterion(), "class", "id").element("td", entered(entry));
      html.element("td", entry.by()).element("td", entry.note()).close("tr");
    }
    page.endTable();
  }

  private String entered(Entry entry) {
    if (entry.passed().isPresent()) {
      return page.say(entry.passed().get() ? "entered.pass" : "entered.fail");
    }
    String unit =
        input.plan().criterion(entry.criterion()).map(c -> " " + c.limit().unitText()).orElse("");
    String uncertainty =
        entry.uncertainty().isPresent() ? " ± " + plain(entry.uncertainty().getAsDouble()) : "";
    return (plain(entry.value().orElse(Double.NaN)) + uncertainty + unit).strip();
  }

  /** As it was entered: people wrote these digits. */
  private String plain(double value) {
    String digits =
        new java.math.BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
    return figures.written(digits);
  }
}
