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

  private final Markup html;
  private final ReportInput input;
  private final Decided decided;

  DecisionsSection(Markup html, ReportInput input) {
    this.html = html;
    this.input = input;
    this.decided = input.decided();
  }

  void write() {
    html.element("h2", "Waivers and decisions").open("dl", "class", "facts");
    fact("Run", run());
    fact("Measured", Wording.word(input.scorecard().verdict()) + ": no decision changes it");
    fact("Decided", decision());
    fact("Attempt", attempt());
    fact("Surroundings", surroundings());
    html.close("dl").line();
    decided.withWaivers().ifPresent(this::withWaivers);
    waivers();
    decisions();
    entries();
  }

  private void fact(String name, String value) {
    html.element("dt", name).element("dd", value);
  }

  private String run() {
    Campaign campaign = input.campaign();
    String reason = campaign.endReason();
    return Wording.state(campaign) + (reason.isEmpty() ? "" : ": " + reason);
  }

  private String attempt() {
    Campaign campaign = input.campaign();
    return campaign.attempt() == 1
        ? "1"
        : campaign.attempt() + ", a retest of " + campaign.firstAttempt();
  }

  private String surroundings() {
    return input.conditions().isEmpty()
        ? "not measured"
        : input.conditions().stream()
            .map(
                c ->
                    c.unit().equals("1")
                        ? c.name() + " " + Figures.percent(c.mean())
                        : c.name() + " " + Figures.number(c.mean(), 1) + " " + c.unit())
            .collect(Collectors.joining(", "));
  }

  private String decision() {
    return decided
        .decision()
        .map(d -> word(d.kind()) + " by " + d.by() + ": " + d.reason())
        .orElse("nothing yet");
  }

  private static String word(Decision.Kind kind) {
    return switch (kind) {
      case ACCEPT -> "accepted";
      case DECLINE -> "declined";
      case RETEST -> "to be tested again";
    };
  }

  private void withWaivers(WithWaivers with) {
    html.open("p").element("b", "With waivers: " + Wording.recommendation(with.recommendation()));
    html.text(
        ". This is what the same policy says when the gates of waived criteria do not block;"
            + " verdicts and score are as measured. ");
    html.text(String.join("; ", with.reasons())).close("p").line();
  }

  private void waivers() {
    if (decided.waivers().isEmpty()) {
      html.element("p", "No waiver was asked for.");
      return;
    }
    html.element("p", "Waivers as of " + decided.day() + " (UTC).", "class", "soft");
    head("Waiver", "Criterion", "Until", "", "Reason", "Signed by");
    for (Waiver waiver : decided.waivers()) {
      html.open("tr").element("td", String.valueOf(waiver.number()), "class", "id");
      html.element("td", waiver.criterion(), "class", "id");
      html.element("td", waiver.expires().toString(), "class", "id");
      html.element("td", state(waiver));
      html.element("td", waiver.reason());
      html.element(
          "td",
          waiver.signOffs().stream()
              .map(s -> s.by() + " (" + Figures.time(s.timeMillis()) + ")")
              .collect(Collectors.joining(", ")));
      html.close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private String state(Waiver waiver) {
    return switch (waiver.state(decided.day())) {
      case IN_FORCE -> "in force";
      case PENDING -> "not in force: one signature is missing";
      case EXPIRED -> "expired";
    };
  }

  private void decisions() {
    List<Decision> decisions = input.campaign().course().decisionsOf(input.scorecard().rack());
    if (decisions.isEmpty()) {
      return;
    }
    head("Time", "Decision", "By", "Reason");
    for (Decision decision : decisions) {
      html.open("tr").element("td", Figures.time(decision.timeMillis()), "class", "id");
      html.element("td", word(decision.kind())).element("td", decision.by());
      html.element("td", decision.reason()).close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private void entries() {
    List<Entry> entries = input.campaign().course().entriesOf(input.scorecard().rack());
    if (entries.isEmpty()) {
      return;
    }
    html.element("h2", "Entered by hand");
    html.element("p", "Of several for one criterion the last counts.", "class", "soft");
    head("Time", "Criterion", "Entered", "By", "Note");
    for (Entry entry : entries) {
      html.open("tr").element("td", Figures.time(entry.timeMillis()), "class", "id");
      html.element("td", entry.criterion(), "class", "id").element("td", entered(entry));
      html.element("td", entry.by()).element("td", entry.note()).close("tr");
    }
    html.close("tbody").close("table").line();
  }

  private String entered(Entry entry) {
    if (entry.passed().isPresent()) {
      return entry.passed().get() ? "pass" : "fail";
    }
    String unit =
        input.plan().criterion(entry.criterion()).map(c -> " " + c.limit().unitText()).orElse("");
    String uncertainty =
        entry.uncertainty().isPresent() ? " ± " + plain(entry.uncertainty().getAsDouble()) : "";
    return (plain(entry.value().orElse(Double.NaN)) + uncertainty + unit).strip();
  }

  /** As it was entered: people wrote these digits. */
  private static String plain(double value) {
    return new java.math.BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  private void head(String... columns) {
    html.open("table").open("thead").open("tr");
    for (String column : columns) {
      html.element("th", column, "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
  }
}
