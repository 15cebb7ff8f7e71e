package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Course;
import io.rackproof.collector.campaign.Decision;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.campaign.Waiver;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A campaign as a collector tells it over HTTP, and as a bundle holds it. */
final class CampaignReader {

  private CampaignReader() {}

  static Campaign read(ApiClient client, String id) throws UserException {
    String path = "/api/campaigns/" + ApiClient.part(id);
    JsonNode node = client.get(path);
    return of(node, new String(client.bytes(path + "/plan"), StandardCharsets.UTF_8));
  }

  /**
   * The campaign that {@code CourseJson.campaign} wrote.
   *
   * @throws DateTimeException when a time is none
   * @throws IllegalArgumentException when anything else is not as it is written
   */
  static Campaign of(JsonNode node, String plan) {
    List<String> racks = new ArrayList<>();
    node.path("racks").forEach(rack -> racks.add(rack.asText()));
    List<Campaign.Mark> marks = new ArrayList<>();
    for (JsonNode mark : node.path("marks")) {
      marks.add(
          new Campaign.Mark(
              time(mark, "time"),
              mark.path("phase").asText(),
              mark.path("entered").asBoolean(),
              mark.path("rack").asText("")));
    }
    List<Campaign.Annotation> annotations = new ArrayList<>();
    for (JsonNode note : node.path("annotations")) {
      annotations.add(
          new Campaign.Annotation(
              time(note, "time"), note.path("author").asText(), note.path("text").asText()));
    }
    List<Entry> entries = new ArrayList<>();
    node.path("entries").forEach(entry -> entries.add(entry(entry)));
    List<Waiver> waivers = new ArrayList<>();
    node.path("waivers").forEach(waiver -> waivers.add(waiver(waiver)));
    List<Decision> decisions = new ArrayList<>();
    for (JsonNode decision : node.path("decisions")) {
      decisions.add(
          new Decision(
              time(decision, "time"),
              decision.path("rack").asText(""),
              Decision.Kind.valueOf(decision.path("decision").asText()),
              decision.path("by").asText(),
              decision.path("reason").asText()));
    }
    return new Campaign(
        node.path("id").asText(),
        racks,
        node.path("attempt").asInt(),
        node.path("firstAttempt").asText(),
        node.path("plan").asText(),
        plan,
        time(node, "start"),
        node.hasNonNull("end") ? OptionalLong.of(time(node, "end")) : OptionalLong.empty(),
        Campaign.State.valueOf(node.path("outcome").asText()),
        node.path("outcomeReason").asText(),
        new Course(marks, annotations, entries, waivers, decisions));
  }

  private static Entry entry(JsonNode entry) {
    return new Entry(
        time(entry, "time"),
        entry.path("rack").asText(""),
        entry.path("criterion").asText(),
        entry.path("by").asText(),
        entry.hasNonNull("verdict")
            ? Optional.of(entry.path("verdict").asText().equals("PASS"))
            : Optional.empty(),
        number(entry, "value"),
        number(entry, "uncertainty"),
        entry.path("note").asText());
  }

  private static Waiver waiver(JsonNode waiver) {
    List<Waiver.SignOff> signOffs = new ArrayList<>();
    for (JsonNode signOff : waiver.path("signOffs")) {
      signOffs.add(new Waiver.SignOff(time(signOff, "time"), signOff.path("by").asText()));
    }
    return new Waiver(
        waiver.path("number").asInt(),
        time(waiver, "time"),
        waiver.path("criterion").asText(),
        waiver.path("rack").asText(""),
        waiver.path("reason").asText(),
        LocalDate.parse(waiver.path("expires").asText()),
        signOffs);
  }

  private static OptionalDouble number(JsonNode node, String key) {
    return node.hasNonNull(key)
        ? OptionalDouble.of(node.path(key).asDouble())
        : OptionalDouble.empty();
  }

  private static long time(JsonNode node, String key) {
    return Instant.parse(node.path(key).asText()).toEpochMilli();
  }
}
