package io.rackproof.collector.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A comparison as JSON, described in {@code docs/http-api.md}. */
public final class ComparisonJson {

  private ComparisonJson() {}

  public static ObjectNode of(Comparison comparison) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("by", comparison.by().name().toLowerCase(Locale.ROOT));
    ArrayNode columns = root.putArray("columns");
    comparison.columns().forEach(column -> column(columns.addObject(), column));
    ArrayNode rows = root.putArray("criteria");
    for (Comparison.Row row : comparison.rows()) {
      ObjectNode node = rows.addObject().put("id", row.id()).put("title", row.title());
      node.put("unit", row.unit());
      node.put("deltaUnit", CriterionResult.differenceUnit(row.unit()));
      ArrayNode cells = node.putArray("cells");
      row.cells().forEach(cell -> cell(cells.addObject(), cell));
    }
    ArrayNode notes = root.putArray("notes");
    comparison.notes().forEach(notes::add);
    return root;
  }

  private static void column(ObjectNode node, Column column) {
    node.put("name", column.name()).put("racks", column.racks());
    ArrayNode runs = node.putArray("runs");
    for (Candidate candidate : column.candidates()) {
      ObjectNode run =
          runs.addObject()
              .put("campaign", candidate.campaign())
              .put("rack", candidate.rack().id())
              .put("plan", candidate.plan())
              .put("planSha256", candidate.planHash())
              .put("outcome", candidate.outcome())
              .put("verdict", candidate.verdict().name())
              .put("recommendation", candidate.recommendation());
      number(run, "score", candidate.score());
    }
    verdicts(node, column.verdicts());
    node.put("proven", column.proven());
    ArrayNode conditions = node.putArray("conditions");
    for (Condition condition : column.conditions()) {
      conditions
          .addObject()
          .put("name", condition.name())
          .put("metric", condition.metric())
          .put("unit", condition.unit())
          .put("mean", condition.mean())
          .put("text", Alike.text(condition));
    }
  }

  private static void verdicts(ObjectNode node, Map<Verdict, Integer> counts) {
    ObjectNode verdicts = node.putObject("verdicts");
    counts.forEach((verdict, count) -> verdicts.put(verdict.name(), count));
  }

  private static void cell(ObjectNode node, Comparison.Cell cell) {
    node.put("verdict", cell.worst().map(Verdict::name).orElse(null));
    verdicts(node, cell.verdicts());
    node.put("limit", cell.limit());
    Optional<Spread> values = cell.values();
    node.put("n", values.map(Spread::n).orElse(0));
    number(node, "mean", values.map(v -> OptionalDouble.of(v.mean())).orElse(NONE));
    number(node, "min", values.map(v -> OptionalDouble.of(v.min())).orElse(NONE));
    number(node, "max", values.map(v -> OptionalDouble.of(v.max())).orElse(NONE));
    number(node, "deviation", values.map(Spread::deviation).orElse(NONE));
    number(node, "delta", cell.delta());
    node.put("whyNoDelta", cell.whyNoDelta().isEmpty() ? null : cell.whyNoDelta());
  }

  private static final OptionalDouble NONE = OptionalDouble.empty();

  private static void number(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(key, value.getAsDouble());
    } else {
      node.putNull(key);
    }
  }
}
