package io.rackproof.collector;

import io.rackproof.collector.compare.Column;
import io.rackproof.collector.compare.Comparison;
import io.rackproof.collector.compare.Spread;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Verdict;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A comparison for a terminal: the columns first, then each criterion with a line for each. */
final class ComparisonText {

  private ComparisonText() {}

  static void print(Comparison comparison, PrintWriter out) {
    int width = comparison.columns().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    for (Column column : comparison.columns()) {
      out.printf("%-" + width + "s  %s; %s%n", column.name(), plans(column), column.proven());
      String conditions =
          column.conditions().stream()
              .map(c -> String.format(Locale.ROOT, "%s %.4g %s", c.name(), c.mean(), c.unit()))
              .collect(Collectors.joining(", "));
      out.printf(
          "%-" + width + "s  surroundings: %s%n",
          "",
          conditions.isEmpty() ? "not told" : conditions);
    }
    for (Comparison.Row row : comparison.rows()) {
      out.printf("%n%s %s%n", row.id(), row.title());
      for (int i = 0; i < row.cells().size(); i++) {
        Comparison.Cell cell = row.cells().get(i);
        out.printf(
            "  %-" + width + "s  %-24s %-40s %-14s %s%n",
            comparison.columns().get(i).name(),
            verdicts(cell.verdicts()),
            cell.values().map(v -> values(v, row.unit())).orElse("-"),
            cell.limit().isEmpty() ? "limits differ" : cell.limit(),
            delta(cell, row.unit()));
      }
    }
    out.println();
    comparison.notes().forEach(out::println);
  }

  private static String plans(Column column) {
    return column.candidates().stream()
        .map(c -> c.plan() + ", " + c.outcome().toLowerCase(Locale.ROOT))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String verdicts(Map<Verdict, Integer> verdicts) {
    if (verdicts.isEmpty()) {
      return "no such criterion";
    }
    boolean one = verdicts.values().stream().mapToInt(Integer::intValue).sum() == 1;
    return verdicts.entrySet().stream()
        .map(e -> one ? e.getKey().name() : e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(" "));
  }

  private static String values(Spread values, String unit) {
    String mean = number(values.mean()) + (unit.isEmpty() ? "" : " " + unit);
    if (values.n() == 1) {
      return mean;
    }
    return mean
        + " (n "
        + values.n()
        + ", "
        + number(values.min())
        + " .. "
        + number(values.max())
        + (values.deviation().isPresent() ? ", s " + number(values.deviation().getAsDouble()) : "")
        + ")";
  }

  private static String delta(Comparison.Cell cell, String unit) {
    if (cell.delta().isPresent()) {
      double delta = cell.delta().getAsDouble();
      String of = CriterionResult.differenceUnit(unit);
      return (delta > 0 ? "+" : "") + number(delta) + (of.isEmpty() ? "" : " " + of);
    }
    return cell.whyNoDelta().isEmpty() ? "" : "- " + cell.whyNoDelta();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
