package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Course;
import io.rackproof.collector.campaign.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A campaign as a collector tells it over HTTP; without waivers and decisions. */
final class CampaignReader {

  private CampaignReader() {}

  static Campaign read(ApiClient client, String id) throws UserException {
    String path = "/api/campaigns/" + ApiClient.part(id);
    JsonNode node = client.get(path);
    String plan = new String(client.bytes(path + "/plan"), StandardCharsets.UTF_8);
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
        new Course(marks, annotations, entries, List.of(), List.of()));
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

  private static OptionalDouble number(JsonNode node, String key) {
    return node.hasNonNull(key)
        ? OptionalDouble.of(node.path(key).asDouble())
        : OptionalDouble.empty();
  }

  private static long time(JsonNode node, String key) {
    return Instant.parse(node.path(key).asText()).toEpochMilli();
  }
}
