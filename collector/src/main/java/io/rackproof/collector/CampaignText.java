package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.StringJoiner;

/** Campaigns, and what people decided about them, for a terminal. */
final class CampaignText {

  private CampaignText() {}

  /** The racks of a campaign, with commas. */
  static String racks(JsonNode campaign) {
    StringJoiner racks = new StringJoiner(",");
    campaign.path("racks").forEach(rack -> racks.add(rack.asText()));
    return racks.toString();
  }

  /** How the run ended, what was measured and what was decided about the rack. */
  static void decided(JsonNode scorecard, PrintWriter out) {
    JsonNode campaign = scorecard.path("campaign");
    String why = campaign.path("outcomeReason").asText();
    out.println(
        "run        "
            + campaign.path("state").asText()
            + (why.isEmpty() ? "" : ": " + why)
            + (campaign.path("attempt").asInt() > 1
                ? " (attempt " + campaign.path("attempt").asInt() + ")"
                : ""));
    out.println("measured   " + scorecard.path("verdict").asText());
    JsonNode decision = scorecard.path("decision");
    out.println(
        "decided    "
            + (decision.isObject()
                ? decision.path("decision").asText()
                    + " by "
                    + decision.path("by").asText()
                    + ": "
                    + decision.path("reason").asText()
                : "nothing yet"));
    for (JsonNode waiver : scorecard.path("waivers")) {
      StringJoiner signed = new StringJoiner(", ");
      waiver.path("signOffs").forEach(s -> signed.add(s.path("by").asText()));
      out.println(
          "waiver %d   %s until %s, %s, signed by %s: %s"
              .formatted(
                  waiver.path("number").asInt(),
                  waiver.path("criterion").asText(),
                  waiver.path("expires").asText(),
                  waiver.path("state").asText(),
                  signed,
                  waiver.path("reason").asText()));
    }
    JsonNode with = scorecard.path("withWaivers");
    if (with.isObject()) {
      StringJoiner reasons = new StringJoiner("; ");
      with.path("reasons").forEach(reason -> reasons.add(reason.asText()));
      out.println(
          "with waivers: "
              + with.path("recommendation").asText()
              + " (waived gates do not block; verdicts as measured): "
              + reasons);
    }
  }
}
