package io.rackproof.collector.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.live.Judged;
import io.rackproof.collector.report.CourseJson;
import io.rackproof.collector.report.Decided;
import io.rackproof.collector.report.OutlookJson;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.PhaseSpan;
import io.rackproof.collector.score.Remaining;
import io.rackproof.collector.score.Scorecard;
import java.time.LocalDate;
import java.util.OptionalDouble;

/** Scorecards as JSON. Times are ISO 8601 in UTC; what is not known is null. */
final class CampaignJson {

  private CampaignJson() {}

  static ObjectNode scorecard(Judged judged, LocalDate day) {
    Scorecard card = judged.scorecard();
    Decided decided = Decided.of(judged.campaign(), card, judged.plan().policy(), day);
    ObjectNode node = Answers.object();
    node.set("campaign", CourseJson.campaign(judged.campaign(), day));
    node.put("rack", card.rack())
        .put("summary", Summary.line(judged))
        .put("verdict", card.verdict().name())
        .put("recommendation", card.recommendation().name())
        .put("decided", card.decided())
        .put("complete", card.complete())
        .put("scoredTo", RackApi.time(card.scoredToMillis()))
        .put("planVersion", card.planVersion())
        .put("planHash", card.planHash())
        .put("revision", judged.revision());
    number(node, "score", card.score());
    ArrayNode reasons = node.putArray("reasons");
    card.reasons().forEach(reasons::add);
    OutlookJson.write(
        node.putObject("remaining"),
        Remaining.of(card, judged.plan().policy()),
        Remaining.isDated(card));
    ArrayNode phases = node.putArray("phases");
    card.phases().forEach(span -> phases.add(phase(span)));
    ArrayNode criteria = node.putArray("criteria");
    card.criteria()
        .forEach(c -> criteria.add(criterion(c).put("disposition", decided.of(c.id()).name())));
    CourseJson.decided(node, decided);
    return node;
  }

  private static ObjectNode phase(PhaseSpan span) {
    return Answers.object()
        .put("phase", span.phase())
        .put("start", RackApi.time(span.startMillis()))
        .put("judgedFrom", RackApi.time(span.judgedFromMillis()))
        .put("end", RackApi.time(span.endMillis()))
        .put("finished", span.finished());
  }

  private static ObjectNode criterion(CriterionResult criterion) {
    ObjectNode node =
        Answers.object()
            .put("id", criterion.id())
            .put("title", criterion.title())
            .put("area", criterion.area())
            .put("phase", criterion.phase())
            .put("statistic", criterion.statistic())
            .put("limit", criterion.limit())
            .put("unit", criterion.unit())
            .put("gate", criterion.gate())
            .put("weight", criterion.weight())
            .put("verdict", criterion.verdict().name())
            .put("provisional", criterion.provisional())
            .put("reason", criterion.reason());
    OutlookJson.write(node, criterion.outlook());
    ArrayNode members = node.putArray("members");
    criterion.members().forEach(m -> members.add(member(m)));
    return node;
  }

  private static ObjectNode member(MemberResult member) {
    ObjectNode node = Answers.object();
    ObjectNode labels = node.putObject("labels");
    member.labels().forEach(labels::put);
    node.put("verdict", member.verdict().name());
    number(node, "value", member.value());
    number(node, "margin", member.margin());
    number(node, "uncertainty", member.uncertainty());
    number(node, "marginInUncertainties", member.marginInUncertainties());
    node.put("coverage", member.coverage()).put("samples", member.samples());
    member
        .worstTimeMillis()
        .ifPresentOrElse(
            t -> node.put("worstTime", RackApi.time(t)), () -> node.putNull("worstTime"));
    return node.put("reason", member.reason());
  }

  private static void number(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      node.put(name, value.getAsDouble());
    } else {
      node.putNull(name);
    }
  }
}
