package io.rackproof.collector.web;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.compare.By;
import io.rackproof.collector.compare.Column;
import io.rackproof.collector.compare.Comparison;
import io.rackproof.collector.compare.Spread;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A comparison as its page shows it, with what may be chosen.
 *
 * @param by the name of what makes a column
 */
public record CompareView(
    String by, List<Head> columns, List<Row> rows, List<String> notes, List<Choice> choices) {

  /**
   * @param runs campaign and rack of each run, for links
   */
  public record Head(
      String name, List<Run> runs, String verdicts, String proven, String conditions) {}

  public record Run(String campaign, String rack, String plan, String outcome) {}

  public record Row(String id, String title, List<Cell> cells) {}

  /**
   * @param counts of verdicts when the column has several racks; empty for one
   * @param spread of several values; empty for one
   * @param delta with its sign; empty in the first column; a dash where it would mislead
   */
  public record Cell(
      Optional<VerdictView> verdict,
      String counts,
      String value,
      String spread,
      String limit,
      String delta,
      String why) {}

  /**
   * @param value as the address has it: campaign, slash, rack
   */
  public record Choice(String value, String label, boolean chosen) {}

  static CompareView of(
      Optional<Comparison> comparison, By by, List<Campaign> campaigns, List<String> chosen) {
    return new CompareView(
        by.name().toLowerCase(Locale.ROOT),
        comparison.stream().flatMap(c -> c.columns().stream()).map(CompareView::head).toList(),
        comparison.stream().flatMap(c -> c.rows().stream()).map(CompareView::row).toList(),
        comparison.map(Comparison::notes).orElse(List.of()),
        campaigns.stream()
            .flatMap(
                c ->
                    c.racks().stream()
                        .map(
                            rack ->
                                new Choice(
                                    c.id() + "/" + rack,
                                    rack
                                        + " in "
                                        + c.id()
                                        + " ("
                                        + c.planName()
                                        + ", "
                                        + Outcomes.word(c.state())
                                        + ")",
                                    chosen.contains(c.id())
                                        || chosen.contains(c.id() + "/" + rack))))
            .toList());
  }

  private static Head head(Column column) {
    return new Head(
        column.name(),
        column.candidates().stream()
            .map(
                c ->
                    new Run(
                        c.campaign(),
                        c.rack().id(),
                        c.plan(),
                        c.outcome().toLowerCase(Locale.ROOT)))
            .toList(),
        counts(column.verdicts()),
        column.proven(),
        column.conditions().stream().map(CompareView::condition).collect(Collectors.joining(", ")));
  }

  private static String condition(Condition condition) {
    return condition.name()
        + " "
        + (condition.unit().equals("1")
            ? Figures.percent(condition.mean())
            : Figures.format(OptionalDouble.of(condition.mean()), condition.unit()));
  }

  private static String counts(Map<Verdict, Integer> verdicts) {
    return verdicts.entrySet().stream()
        .map(e -> e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }

  private static Row row(Comparison.Row row) {
    return new Row(
        row.id(), row.title(), row.cells().stream().map(c -> cell(c, row.unit())).toList());
  }

  private static Cell cell(Comparison.Cell cell, String unit) {
    Optional<Spread> values = cell.values();
    int racks = cell.verdicts().values().stream().mapToInt(Integer::intValue).sum();
    String delta = "";
    if (cell.delta().isPresent()) {
      double by = cell.delta().getAsDouble();
      String of = CriterionResult.differenceUnit(unit);
      delta = (by > 0 ? "+" : "") + Figures.format(by) + (of.isEmpty() ? "" : " " + of);
    } else if (!cell.whyNoDelta().isEmpty()) {
      delta = "–";
    }
    return new Cell(
        cell.worst().map(VerdictView::of),
        racks > 1 ? counts(cell.verdicts()) : "",
        values.map(v -> Figures.format(OptionalDouble.of(v.mean()), unit)).orElse("–"),
        values.filter(v -> v.n() > 1).map(CompareView::spread).orElse(""),
        CriterionView.signs(cell.limit()),
        delta,
        CriterionView.signs(cell.whyNoDelta()));
  }

  /** {@code n 3, 29.8 .. 30.4, s 0.21}. */
  private static String spread(Spread values) {
    return "n "
        + values.n()
        + ", "
        + Figures.format(values.min())
        + " .. "
        + Figures.format(values.max())
        + (values.deviation().isPresent()
            ? ", s " + Figures.format(values.deviation().getAsDouble())
            : "");
  }
}
