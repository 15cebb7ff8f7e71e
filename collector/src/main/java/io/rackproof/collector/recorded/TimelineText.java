package io.rackproof.collector.recorded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.recorded.RecordedTimeline.Said;
import io.rackproof.wire.RackIdentity;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Writes a timeline as a file that {@link TimelineFile} reads to the same. It is JSON, which is
 * YAML 1.2 too.
 */
public final class TimelineText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TimelineText() {}

  /** UTF-8 text, the same for the same timeline. */
  public static String of(RecordedTimeline timeline) {
    ObjectNode root = JSON.createObjectNode();
    timeline.campaign().ifPresent(id -> root.put("campaign", id));
    timeline.racks().forEach(rack -> rack(root.withArray("racks").addObject(), rack));
    timeline.start().ifPresent(t -> root.put("start", time(t)));
    timeline.end().ifPresent(t -> root.put("end", time(t)));
    root.put("aborted", timeline.aborted());
    for (var mark : timeline.marks()) {
      item(root, "marks", mark)
          .put("time", time(mark.what().timeMillis()))
          .put("phase", mark.what().phase())
          .put("enter", mark.what().entered());
    }
    for (var said : timeline.entries()) {
      var entry = said.what();
      ObjectNode node =
          item(root, "entries", said)
              .put("time", time(entry.timeMillis()))
              .put("criterion", entry.criterion())
              .put("by", entry.by());
      entry.verdict().ifPresent(v -> node.put("verdict", v.name().toLowerCase(Locale.ROOT)));
      number(node, "value", entry.value());
      number(node, "uncertainty", entry.uncertainty());
      node.put("note", entry.note());
    }
    for (var loss : timeline.losses()) {
      ObjectNode node = item(root, "losses", loss);
      if (loss.what().firstMillis() > 0) {
        node.put("from", time(loss.what().firstMillis()));
        node.put("to", time(loss.what().lastMillis()));
      }
      node.put("samples", loss.what().samples()).put("reason", loss.what().reason());
    }
    for (var offset : timeline.clockOffsets()) {
      item(root, "clock-offsets", offset)
          .put("time", time(offset.what().atMillis()))
          .put("offset", offset.what().offsetMillis() + "ms");
    }
    for (var reference : timeline.references()) {
      ObjectNode node =
          root.withArray("references")
              .addObject()
              .put("rack", reference.rack())
              .put("generation", reference.generation())
              .put("criterion", reference.criterion());
      ObjectNode labels = node.putObject("labels");
      reference.labels().forEach(labels::put);
      node.put("value", reference.value());
    }
    for (var note : timeline.notes()) {
      root.withArray("annotations")
          .addObject()
          .put("time", time(note.timeMillis()))
          .put("author", note.author())
          .put("text", note.text());
    }
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode item(ObjectNode root, String list, Said<?> said) {
    ObjectNode node = root.withArray(list).addObject();
    if (!said.rack().isEmpty()) {
      node.put("rack", said.rack());
    }
    return node;
  }

  private static void rack(ObjectNode node, RackIdentity rack) {
    node.put("id", rack.id())
        .put("generation", rack.generation())
        .put("maker", rack.maker())
        .put("site", rack.site())
        .put("lot", rack.lot())
        .put("serial", rack.serial());
  }

  private static void number(ObjectNode node, String key, OptionalDouble value) {
    value.ifPresent(v -> node.put(key, v));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
