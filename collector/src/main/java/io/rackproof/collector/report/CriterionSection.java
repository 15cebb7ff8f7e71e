package io.rackproof.collector.report;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Outlook;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Trace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The part of the page about one criterion: why, by how much, when, and the plot. */
final class CriterionSection {

  private static final int MOST_MEMBERS = 12;

  private final Markup html;
  private final ReportInput input;
  private final CriterionResult result;
  private final Optional<Criterion> criterion;

  CriterionSection(Markup html, ReportInput input, CriterionResult result) {
    this.html = html;
    this.input = input;
    this.result = result;
    this.criterion = input.plan().criterion(result.id());
  }

  void write(String anchor) {
    html.open("section", "class", "criterion", "id", anchor);
    html.open("header").element("h3", result.id() + " " + result.title()).open("div");
    HtmlReport.badge(html, result.verdict());
    html.close("div").close("header");
    html.element(
        "p",
        result.reason()
            + (result.outlook().state() == Outlook.State.OPEN ? " More data may change it." : ""),
        "class",
        "reason");
    String outlook = result.outlook().sentence(Remaining.isDated(input.scorecard()));
    if (!outlook.isEmpty()) {
      html.element("p", outlook + ".", "class", "soft");
    }
    facts();
    plot();
    if (result.members().size() > 1) {
      members();
    }
    html.close("section").line();
  }

  private void facts() {
    Optional<MemberResult> worst = result.members().stream().findFirst();
    html.open("dl", "class", "facts");
    fact("Limit", Figures.limit(result.limit()));
    fact("Phase", result.phase());
    fact("Statistic", result.statistic());
    fact("Signal", criterion.flatMap(Criterion::signal).map(SignalOf::text).orElse(""));
    fact(
        "Measured",
        worst.map(m -> Figures.quantity(m.value(), m.margin(), result.unit())).orElse(""));
    fact("Worst member", worst.map(m -> Figures.labels(m.labels())).orElse("none"));
    fact("Margin", worst.map(m -> Figures.difference(m.margin(), result.unit())).orElse(""));
    fact("Worst moment", worst.map(m -> Figures.time(m.worstTimeMillis())).orElse(""));
    OptionalDouble uncertainty =
        worst.map(MemberResult::uncertainty).orElse(OptionalDouble.empty());
    if (uncertainty.isPresent()) {
      fact("Uncertainty", "± " + Figures.difference(uncertainty, result.unit()) + " (k = 2)");
      OptionalDouble inside = worst.orElseThrow().marginInUncertainties();
      fact("Margin in uncertainties", inside.isPresent() ? Figures.difference(inside, "") : "");
    }
    fact(
        "Coverage",
        worst
            .map(
                m ->
                    Figures.percent(m.coverage())
                        + ", "
                        + Figures.counted(m.samples(), "good sample", "good samples"))
            .orElse("no samples"));
    criterion.map(Criterion::source).filter(s -> !s.isEmpty()).ifPresent(s -> fact("Source", s));
    criterion
        .map(Criterion::rationale)
        .filter(r -> !r.isEmpty())
        .ifPresent(r -> fact("Why it matters", r));
    html.close("dl").line();
  }

  private void fact(String name, String value) {
    html.element("dt", name).element("dd", value.isEmpty() ? Figures.NONE : value);
  }

  private void plot() {
    List<Trace> traces = input.traces().getOrDefault(result.id(), List.of());
    Optional<String> svg =
        criterion.flatMap(c -> Plot.draw(result, c, traces, input.scorecard().phases()));
    if (svg.isEmpty()) {
      html.element("p", "There is nothing to plot: no good sample of the signal.", "class", "soft");
      return;
    }
    html.open("figure")
        .raw(svg.get())
        .element("figcaption", caption(traces.size(), svg.get().contains("class=\"limit\"")))
        .close("figure")
        .line();
  }

  private String caption(int traces, boolean limitShown) {
    String signal = criterion.flatMap(Criterion::signal).map(SignalOf::text).orElse("The signal");
    String members =
        result.members().isEmpty() || traces < 2
            ? ""
            : " Blue: "
                + Figures.labels(result.members().get(0).labels())
                + ", the worst; grey: "
                + Figures.counted(traces - 1, "other.", "others.");
    return signal
        + "."
        + (limitShown ? " Red: outside the limit." : "")
        + " Grey area: settling, not judged."
        + members
        + " A gap in a line is time without a good sample.";
  }

  private void members() {
    html.open("table").open("thead").open("tr");
    for (String column : List.of("Member", "Verdict")) {
      html.element("th", column, "scope", "col");
    }
    for (String column : List.of("Measured", "Margin", "Coverage", "Samples")) {
      html.element("th", column, "class", "n", "scope", "col");
    }
    html.element("th", "Worst moment", "scope", "col").close("tr").close("thead").open("tbody");
    result.members().stream().limit(MOST_MEMBERS).forEach(this::member);
    html.close("tbody").close("table");
    int more = result.members().size() - MOST_MEMBERS;
    if (more > 0) {
      html.element(
          "p",
          "and " + Figures.counted(more, "member that is", "members that are") + " no worse",
          "class",
          "soft");
    }
    html.line();
  }

  private void member(MemberResult member) {
    html.open("tr").element("td", Figures.labels(member.labels())).open("td");
    HtmlReport.badge(html, member.verdict());
    html.close("td");
    number(Figures.quantity(member.value(), member.margin(), result.unit()));
    number(Figures.difference(member.margin(), result.unit()));
    number(Figures.percent(member.coverage()));
    number(Figures.count(member.samples()));
    html.element(
        "td",
        member.worstTimeMillis().isPresent()
            ? Figures.timeOfDay(member.worstTimeMillis().getAsLong())
            : Figures.NONE);
    html.close("tr");
  }

  private void number(String text) {
    html.element("td", text, "class", "n");
  }
}
