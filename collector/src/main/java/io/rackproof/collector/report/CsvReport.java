package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorecard;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A report as CSV (RFC 4180): a row for each member of each criterion, and one for a criterion that
 * has none. Columns are described in {@code docs/report.md}.
 */
final class CsvReport {

  private static final List<String> COLUMNS =
      List.of(
          "campaign",
          "rack",
          "plan",
          "plan_version",
          "id",
          "title",
          "area",
          "phase",
          "statistic",
          "limit",
          "unit",
          "gate",
          "weight",
          "criterion_verdict",
          "labels",
          "verdict",
          "value",
          "margin",
          "uncertainty",
          "coverage",
          "samples",
          "worst_time",
          "reason");

  /** A spreadsheet takes a cell that begins so for a formula, and may run it. */
  private static final String FORMULA = "=+-@\t\r";

  private final ReportInput input;
  private final StringBuilder out = new StringBuilder();

  private CsvReport(ReportInput input) {
    this.input = input;
  }

  static String write(ReportInput input) {
    CsvReport report = new CsvReport(input);
    report.row(COLUMNS);
    for (CriterionResult criterion : input.scorecard().criteria()) {
      if (criterion.members().isEmpty()) {
        List<String> cells = report.of(criterion);
        cells.add("{}");
        cells.add(criterion.verdict().name());
        cells.addAll(List.of("", "", "", "", "", "", text(criterion.reason())));
        report.row(cells);
      }
      criterion.members().forEach(member -> report.member(criterion, member));
    }
    return report.out.toString();
  }

  private List<String> of(CriterionResult criterion) {
    Scorecard card = input.scorecard();
    List<String> cells = new ArrayList<>();
    cells.add(text(input.campaign().id()));
    cells.add(text(card.rack()));
    cells.add(text(card.plan()));
    cells.add(String.valueOf(card.planVersion()));
    cells.add(text(criterion.id()));
    cells.add(text(criterion.title()));
    cells.add(criterion.area());
    cells.add(text(criterion.phase()));
    cells.add(text(criterion.statistic()));
    cells.add(text(criterion.limit()));
    cells.add(text(criterion.unit()));
    cells.add(String.valueOf(criterion.gate()));
    cells.add(String.valueOf(criterion.weight()));
    cells.add(criterion.verdict().name());
    return cells;
  }

  private void member(CriterionResult criterion, MemberResult member) {
    ObjectNode labels = JsonNodeFactory.instance.objectNode();
    member.labels().forEach(labels::put);
    List<String> cells = of(criterion);
    cells.add(labels.toString());
    cells.add(member.verdict().name());
    cells.add(number(member.value()));
    cells.add(number(member.margin()));
    cells.add(number(member.uncertainty()));
    cells.add(String.valueOf(member.coverage()));
    cells.add(String.valueOf(member.samples()));
    cells.add(time(member.worstTimeMillis()));
    cells.add(text(member.reason()));
    row(cells);
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? String.valueOf(value.getAsDouble())
        : "";
  }

  private static String time(OptionalLong millis) {
    return millis.isPresent() ? JsonReport.time(millis.getAsLong()) : "";
  }

  private static String text(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private void row(List<String> cells) {
    out.append(cells.stream().map(CsvReport::cell).collect(Collectors.joining(","))).append("\r\n");
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
