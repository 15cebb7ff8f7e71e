package io.rackproof.collector.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.score.Evidence.ClockOffset;
import io.rackproof.collector.score.Evidence.Lost;
import java.time.Duration;
import java.util.List;

/** The part of the report for programs that tells of equipment, data, losses and clocks. */
final class DataJson {

  private DataJson() {}

  static void write(ObjectNode root, DataRecord data, Duration allowedSkew) {
    ArrayNode equipment = root.putArray("equipment");
    data.equipment().forEach(device -> equipment(equipment.addObject(), device));
    ObjectNode all = root.putObject("data");
    all.put("samples", data.samples()).put("notGood", data.notGood()).put("lost", data.lost());
    ArrayNode losses = root.putArray("losses");
    for (Lost lost : data.losses()) {
      ObjectNode node = losses.addObject();
      time(node, "from", lost.firstMillis());
      time(node, "to", lost.lastMillis());
      node.put("samples", lost.samples()).put("reason", lost.reason());
    }
    clock(root.putObject("clock"), data.clockOffsets(), allowedSkew);
  }

  private static void equipment(ObjectNode node, ReportInput.Equipment device) {
    node.put("device", device.device());
    node.put("role", device.role());
    node.put("series", device.series());
    node.put("samples", device.samples());
    node.put("notGood", device.notGood());
    ArrayNode identities = node.putArray("identities");
    for (DeviceIdentity identity : device.identities()) {
      identities
          .addObject()
          .put("name", identity.name())
          .put("text", identity.text())
          .put("parts", identity.parts())
          .put("first", JsonReport.time(identity.firstMillis()))
          .put("last", JsonReport.time(identity.lastMillis()))
          .put("changed", identity.changed());
    }
  }

  private static void clock(ObjectNode node, List<ClockOffset> offsets, Duration allowedSkew) {
    node.put("allowedMillis", allowedSkew.toMillis());
    node.put("compared", offsets.size());
    if (offsets.isEmpty()) {
      node.putNull("leastMillis").putNull("mostMillis");
      return;
    }
    node.put(
        "leastMillis", offsets.stream().mapToLong(ClockOffset::offsetMillis).min().orElseThrow());
    node.put(
        "mostMillis", offsets.stream().mapToLong(ClockOffset::offsetMillis).max().orElseThrow());
  }

  /** Zero stands for a time that is not known. */
  private static void time(ObjectNode node, String key, long millis) {
    if (millis == 0) {
      node.putNull(key);
    } else {
      node.put(key, JsonReport.time(millis));
    }
  }
}
