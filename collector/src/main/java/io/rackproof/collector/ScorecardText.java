package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A scorecard as a table for a terminal. */
final class ScorecardText {

  private ScorecardText() {}

  static void print(JsonNode scorecard, PrintWriter out) {
    String area = "";
    for (JsonNode criterion : scorecard.path("criteria")) {
      if (!criterion.path("area").asText().equals(area)) {
        area = criterion.path("area").asText();
        out.println(area);
      }
      JsonNode worst = criterion.path("members").path(0);
      String value =
          worst.path("value").isNumber()
              ? String.format(Locale.ROOT, "%.4g", worst.path("value").asDouble())
                  + " "
                  + criterion.path("unit").asText("")
              : "-";
      out.printf(
          "  %-13s %-9s %-16s %-20s %s%s%n",
          criterion.path("verdict").asText(),
          criterion.path("id").asText(),
          value.strip(),
          criterion.path("limit").asText(""),
          criterion.path("title").asText(),
          criterion.path("gate").asBoolean() ? " (gate)" : "");
      if (!criterion.path("verdict").asText().equals("PASS")) {
        out.println("                " + reason(criterion));
      }
    }
    for (JsonNode reason : scorecard.path("reasons")) {
      out.println(reason.asText());
    }
    JsonNode remaining = scorecard.path("remaining");
    if (!remaining.path("summary").asText("").isEmpty()) {
      out.println("still missing: " + remaining.path("summary").asText());
    }
    if (remaining.hasNonNull("warning")) {
      out.println(remaining.path("warning").asText());
    }
  }

  /** Why a criterion has its verdict, without the verdict, which stands beside it. */
  static String reason(JsonNode criterion) {
    String reason = criterion.path("reason").asText("");
    String prefix = criterion.path("verdict").asText() + ": ";
    return reason.startsWith(prefix) ? reason.substring(prefix.length()) : reason;
  }
}
