package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Course;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.campaign.Waiver;
import io.rackproof.collector.score.WithWaivers;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What people entered, waived and decided, as JSON; described in {@code docs/report.md}. */
public final class CourseJson {

  private CourseJson() {}

  /**
   * A campaign, but for its plan's text; described in {@code docs/http-api.md}.
   *
   * @param day on which waivers are looked at
   */
  public static ObjectNode campaign(Campaign campaign, LocalDate day) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", campaign.id())
            .put("rack", campaign.racks().get(0));
    ArrayNode racks = node.putArray("racks");
    campaign.racks().forEach(racks::add);
    node.put("plan", campaign.planName())
        .put("attempt", campaign.attempt())
        .put("firstAttempt", campaign.firstAttempt())
        .put("state", campaign.state().name().toLowerCase(Locale.ROOT))
        .put("outcome", campaign.state().name())
        .put("outcomeReason", campaign.endReason())
        .put("start", instant(campaign.startMillis()));
    campaign
        .endMillis()
        .ifPresentOrElse(end -> node.put("end", instant(end)), () -> node.putNull("end"));
    ArrayNode marks = node.putArray("marks");
    campaign
        .marks()
        .forEach(
            m ->
                marks
                    .addObject()
                    .put("time", instant(m.timeMillis()))
                    .put("phase", m.phase())
                    .put("entered", m.entered())
                    .put("rack", m.rack().isEmpty() ? null : m.rack()));
    ArrayNode annotations = node.putArray("annotations");
    campaign
        .annotations()
        .forEach(
            a ->
                annotations
                    .addObject()
                    .put("time", instant(a.timeMillis()))
                    .put("author", a.author())
                    .put("text", a.text()));
    write(node, campaign.course());
    waivers(node, campaign.course().waivers(), day);
    return node;
  }

  private static String instant(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** Entries by hand and decisions; {@code rack} is null where they hold for all racks. */
  public static void write(ObjectNode node, Course course) {
    ArrayNode entries = node.putArray("entries");
    course.entries().forEach(entry -> entry(entries.addObject(), entry));
    ArrayNode decisions = node.putArray("decisions");
    course.decisions().forEach(decision -> decision(decisions.addObject(), decision));
  }

  private static void entry(ObjectNode node, Entry entry) {
    node.put("time", JsonReport.time(entry.timeMillis()));
    node.put("criterion", entry.criterion());
    rack(node, entry.rack());
    node.put("verdict", entry.passed().map(passed -> passed ? "PASS" : "FAIL").orElse(null));
    number(node, "value", entry.value());
    number(node, "uncertainty", entry.uncertainty());
    node.put("by", entry.by());
    node.put("note", entry.note());
  }

  private static void number(ObjectNode node, String key, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(key, value.getAsDouble());
    } else {
      node.putNull(key);
    }
  }

  private static void rack(ObjectNode node, String rack) {
    node.put("rack", rack.isEmpty() ? null : rack);
  }

  private static void decision(ObjectNode node, Decision decision) {
    node.put("time", JsonReport.time(decision.timeMillis()));
    rack(node, decision.rack());
    node.put("decision", decision.kind().name());
    node.put("by", decision.by());
    node.put("reason", decision.reason());
  }

  /** Waivers, with whether they are in force on a day. */
  public static void waivers(ObjectNode parent, List<Waiver> waivers, LocalDate day) {
    ArrayNode list = parent.putArray("waivers");
    for (Waiver waiver : waivers) {
      ObjectNode node = list.addObject();
      node.put("number", waiver.number());
      node.put("time", JsonReport.time(waiver.timeMillis()));
      node.put("criterion", waiver.criterion());
      rack(node, waiver.rack());
      node.put("reason", waiver.reason());
      node.put("expires", waiver.expires().toString());
      node.put("state", waiver.state(day).name().toLowerCase(Locale.ROOT).replace('_', '-'));
      ArrayNode signOffs = node.putArray("signOffs");
      for (Waiver.SignOff signOff : waiver.signOffs()) {
        signOffs
            .addObject()
            .put("time", JsonReport.time(signOff.timeMillis()))
            .put("by", signOff.by());
      }
    }
  }

  /** Waivers, decision and what the policy says with them, of one rack. */
  public static void decided(ObjectNode node, Decided decided) {
    waivers(node, decided.waivers(), decided.day());
    node.put("waiversAsOf", decided.waivers().isEmpty() ? null : decided.day().toString());
    Optional<WithWaivers> with = decided.withWaivers();
    if (with.isPresent()) {
      ObjectNode policy = node.putObject("withWaivers");
      policy.put("recommendation", with.get().recommendation().name());
      ArrayNode reasons = policy.putArray("reasons");
      with.get().reasons().forEach(reasons::add);
    } else {
      node.putNull("withWaivers");
    }
    if (decided.decision().isPresent()) {
      decision(node.putObject("decision"), decided.decision().get());
    } else {
      node.putNull("decision");
    }
  }
}
