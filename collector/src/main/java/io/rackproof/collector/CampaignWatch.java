package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells how a campaign goes: every so often a line for each rack, and one for each criterion that
 * fails.
 */
final class CampaignWatch {

  private final ApiClient client;
  private final String path;
  private final PrintWriter out;
  private final Map<String, String> verdicts = new HashMap<>();

  CampaignWatch(ApiClient client, String path, PrintWriter out) {
    this.client = client;
    this.path = path;
    this.out = out;
  }

  void run(Duration length, Duration every) throws UserException, InterruptedException {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    long next = start;
    while (true) {
      if (!tellAll()) {
        return;
      }
      next += every.toNanos();
      long wake = Math.min(next, end);
      long pause = wake - System.nanoTime();
      if (pause > 0) {
        Thread.sleep(Duration.ofNanos(pause).toMillis());
      }
      if (wake == end) {
        tellAll();
        return;
      }
    }
  }

  /** Whether the campaign still runs. */
  private boolean tellAll() throws UserException {
    JsonNode answer = client.get(path + "/scorecards");
    boolean several = answer.path("scorecards").size() > 1;
    answer.path("scorecards").forEach(scorecard -> tell(scorecard, several));
    return answer.path("campaign").path("state").asText().equals("running");
  }

  private void tell(JsonNode scorecard, boolean several) {
    String rack = scorecard.path("rack").asText();
    Map<String, Integer> counts = new HashMap<>();
    StringBuilder changes = new StringBuilder();
    for (JsonNode criterion : scorecard.path("criteria")) {
      String id = criterion.path("id").asText();
      String verdict = criterion.path("verdict").asText();
      counts.merge(verdict, 1, Integer::sum);
      String before = verdicts.put(rack + " " + id, verdict);
      if (!verdict.equals(before) && verdict.equals("FAIL")) {
        changes.append(
            "        %s %s: %s%n".formatted(verdict, id, ScorecardText.reason(criterion)));
      }
    }
    Instant began = Instant.parse(scorecard.path("campaign").path("start").asText());
    Instant judged = Instant.parse(scorecard.path("scoredTo").asText());
    out.printf(
        "%5ds  %s%-12s pass %d  marginal %d  inconclusive %d  fail %d%n",
        Duration.between(began, judged).toSeconds(),
        several ? "%-12s ".formatted(rack) : "",
        phase(scorecard),
        counts.getOrDefault("PASS", 0),
        counts.getOrDefault("MARGINAL", 0),
        counts.getOrDefault("INCONCLUSIVE", 0),
        counts.getOrDefault("FAIL", 0));
    out.print(changes);
    out.flush();
  }

  /** The phase entered last of those that are on. */
  private static String phase(JsonNode scorecard) {
    String name = "-";
    for (JsonNode span : scorecard.path("phases")) {
      boolean whole = span.path("start").equals(scorecard.path("campaign").path("start"));
      if (!span.path("finished").asBoolean() && (name.equals("-") || !whole)) {
        name = span.path("phase").asText();
      }
    }
    return name;
  }
}
