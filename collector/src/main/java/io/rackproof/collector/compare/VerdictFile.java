package io.rackproof.collector.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.compare.Candidate.Measure;
import io.rackproof.collector.report.Condition;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.RackIdentity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Reads the JSON report of one rack, as {@code docs/report.md} describes it. */
public final class VerdictFile {

  private VerdictFile() {}

  /**
   * @throws IllegalArgumentException when it is no such report, telling what it lacks
   */
  public static Candidate read(JsonNode report) {
    JsonNode rack = report.path("rack");
    JsonNode campaign = report.path("campaign");
    JsonNode plan = report.path("plan");
    if (!rack.path("id").isTextual()
        || !campaign.path("id").isTextual()
        || !report.path("criteria").isArray()) {
      throw new IllegalArgumentException(
          "it is no JSON report of a rack: it has no 'rack', 'campaign' or 'criteria'");
    }
    List<Measure> measures = new ArrayList<>();
    report.path("criteria").forEach(criterion -> measures.add(measure(criterion)));
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode condition : report.path("conditions")) {
      String metric = condition.path("metric").asText();
      if (Condition.isOne(metric)) {
        conditions.add(Condition.of(metric, condition.path("mean").asDouble()));
      }
    }
    return new Candidate(
        campaign.path("id").asText(),
        new RackIdentity(
            rack.path("id").asText(),
            rack.path("generation").asText(""),
            rack.path("maker").asText(""),
            rack.path("site").asText(""),
            rack.path("lot").asText(""),
            rack.path("serial").asText("")),
        start(campaign.path("start").asText()),
        plan.path("name").asText() + " version " + plan.path("version").asText(),
        plan.path("sha256").asText(),
        campaign.path("state").asText(),
        verdict(report),
        report.path("recommendation").asText(),
        number(report.path("score")),
        measures,
        conditions);
  }

  private static long start(String text) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is no time of a campaign's start", e);
    }
  }

  private static Measure measure(JsonNode criterion) {
    return new Measure(
        criterion.path("id").asText(),
        criterion.path("title").asText(),
        criterion.path("phase").asText(),
        criterion.path("signal").asText(""),
        criterion.path("statistic").asText(),
        criterion.path("limit").asText(""),
        criterion.path("unit").asText(""),
        verdict(criterion),
        number(criterion.path("value")));
  }

  private static Verdict verdict(JsonNode node) {
    try {
      return Verdict.valueOf(node.path("verdict").asText());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + node.path("verdict").asText() + "' is no verdict", e);
    }
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }
}
