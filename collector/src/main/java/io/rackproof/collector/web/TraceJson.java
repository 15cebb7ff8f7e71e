package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Traces of criteria as JSON, in columns. However many pages ask, the traces of one campaign are
 * computed at most once in {@code FRESH_MILLIS} while it runs.
 */
final class TraceJson {

  private static final long FRESH_MILLIS = 4_000;
  private static final int KEPT = 16;

  private final WebParts parts;
  private final Map<Key, Computed> computed = new LinkedHashMap<>();

  private record Key(String campaign, String rack) {}

  private record Computed(Judged of, long atMillis, Map<String, List<Trace>> traces) {}

  TraceJson(WebParts parts) {
    this.parts = parts;
  }

  /**
   * @param members of each criterion at most, worst first
   * @param only these criteria; empty for all
   */
  JsonNode of(Judged judged, int members, Set<String> only) throws IOException {
    Computed found = computed(judged);
    ObjectNode answer =
        Answers.object()
            .put("campaign", judged.campaign().id())
            .put("rack", judged.rack())
            .put("scoredToMillis", found.of().scorecard().scoredToMillis());
    ObjectNode criteria = answer.putObject("criteria");
    for (CriterionResult result : judged.scorecard().criteria()) {
      if (only.isEmpty() || only.contains(result.id())) {
        Optional<Criterion> criterion = judged.plan().criterion(result.id());
        criterion.ifPresent(
            c ->
                criteria.set(
                    c.id(),
                    criterion(c, result, found.traces().getOrDefault(c.id(), List.of()), members)));
      }
    }
    return answer;
  }

  private synchronized Computed computed(Judged judged) throws IOException {
    Key key = new Key(judged.campaign().id(), judged.rack());
    long now = parts.clock().millis();
    Computed known = computed.get(key);
    if (known != null
        && (known.of().revision() == judged.revision()
            || (!judged.scorecard().complete() && now - known.atMillis() < FRESH_MILLIS))) {
      return known;
    }
    Computed fresh = new Computed(judged, now, parts.live().traces(judged));
    computed.remove(key);
    computed.put(key, fresh);
    if (computed.size() > KEPT) {
      computed.remove(computed.keySet().iterator().next());
    }
    return fresh;
  }

  private static ObjectNode criterion(
      Criterion criterion, CriterionResult result, List<Trace> traces, int most) {
    ObjectNode node = Answers.object().put("unit", criterion.signalUnit());
    criterion
        .signalLimit()
        .ifPresent(
            limit -> {
              finite(node, "low", limit.low());
              finite(node, "high", limit.high());
            });
    List<Map<String, String>> worstFirst =
        result.members().stream().map(MemberResult::labels).toList();
    List<Trace> ordered = new ArrayList<>(traces);
    ordered.sort(
        Comparator.comparingInt(
            t -> {
              int rank = worstFirst.indexOf(t.labels());
              return rank < 0 ? Integer.MAX_VALUE : rank;
            }));
    node.put("members", ordered.size());
    ArrayNode list = node.putArray("traces");
    ordered.stream().limit(most).forEach(trace -> list.add(trace(trace)));
    return node;
  }

  static void finite(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    }
  }

  static ObjectNode trace(Trace trace) {
    ObjectNode node = Answers.object().put("name", CriterionView.name(trace.labels()));
    ObjectNode labels = node.putObject("labels");
    trace.labels().forEach(labels::put);
    ArrayNode times = node.putArray("timeMillis");
    ArrayNode values = node.putArray("value");
    for (Trace.Point point : trace.points()) {
      times.add(point.timeMillis());
      if (Double.isFinite(point.value())) {
        values.add(Double.parseDouble(String.format(java.util.Locale.ROOT, "%.6g", point.value())));
      } else {
        values.addNull();
      }
    }
    return node;
  }
}
