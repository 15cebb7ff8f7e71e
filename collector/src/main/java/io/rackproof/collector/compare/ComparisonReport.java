package io.rackproof.collector.compare;

import io.rackproof.collector.report.Condition;
import io.rackproof.collector.report.Figures;
import io.rackproof.collector.report.Language;
import io.rackproof.collector.report.Markup;
import io.rackproof.collector.report.Sheet;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A comparison as one file for people: what is compared first, then each criterion with a line for
 * each column, so that any number of columns fits a sheet of paper.
 */
public final class ComparisonReport {

  private static final Figures FIGURES = Figures.in(Language.EN);

  private final Comparison comparison;
  private final String software;
  private final Markup html = new Markup();

  private ComparisonReport(Comparison comparison, String software) {
    this.comparison = comparison;
    this.software = software;
  }

  /** As HTML. */
  public static String html(Comparison comparison, String software) {
    return Sheet.html(title(comparison), new ComparisonReport(comparison, software).body());
  }

  /** As PDF, told as made when the latest campaign began: the same input gives the same bytes. */
  public static byte[] pdf(Comparison comparison, String software) {
    long latest =
        comparison.columns().stream()
            .flatMap(c -> c.candidates().stream())
            .mapToLong(Candidate::startMillis)
            .max()
            .orElse(0);
    return Sheet.pdf(
        title(comparison), new ComparisonReport(comparison, software).body(), software, latest);
  }

  private static String title(Comparison comparison) {
    return "Comparison by "
        + comparison.by().name().toLowerCase(Locale.ROOT)
        + ": "
        + comparison.columns().stream().map(Column::name).collect(Collectors.joining(", "));
  }

  private Markup body() {
    html.element("p", "Comparison of acceptance results", "class", "over");
    html.element("h1", title(comparison));
    comparison.notes().forEach(note -> html.element("p", note, "class", "warning"));
    columns();
    criteria();
    html.open("footer");
    html.text("Written by " + software + ". Times are UTC. Δ is the mean minus that of ");
    html.text(comparison.columns().get(0).name());
    html.text(", told only where criterion, plan and conditions match.").close("footer").line();
    return html;
  }

  private void columns() {
    html.element("h2", "What is compared").open("table").open("thead").open("tr");
    for (String name :
        new String[] {"", "Runs", "Plan", "Verdicts", "What that proves", "Surroundings"}) {
      html.element(name.isEmpty() ? "td" : "th", name);
    }
    html.close("tr").close("thead").open("tbody");
    for (Column column : comparison.columns()) {
      html.open("tr").element("td", column.name(), "class", "id").open("td");
      for (Candidate candidate : column.candidates()) {
        html.open("div").text(candidate.rack().id() + " in " + candidate.campaign());
        html.element("div", run(candidate), "class", "soft").close("div");
      }
      html.close("td");
      html.element(
          "td",
          column.candidates().stream()
              .map(Candidate::plan)
              .distinct()
              .collect(Collectors.joining("; ")));
      html.element("td", counts(column.verdicts())).element("td", column.proven());
      html.element(
          "td",
          column.conditions().isEmpty()
              ? "not told"
              : column.conditions().stream()
                  .map(ComparisonReport::condition)
                  .collect(Collectors.joining(", ")));
      html.close("tr").line();
    }
    html.close("tbody").close("table").line();
  }

  private static String run(Candidate candidate) {
    String score =
        candidate.score().isPresent()
            ? ", score " + FIGURES.number(candidate.score().getAsDouble(), 1)
            : "";
    return FIGURES.time(candidate.startMillis())
        + ", "
        + candidate.outcome().toLowerCase(Locale.ROOT)
        + ", "
        + candidate.recommendation().toLowerCase(Locale.ROOT)
        + score;
  }

  private static String condition(Condition condition) {
    return condition.name() + " " + Alike.text(condition);
  }

  private static String counts(Map<Verdict, Integer> verdicts) {
    return verdicts.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }

  private void criteria() {
    html.element("h2", "Criteria").line();
    for (Comparison.Row row : comparison.rows()) {
      html.open("section", "class", "criterion");
      html.element("h3", row.id() + " " + row.title());
      html.open("table").open("thead").open("tr").element("td", "");
      html.element("th", "Verdict", "scope", "col");
      for (String number : new String[] {"Mean", "n", "From", "To", "s", "Limit", "Δ"}) {
        html.element("th", number, "class", "n", "scope", "col");
      }
      html.close("tr").close("thead").open("tbody");
      for (int i = 0; i < row.cells().size(); i++) {
        cell(comparison.columns().get(i).name(), row.cells().get(i), row.unit());
      }
      html.close("tbody").close("table").close("section").line();
    }
  }

  private void cell(String column, Comparison.Cell cell, String unit) {
    html.open("tr").open("td").text(column);
    if (!cell.whyNoDelta().isEmpty()) {
      html.element("div", "no Δ: " + FIGURES.limit(cell.whyNoDelta()), "class", "soft");
    }
    html.close("td").open("td");
    cell.worst().ifPresent(verdict -> Sheet.badge(html, verdict));
    if (cell.verdicts().values().stream().mapToInt(Integer::intValue).sum() > 1) {
      html.element("div", counts(cell.verdicts()), "class", "soft");
    }
    html.close("td");
    OptionalDouble none = OptionalDouble.empty();
    number(cell.values().map(v -> OptionalDouble.of(v.mean())).orElse(none), unit);
    html.element("td", cell.values().map(v -> FIGURES.count(v.n())).orElse("0"), "class", "n");
    boolean several = cell.values().map(v -> v.n() > 1).orElse(false);
    number(several ? OptionalDouble.of(cell.values().orElseThrow().min()) : none, unit);
    number(several ? OptionalDouble.of(cell.values().orElseThrow().max()) : none, unit);
    String difference = CriterionResult.differenceUnit(unit);
    number(cell.values().map(Spread::deviation).orElse(none), difference);
    String limit = cell.limit().isEmpty() ? "limits differ" : FIGURES.limit(cell.limit());
    html.element("td", cell.verdicts().isEmpty() ? Figures.NONE : limit, "class", "n");
    String sign = cell.delta().isPresent() && cell.delta().getAsDouble() > 0 ? "+" : "";
    String delta = FIGURES.difference(cell.delta(), unit);
    html.element("td", sign + delta, "class", "n").close("tr");
  }

  private void number(OptionalDouble value, String unit) {
    html.element("td", FIGURES.quantity(value, OptionalDouble.empty(), unit), "class", "n");
  }
}
