package io.rackproof.agent.profile;

import io.rackproof.agent.device.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A network port that an independent system read out of a recording, with its counters. */
record RecordedPort(Map<String, String> row) {

  private static final Map<String, String> METRICS =
      Map.of(
          "ifOperStatus", "switch_port_up",
          "ifAdminStatus", "switch_port_enabled",
          "ifSpeed", "switch_port_speed_bits_per_second",
          "ifInOctets", "switch_port_receive_bytes_total",
          "ifOutOctets", "switch_port_transmit_bytes_total",
          "ifInErrors", "switch_port_receive_errors_total",
          "ifOutErrors", "switch_port_transmit_errors_total",
          "ifInDiscards", "switch_port_receive_discards_total",
          "ifOutDiscards", "switch_port_transmit_discards_total");

  private String field(String name) {
    return Objects.requireNonNull(row.get(name), name);
  }

  /** Readings of ports by interface index and metric. */
  static Map<String, Map<String, Reading>> byIndex(List<Reading> readings) {
    Map<String, Map<String, Reading>> byIndex = new HashMap<>();
    for (Reading reading : readings) {
      if (reading.raw().matches("1\\.3\\.6\\.1\\.2\\.1\\.(2\\.2|31\\.1\\.1)\\.1\\..*")) {
        String oid = reading.raw().substring(0, reading.raw().indexOf(" = "));
        byIndex
            .computeIfAbsent(oid.substring(oid.lastIndexOf('.') + 1), i -> new HashMap<>())
            .put(reading.point().metric(), reading);
      }
    }
    return byIndex;
  }

  /**
   * What differs.
   *
   * @param in the recording, by instance: what is not there cannot be read
   */
  List<String> mismatches(Map<String, Map<String, Reading>> readings, Map<String, String> in) {
    Map<String, Reading> port = readings.getOrDefault(field("ifIndex"), Map.of());
    List<String> wrong = new ArrayList<>();
    METRICS.forEach(
        (column, metric) -> {
          if (isRecorded(column, in)) {
            compare(column, port.get(metric), wrong);
          }
        });
    Reading state = port.get("switch_port_up");
    if (state != null && !state.point().labels().containsValue(row.get("ifName"))) {
      wrong.add("is called " + state.point().labels() + ": " + row);
    }
    return wrong;
  }

  /** The system that read the recording stored zeros for counters that the device lacks. */
  private boolean isRecorded(String column, Map<String, String> in) {
    String index = field("ifIndex");
    return !field(column).isEmpty()
        && switch (column) {
          case "ifInOctets" ->
              in.containsKey("1.3.6.1.2.1.31.1.1.1.6." + index)
                  || in.containsKey("1.3.6.1.2.1.2.2.1.10." + index);
          case "ifOutOctets" ->
              in.containsKey("1.3.6.1.2.1.31.1.1.1.10." + index)
                  || in.containsKey("1.3.6.1.2.1.2.2.1.16." + index);
          case "ifInDiscards" -> in.containsKey("1.3.6.1.2.1.2.2.1.13." + index);
          case "ifInErrors" -> in.containsKey("1.3.6.1.2.1.2.2.1.14." + index);
          case "ifOutDiscards" -> in.containsKey("1.3.6.1.2.1.2.2.1.19." + index);
          case "ifOutErrors" -> in.containsKey("1.3.6.1.2.1.2.2.1.20." + index);
          default -> true;
        };
  }

  private void compare(String column, @Nullable Reading reading, List<String> wrong) {
    String text = field(column);
    if (column.equals("ifSpeed") && text.equals("0") && field("ifOperStatus").equals("up")) {
      // RFC 2863: what has no notion of bandwidth says 0, which is no speed.
      if (reading == null
          || !(reading.outcome() instanceof Reading.Missing missing)
          || missing.cause() != Reading.Cause.NOT_AVAILABLE) {
        wrong.add("a speed of 0 is " + reading);
      }
      return;
    }
    double expected =
        switch (text) {
          case "up" -> 1;
          case "down", "lowerLayerDown", "dormant", "notPresent", "testing", "unknown" -> 0;
          default -> Double.parseDouble(text);
        };
    if (reading == null
        || !(reading.outcome() instanceof Reading.Value value)
        || reading.point().scaling().apply(value.number()) != expected) {
      wrong.add(column + " " + text + " is " + reading);
    }
  }
}
