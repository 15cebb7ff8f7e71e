package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Differences of two reports, for people. */
final class DiffText {

  private static final int MOST_MEMBERS = 12;
  private static final List<String> WHOLE =
      List.of("verdict", "recommendation", "score", "decided");

  private final StringBuilder out = new StringBuilder();

  String of(JsonNode diff) {
    for (String key : List.of("rack", "plan", "report")) {
      for (Map.Entry<String, JsonNode> change : diff.path(key).properties()) {
        if (!key.equals("report") || WHOLE.contains(change.getKey())) {
          String name = key.equals("report") ? change.getKey() : key + " " + change.getKey();
          line("", name, change.getValue());
        }
      }
    }
    for (JsonNode criterion : diff.path("criteria")) {
      criterion(criterion);
    }
    if (out.isEmpty()) {
      out.append("no differences\n");
    }
    return out.toString();
  }

  private void criterion(JsonNode criterion) {
    String id = criterion.path("id").asText();
    if (!criterion.path("change").asText().equals("changed")) {
      out.append(id).append(" ").append(criterion.path("change").asText());
      out.append(" (").append(criterion.path("verdict").asText()).append(")\n");
      return;
    }
    out.append(id).append('\n');
    fields("  ", criterion);
    int told = 0;
    for (JsonNode member : criterion.path("members")) {
      if (told++ == MOST_MEMBERS) {
        out.append("  and ")
            .append(criterion.path("members").size() - MOST_MEMBERS)
            .append(" more members\n");
        break;
      }
      out.append("  ").append(labels(member.path("labels")));
      if (member.path("change").asText().equals("changed")) {
        out.append('\n');
        fields("    ", member);
      } else {
        out.append(" ").append(member.path("change").asText()).append('\n');
      }
    }
  }

  private void fields(String indent, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().has("new")) {
        line(indent, field.getKey(), field.getValue());
      }
    }
  }

  private void line(String indent, String name, JsonNode change) {
    out.append(indent)
        .append(String.format(Locale.ROOT, "%-14s ", name))
        .append(text(change.path("old")))
        .append(" → ")
        .append(text(change.path("new")));
    if (change.has("delta")) {
      out.append(String.format(Locale.ROOT, " (%+.6g)", change.path("delta").asDouble()));
    }
    out.append('\n');
  }

  private static String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "none";
    }
    if (value.isFloatingPointNumber()) {
      return String.format(Locale.ROOT, "%.7g", value.asDouble());
    }
    return value.asText();
  }

  private static String labels(JsonNode labels) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(label.getKey()).append('=').append(label.getValue().asText());
    }
    return text.isEmpty() ? "(no labels)" : text.toString();
  }
}
