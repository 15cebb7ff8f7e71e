package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.score.Outlook;
import io.rackproof.collector.score.Remaining;
import java.time.LocalDate;
import java.util.Locale;
import java.util.OptionalLong;

/** When verdicts will stand, as JSON; described in {@code docs/report.md}. */
public final class OutlookJson {

  private OutlookJson() {}

  /** Of one criterion. */
  public static void write(ObjectNode node, Outlook outlook) {
    node.put("outlook", outlook.state().name().toLowerCase(Locale.ROOT));
    time(node, "decidableAt", outlook.decidableAtMillis());
    time(node, "notBefore", outlook.notBeforeMillis());
    node.put("waitsFor", outlook.waitsFor().isEmpty() ? null : outlook.waitsFor());
  }

  /**
   * Of a campaign on one rack.
   *
   * @param dated whether times in sentences are told with their date
   */
  public static void write(ObjectNode node, Remaining remaining, boolean dated) {
    node.put("summary", remaining.sentence(dated));
    node.put("warning", remaining.warning().isEmpty() ? null : remaining.warning());
    ArrayNode open = node.putArray("open");
    remaining.open().forEach(open::add);
    ArrayNode retest = node.putArray("retest");
    remaining.retest().forEach(retest::add);
    time(node, "decidableAt", remaining.decidableAtMillis());
    time(node, "notBefore", remaining.notBeforeMillis());
    ArrayNode waits = node.putArray("waitsFor");
    for (Remaining.Wait wait : remaining.waits()) {
      ObjectNode one = waits.addObject().put("what", wait.what());
      ArrayNode criteria = one.putArray("criteria");
      wait.criteria().forEach(criteria::add);
    }
    node.put("deadline", remaining.deadline().map(LocalDate::toString).orElse(null));
    node.put("afterDeadline", remaining.late());
  }

  private static void time(ObjectNode node, String key, OptionalLong millis) {
    if (millis.isPresent()) {
      node.put(key, JsonReport.time(millis.getAsLong()));
    } else {
      node.putNull(key);
    }
  }
}
