package io.rackproof.collector.reference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.score.CriterionResult;
import io.rackproof.collector.score.MemberResult;
import io.rackproof.collector.score.Scorecard;

/** All of a scorecard in a fixed order, each number with all its digits. */
final class VerdictJson {

  private VerdictJson() {}

  static String of(Scorecard card) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("rack", card.rack()).put("plan", card.planHash()).put("to", card.scoredToMillis());
    root.put("complete", card.complete()).put("score", card.score().toString());
    root.put("decided", card.decided()).put("recommendation", card.recommendation().name());
    root.put("reasons", card.reasons().toString()).put("phases", card.phases().toString());
    ArrayNode criteria = root.putArray("criteria");
    for (CriterionResult criterion : card.criteria()) {
      ObjectNode node = criteria.addObject();
      node.put("id", criterion.id()).put("verdict", criterion.verdict().name());
      node.put("provisional", criterion.provisional()).put("reason", criterion.reason());
      node.put("outlook", criterion.outlook().toString());
      ArrayNode members = node.putArray("members");
      for (MemberResult member : criterion.members()) {
        members
            .addObject()
            .put("labels", member.labels().toString())
            .put("verdict", member.verdict().name())
            .put("value", member.value().toString())
            .put("margin", member.margin().toString())
            .put("uncertainty", member.uncertainty().toString())
            .put("coverage", member.coverage())
            .put("samples", member.samples())
            .put("worstTime", member.worstTimeMillis().toString())
            .put("reason", member.reason());
      }
    }
    return root.toPrettyString();
  }
}
