package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changed from one JSON report to another: of the whole, of each criterion and of each of its
 * members. The form is described in {@code docs/report.md}.
 */
public final class ReportDiff {

  private static final List<String> WHOLE =
      List.of("verdict", "recommendation", "score", "decided", "scoredTo", "reasons");
  private static final List<String> PLAN = List.of("name", "version", "sha256");
  private static final List<String> CRITERION =
      List.of(
          "verdict",
          "value",
          "unit",
          "statistic",
          "limit",
          "margin",
          "coverage",
          "samples",
          "reason",
          "phase",
          "gate",
          "weight");
  private static final List<String> MEMBER =
      List.of("verdict", "value", "limit", "margin", "coverage", "samples", "reason");

  private ReportDiff() {}

  /** The differences, empty objects and lists where there is none. */
  public static JsonNode of(JsonNode before, JsonNode after) {
    ObjectNode diff = JsonNodeFactory.instance.objectNode();
    changes(diff.putObject("report"), before, after, WHOLE);
    changes(diff.putObject("plan"), before.path("plan"), after.path("plan"), PLAN);
    changes(diff.putObject("rack"), before.path("rack"), after.path("rack"), List.of("id"));
    ArrayNode criteria = diff.putArray("criteria");
    Map<String, JsonNode> old = byKey(before.path("criteria"), "id");
    Map<String, JsonNode> renewed = byKey(after.path("criteria"), "id");
    for (String id : union(old, renewed)) {
      JsonNode was = old.get(id);
      JsonNode is = renewed.get(id);
      if (was == null || is == null) {
        criteria.add(onlyIn("id", id, was == null, was == null ? is : was));
      } else {
        criterion(criteria, id, was, is);
      }
    }
    return diff;
  }

  private static Map<String, JsonNode> byKey(JsonNode list, String key) {
    Map<String, JsonNode> items = new LinkedHashMap<>();
    list.forEach(item -> items.put(plain(item.path(key)), item));
    return items;
  }

  private static String plain(JsonNode node) {
    return node.isTextual() ? node.asText() : node.toString();
  }

  private static Set<String> union(Map<String, JsonNode> a, Map<String, JsonNode> b) {
    Set<String> keys = new LinkedHashSet<>(a.keySet());
    keys.addAll(b.keySet());
    return keys;
  }

  private static ObjectNode onlyIn(
      String key, String name, boolean isNew, @org.jspecify.annotations.Nullable JsonNode item) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (key.equals("id")) {
      node.put("id", name);
    } else if (item != null) {
      node.set(key, item.path(key));
    }
    node.put("change", isNew ? "added" : "removed");
    if (item != null) {
      node.set("verdict", item.path("verdict"));
    }
    return node;
  }

  private static void criterion(ArrayNode criteria, String id, JsonNode was, JsonNode is) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", id);
    node.put("change", "changed");
    changes(node, was, is, CRITERION);
    boolean comparable =
        was.path("unit").equals(is.path("unit"))
            && was.path("statistic").equals(is.path("statistic"));
    delta(node, was, is, comparable);
    ArrayNode members = node.putArray("members");
    Map<String, JsonNode> old = byKey(was.path("members"), "labels");
    Map<String, JsonNode> renewed = byKey(is.path("members"), "labels");
    for (String labels : union(old, renewed)) {
      JsonNode before = old.get(labels);
      JsonNode after = renewed.get(labels);
      if (before == null || after == null) {
        members.add(onlyIn("labels", labels, before == null, before == null ? after : before));
        continue;
      }
      ObjectNode member = JsonNodeFactory.instance.objectNode();
      member.set("labels", after.path("labels"));
      member.put("change", "changed");
      changes(member, before, after, MEMBER);
      delta(member, before, after, comparable);
      if (member.size() > 2) {
        members.add(member);
      }
    }
    if (node.size() > 3 || !members.isEmpty()) {
      criteria.add(node);
    }
  }

  private static void changes(ObjectNode into, JsonNode was, JsonNode is, List<String> keys) {
    for (String key : keys) {
      if (!was.path(key).equals(is.path(key))) {
        ObjectNode change = into.putObject(key);
        change.set("old", was.path(key).isMissingNode() ? null : was.path(key));
        change.set("new", is.path(key).isMissingNode() ? null : is.path(key));
      }
    }
  }

  /** A difference of values means something only between values of the same thing. */
  private static void delta(ObjectNode node, JsonNode was, JsonNode is, boolean comparable) {
    if (comparable
        && node.has("value")
        && was.path("value").isNumber()
        && is.path("value").isNumber()) {
      ((ObjectNode) node.path("value"))
          .put("delta", is.path("value").asDouble() - was.path("value").asDouble());
    }
  }

  /** The differences for people. */
  public static String text(JsonNode diff) {
    return new DiffText().of(diff);
  }
}
