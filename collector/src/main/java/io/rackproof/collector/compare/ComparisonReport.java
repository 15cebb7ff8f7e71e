package io.rackproof.collector.compare;

import io.rackproof.collector.report.Figures;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.report.Markup;
import io.rackproof.collector.report.Sheet;
import io.rackproof.collector.report.SheetWords;
import io.rackproof.collector.score.CriterionResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A comparison as one file for people: what is compared first, then each criterion with a line for
 * each column, so that any number of columns fits a sheet of paper.
 */
public final class ComparisonReport {

  private final Comparison comparison;
  private final SheetWords words;
  private final Figures figures;
  private final String software;
  private final Markup html = new Markup();

  private ComparisonReport(Comparison comparison, Language language, String software) {
    this.comparison = comparison;
    this.words = SheetWords.in(language);
    this.figures = Figures.in(language);
    this.software = software;
  }

  /** As HTML. */
  public static String html(Comparison comparison, Language language, String software) {
    ComparisonReport report = new ComparisonReport(comparison, language, software);
    return Sheet.html(language, report.title(), report.body());
  }

  /** As PDF, told as made when the latest campaign began: the same input gives the same bytes. */
  public static byte[] pdf(Comparison comparison, Language language, String software) {
    long latest =
        comparison.columns().stream()
            .flatMap(c -> c.candidates().stream())
            .mapToLong(Candidate::startMillis)
            .max()
            .orElse(0);
    ComparisonReport report = new ComparisonReport(comparison, language, software);
    return Sheet.pdf(language, report.title(), report.body(), software, latest);
  }

  private String title() {
    return words.say(
        "compare.title." + comparison.by(),
        comparison.columns().stream().map(this::name).collect(Collectors.joining(", ")));
  }

  /** Where racks do not tell what makes a column, its name says that. */
  private String name(Column column) {
    return words.translated(column.name());
  }

  private Markup body() {
    html.element("p", words.say("compare.over"), "class", "over");
    html.element("h1", title());
    comparison
        .notes()
        .forEach(note -> html.element("p", words.translated(note), "class", "warning"));
    columns();
    criteria();
    html.open("footer")
        .text(words.say("compare.footer", software, name(comparison.columns().get(0))))
        .close("footer")
        .line();
    return html;
  }

  private void columns() {
    html.element("h2", words.say("compare.what")).open("table").open("thead").open("tr");
    html.element("td", "");
    for (String key : List.of("runs", "plan", "verdicts", "proven", "surroundings")) {
      html.element("th", words.say("compare." + key), "scope", "col");
    }
    html.close("tr").close("thead").open("tbody");
    for (Column column : comparison.columns()) {
      html.open("tr").element("td", name(column), "class", "id").open("td");
      for (Candidate candidate : column.candidates()) {
        html.open("div")
            .text(words.say("compare.run", candidate.rack().id(), candidate.campaign()));
        html.element("div", run(candidate), "class", "soft").close("div");
      }
      html.close("td");
      html.element(
          "td",
          column.candidates().stream()
              .map(c -> words.translated(c.plan()))
              .distinct()
              .collect(Collectors.joining("; ")));
      html.element("td", words.counts(column.verdicts())).element("td", column.proven(words));
      html.element(
          "td",
          column.conditions().isEmpty()
              ? words.say("compare.not-told")
              : column.conditions().stream()
                  .map(words::condition)
                  .collect(Collectors.joining(", ")));
      html.close("tr").line();
    }
    html.close("tbody").close("table").line();
  }

  private String run(Candidate candidate) {
    String run =
        figures.time(candidate.startMillis())
            + ", "
            + words.say("compare.outcome." + candidate.outcome())
            + ", "
            + words.say("compare.recommendation." + candidate.recommendation());
    return candidate.score().isPresent()
        ? run + words.say("compare.score", figures.number(candidate.score().getAsDouble(), 1))
        : run;
  }

  private void criteria() {
    html.element("h2", words.say("compare.criteria")).line();
    for (Comparison.Row row : comparison.rows()) {
      html.open("section", "class", "criterion");
      html.element("h3", row.id() + " " + row.title());
      html.open("table").open("thead").open("tr").element("td", "");
      html.element("th", words.say("column.verdict"), "scope", "col");
      for (String key : List.of("mean", "n", "from", "to", "s", "limit", "delta")) {
        html.element("th", words.say("compare." + key), "class", "n", "scope", "col");
      }
      html.close("tr").close("thead").open("tbody");
      for (int i = 0; i < row.cells().size(); i++) {
        cell(name(comparison.columns().get(i)), row.cells().get(i), row.unit());
      }
      html.close("tbody").close("table").close("section").line();
    }
  }

  private void cell(String column, Comparison.Cell cell, String unit) {
    html.open("tr").open("td").text(column);
    if (!cell.whyNoDelta().isEmpty()) {
      html.element(
          "div",
          words.say("compare.no-delta", words.translated(figures.limit(cell.whyNoDelta()))),
          "class",
          "soft");
    }
    html.close("td").open("td");
    cell.worst().ifPresent(verdict -> words.badge(html, verdict));
    if (cell.verdicts().values().stream().mapToInt(Integer::intValue).sum() > 1) {
      html.element("div", words.counts(cell.verdicts()), "class", "soft");
    }
    html.close("td");
    OptionalDouble none = OptionalDouble.empty();
    number(cell.values().map(v -> OptionalDouble.of(v.mean())).orElse(none), unit);
    html.element("td", cell.values().map(v -> figures.count(v.n())).orElse("0"), "class", "n");
    boolean several = cell.values().map(v -> v.n() > 1).orElse(false);
    number(several ? OptionalDouble.of(cell.values().orElseThrow().min()) : none, unit);
    number(several ? OptionalDouble.of(cell.values().orElseThrow().max()) : none, unit);
    String difference = CriterionResult.differenceUnit(unit);
    number(cell.values().map(Spread::deviation).orElse(none), difference);
    String limit =
        cell.limit().isEmpty()
            ? words.say("compare.limits-differ")
            : words.translated(figures.limit(cell.limit()));
    html.element("td", cell.verdicts().isEmpty() ? Figures.NONE : limit, "class", "n");
    String sign = cell.delta().isPresent() && cell.delta().getAsDouble() > 0 ? "+" : "";
    String delta = figures.difference(cell.delta(), unit);
    html.element("td", sign + delta, "class", "n").close("tr");
  }

  private void number(OptionalDouble value, String unit) {
    html.element("td", words.quantity(value, unit), "class", "n");
  }
}
