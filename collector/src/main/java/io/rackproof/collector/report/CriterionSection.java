package io.rackproof.collector.report;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.collector.plan.SignalText;
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

  private final Page page;
  private final Markup html;
  private final ReportInput input;
  private final Figures figures;
  private final CriterionResult result;
  private final Optional<Criterion> criterion;

  CriterionSection(Page page, CriterionResult result) {
    this.page = page;
    this.html = page.html();
    this.input = page.input();
    this.figures = page.figures();
    this.result = result;
    this.criterion = input.plan().criterion(result.id());
  }

  void write(String anchor) {
    html.open("section", "class", "criterion", "id", anchor);
    // On paper what tells why and by how much stays with the plot that shows it.
    html.open("div", "class", "kept");
    html.open("header").element("h3", result.id() + " " + result.title()).open("div");
    page.badge(result.verdict());
    html.close("div").close("header");
    String open =
        result.outlook().state() == Outlook.State.OPEN ? " " + page.say("reason.open") : "";
    page.paragraph(page.translated(result.reason()) + open, "class", "reason");
    String outlook = result.outlook().sentence(Remaining.isDated(input.scorecard()));
    if (!outlook.isEmpty()) {
      page.paragraph(page.translated(outlook) + ".", "class", "soft");
    }
    facts();
    plot();
    html.close("div");
    if (result.members().size() > 1) {
      members();
    }
    html.close("section").line();
  }

  private void facts() {
    Optional<MemberResult> worst = result.members().stream().findFirst();
    page.facts();
    page.fact("fact.limit", page.translated(figures.limit(result.limit())));
    page.fact("fact.phase", result.phase());
    page.fact("fact.statistic", page.translated(result.statistic()));
    page.fact("fact.signal", criterion.flatMap(Criterion::signal).map(SignalOf::text).orElse(""));
    page.fact(
        "fact.measured",
        worst.map(m -> figures.quantity(m.value(), m.margin(), result.unit())).orElse(""));
    page.fact(
        "fact.worst", worst.map(m -> figures.labels(m.labels())).orElse(page.say("members.none")));
    page.fact(
        "fact.margin", worst.map(m -> figures.difference(m.margin(), result.unit())).orElse(""));
    page.fact("fact.moment", worst.map(m -> figures.time(m.worstTimeMillis())).orElse(""));
    OptionalDouble uncertainty =
        worst.map(MemberResult::uncertainty).orElse(OptionalDouble.empty());
    if (uncertainty.isPresent()) {
      page.fact(
          "fact.uncertainty", "± " + figures.difference(uncertainty, result.unit()) + " (k = 2)");
      OptionalDouble inside = worst.orElseThrow().marginInUncertainties();
      page.fact(
          "fact.margin-in-uncertainties", inside.isPresent() ? figures.difference(inside, "") : "");
    }
    page.fact(
        "fact.coverage",
        worst
            .map(
                m ->
                    figures.percent(m.coverage())
                        + ", "
                        + figures.counted(m.samples(), "good-sample"))
            .orElse(page.say("samples.none")));
    query().ifPresent(q -> page.fact("fact.promql", q));
    criterion
        .map(Criterion::source)
        .filter(s -> !s.isEmpty())
        .ifPresent(s -> page.fact("fact.source", s));
    criterion
        .map(Criterion::rationale)
        .filter(r -> !r.isEmpty())
        .ifPresent(r -> page.fact("fact.rationale", r));
    page.endFacts();
  }

  /** The signal for Prometheus where that is not the text that is told anyway. */
  private Optional<String> query() {
    Optional<SignalOf> signal = criterion.flatMap(Criterion::signal);
    return signal
        .map(s -> SignalText.of(s.expression()))
        .filter(q -> !q.equals(signal.map(SignalOf::text).orElse("")));
  }

  private void plot() {
    List<Trace> traces = input.traces().getOrDefault(result.id(), List.of());
    Optional<String> svg =
        criterion.flatMap(
            c -> Plot.draw(page.language(), result, c, traces, input.scorecard().phases()));
    if (svg.isEmpty()) {
      page.paragraph(page.say("plot.none"), "class", "soft");
      return;
    }
    html.open("figure")
        .raw(page.print() ? PrintPlot.styled(svg.get()) : svg.get())
        .element("figcaption", caption(traces.size(), svg.get().contains("class=\"limit\"")))
        .close("figure")
        .line();
  }

  private String caption(int traces, boolean limitShown) {
    String signal =
        criterion.flatMap(Criterion::signal).map(SignalOf::text).orElse(page.say("plot.signal"));
    String members =
        result.members().isEmpty() || traces < 2
            ? ""
            : " "
                + page.say(
                    "plot.members",
                    figures.labels(result.members().get(0).labels()),
                    figures.counted(traces - 1, "other"))
                + (result.members().size() > traces
                    ? " " + page.say("plot.worst-of", traces, result.members().size())
                    : "");
    return signal
        + "."
        + (limitShown ? " " + page.say("plot.outside") : "")
        + " "
        + page.say("plot.grey")
        + members
        + " "
        + page.say("plot.gap");
  }

  private void members() {
    page.table(
        "column.member",
        "column.verdict",
        "#column.measured",
        "#column.margin",
        "#column.coverage",
        "#column.samples",
        "column.moment");
    result.members().stream().limit(MOST_MEMBERS).forEach(this::member);
    page.endTable();
    int more = result.members().size() - MOST_MEMBERS;
    if (more > 0) {
      page.paragraph(figures.counted(more, "no-worse"), "class", "soft");
    }
    html.line();
  }

  private void member(MemberResult member) {
    html.open("tr").element("td", figures.labels(member.labels())).open("td");
    page.badge(member.verdict());
    html.close("td");
    page.number(figures.quantity(member.value(), member.margin(), result.unit()));
    page.number(figures.difference(member.margin(), result.unit()));
    page.number(figures.percent(member.coverage()));
    page.number(figures.count(member.samples()));
    html.element(
        "td",
        member.worstTimeMillis().isPresent()
            ? figures.timeOfDay(member.worstTimeMillis().getAsLong())
            : Figures.NONE);
    html.close("tr");
  }
}
