package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What real devices answered, served by snmpsim, and read with the shipped profiles: every sensor
 * that an independent system read out of the recording must come out with the same value.
 */
class SnmpRecordingsTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir static Path work;
  private static SnmpProgram simulator;
  private static SnmpEngine engine;

  @BeforeAll
  static void start() throws Exception {
    simulator =
        SnmpProgram.recordings(
            work,
            "apc_ap8959eu3",
            "raritan-pdu_px2-temp",
            "arista_eos_vrf",
            "cumulus_mellanox",
            "dell-sonic");
    engine = new SnmpEngine();
  }

  @AfterAll
  static void stop() {
    if (simulator != null) {
      engine.close();
      simulator.close();
    }
  }

  private static List<Reading> read(String recording, String profile) {
    SnmpConfig config =
        new SnmpConfig("127.0.0.1", simulator.port(), recording, Duration.ofSeconds(20), 1, 25);
    try (SnmpDriver driver = new SnmpDriver(config, engine, TICKER)) {
      return driver.read(PROFILES.shipped(profile).points());
    }
  }

  private static Map<String, Reading> byOid(List<Reading> readings) {
    Map<String, Reading> byOid = new HashMap<>();
    for (Reading reading : readings) {
      if (!reading.raw().isEmpty()) {
        String oid = reading.raw().substring(0, reading.raw().indexOf(" = "));
        assertThat(byOid.put(oid, reading)).as("one reading for %s", oid).isNull();
      }
    }
    return byOid;
  }

  @ParameterizedTest
  @CsvSource({
    "apc_ap8959eu3, apc-rpdu2, 30",
    "raritan-pdu_px2-temp, raritan-px, 8",
    "arista_eos_vrf, generic-switch, 58",
    "dell-sonic, generic-switch, 18"
  })
  void everySensorOfTheRecordingIsReadWithItsValueAndUnit(
      String recording, String profile, int sensors) throws IOException {
    Map<String, Reading> byOid = byOid(read(recording, profile));
    List<Map<String, String>> rows =
        RecordedRows.rows(SnmpProgram.shared("devices/snmp/" + recording + ".sensors.csv"));
    assertThat(rows).hasSize(sensors);
    List<String> wrong = new ArrayList<>();
    for (Map<String, String> row : rows) {
      mismatch(row, byOid.get(field(row, "oid"))).ifPresent(wrong::add);
    }
    assertThat(wrong).as("%d sensors", rows.size()).isEmpty();
  }

  private static String field(Map<String, String> row, String name) {
    return Objects.requireNonNull(row.get(name), name);
  }

  private static Optional<String> mismatch(Map<String, String> row, @Nullable Reading reading) {
    if (reading == null) {
      return Optional.of("not read: " + row);
    }
    if (!(reading.outcome() instanceof Reading.Value value)) {
      return Optional.of("no value: " + reading);
    }
    Expected expected = Expected.of(field(row, "class"), field(row, "value"), reading);
    double is = reading.point().scaling().apply(value.number());
    return reading.point().unit().equals(expected.unit())
            && Math.abs(is - expected.value()) <= expected.tolerance()
        ? Optional.empty()
        : Optional.of("is " + is + " " + reading + " for " + row);
  }

  /** A recorded value in the unit of the catalogue. */
  private record Expected(double value, String unit, double tolerance) {
    static Expected of(String sensorClass, String text, Reading reading) {
      double value = Double.parseDouble(text);
      return switch (sensorClass) {
        case "power" -> exact(value, "W");
        case "power_consumed" -> exact(value * 3_600_000, "J");
        case "voltage" -> exact(value, "V");
        case "current" -> exact(value, "A");
        case "frequency" -> exact(value, "Hz");
        case "temperature" -> exact(value, "°C");
        case "humidity" -> exact(value / 100, "1");
        case "fanspeed" -> exact(value, "rpm");
        case "state" ->
            // The catalogue's outlet state is 1 for on and 0 for off; APC says 1 and 2.
            reading.point().metric().equals("pdu_outlet_state")
                ? exact(value == 1 ? 1 : 0, "1")
                : exact(value, "1");
        case "dbm" -> decibels(text);
        default -> throw new AssertionError("an unknown class of sensor: " + sensorClass);
      };
    }

    private static Expected exact(double value, String unit) {
      return new Expected(value, unit, Math.abs(value) * 1e-12);
    }

    /** The recorded value was rounded after its conversion to dBm. */
    private static Expected decibels(String text) {
      int decimals = text.length() - text.indexOf('.') - 1;
      double watts = Math.pow(10, Double.parseDouble(text) / 10) / 1000;
      double step = Math.pow(10, -decimals) / 2;
      return new Expected(watts, "W", watts * (Math.pow(10, step / 10) - 1) * 1.01);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "arista_eos_vrf, 29, 29",
    "cumulus_mellanox, 69, 0",
    "dell-sonic, 56, 56",
  })
  void everyPortOfTheRecordingIsReadWithItsStateAndCounters(
      String recording, int ports, int withCounters) throws IOException {
    List<Reading> readings = read(recording, "generic-switch");
    Map<String, Map<String, Reading>> byIndex = new HashMap<>();
    for (Reading reading : readings) {
      if (reading.raw().matches("1\\.3\\.6\\.1\\.2\\.1\\.(2\\.2|31\\.1\\.1)\\.1\\..*")) {
        String oid = reading.raw().substring(0, reading.raw().indexOf(" = "));
        byIndex
            .computeIfAbsent(oid.substring(oid.lastIndexOf('.') + 1), i -> new HashMap<>())
            .put(reading.point().metric(), reading);
      }
    }
    List<Map<String, String>> rows =
        RecordedRows.rows(SnmpProgram.shared("devices/snmp/" + recording + ".ports.csv"));
    List<String> wrong = new ArrayList<>();
    int counters = 0;
    for (Map<String, String> row : rows) {
      Map<String, Reading> port = byIndex.getOrDefault(field(row, "ifIndex"), Map.of());
      compare(row, "ifOperStatus", port.get("switch_port_up"), wrong);
      compare(row, "ifAdminStatus", port.get("switch_port_enabled"), wrong);
      compare(row, "ifSpeed", port.get("switch_port_speed_bits_per_second"), wrong);
      if (port.containsKey("switch_port_receive_bytes_total")) {
        counters++;
        compare(row, "ifInOctets", port.get("switch_port_receive_bytes_total"), wrong);
        compare(row, "ifOutOctets", port.get("switch_port_transmit_bytes_total"), wrong);
        compare(row, "ifInErrors", port.get("switch_port_receive_errors_total"), wrong);
        compare(row, "ifOutErrors", port.get("switch_port_transmit_errors_total"), wrong);
        compare(row, "ifInDiscards", port.get("switch_port_receive_discards_total"), wrong);
        compare(row, "ifOutDiscards", port.get("switch_port_transmit_discards_total"), wrong);
      }
      Reading state = port.get("switch_port_up");
      if (state != null && !state.point().labels().containsValue(row.get("ifName"))) {
        wrong.add("is called " + state.point().labels() + ": " + row);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rows).hasSize(ports);
    assertThat(counters).isEqualTo(withCounters);
  }

  private static void compare(
      Map<String, String> row, String column, @Nullable Reading reading, List<String> wrong) {
    String text = field(row, column);
    if (text.isEmpty()) {
      return;
    }
    double expected =
        switch (text) {
          case "up" -> 1;
          case "down", "lowerLayerDown" -> 0;
          default -> Double.parseDouble(text);
        };
    if (reading == null
        || !(reading.outcome() instanceof Reading.Value value)
        || reading.point().scaling().apply(value.number()) != expected) {
      wrong.add(column + " " + text + " is " + reading);
    }
  }

  @Test
  void lightThatASwitchReceivesIsFoundByItsPort() {
    Map<Map<String, String>, Double> received =
        read("dell-sonic", "generic-switch").stream()
            .filter(r -> r.point().metric().equals("switch_transceiver_receive_power_watts"))
            .filter(r -> r.outcome() instanceof Reading.Value)
            .collect(
                Collectors.toMap(
                    r -> Map.of("port", r.point().labels().getOrDefault("port", "none")),
                    r -> r.point().scaling().apply(((Reading.Value) r.outcome()).number())));
    assertThat(received)
        .hasSize(4)
        .containsEntry(Map.of("port", "Ethernet52/1"), 0.0008728)
        .containsEntry(Map.of("port", "Ethernet52/4"), 0.0008846);
  }

  @Test
  void aSensorBelowItsRangeAndOneOutOfServiceAreNotAvailable() {
    List<Reading> dark =
        read("arista_eos_vrf", "generic-switch").stream()
            .filter(r -> r.point().metric().equals("switch_transceiver_receive_power_watts"))
            .toList();
    List<Reading> unavailable =
        read("dell-sonic", "generic-switch").stream()
            .filter(r -> r.point().metric().equals("switch_transceiver_transmit_power_watts"))
            .toList();
    assertThat(dark).hasSize(2);
    assertThat(unavailable).hasSize(4);
    for (List<Reading> readings : List.of(dark, unavailable)) {
      assertThat(readings)
          .allSatisfy(
              r ->
                  assertThat(r.outcome())
                      .isInstanceOfSatisfying(
                          Reading.Missing.class,
                          m -> assertThat(m.cause()).isEqualTo(Reading.Cause.NOT_AVAILABLE)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "apc_ap8959eu3, apc-rpdu2",
    "raritan-pdu_px2-temp, raritan-px",
    "arista_eos_vrf, generic-switch",
    "cumulus_mellanox, generic-switch",
    "dell-sonic, generic-switch"
  })
  void noTwoReadingsAreOfTheSameSeriesAndAllLabelsAreInTheCatalogue(
      String recording, String profile) {
    List<Reading> readings = read(recording, profile);
    assertThat(readings)
        .extracting(r -> r.point().metric() + r.point().labels())
        .doesNotHaveDuplicates();
    for (Reading reading : readings) {
      Point point = reading.point();
      assertThat(Catalogue.load().metric(point.metric()).orElseThrow().labels())
          .containsAll(point.labels().keySet());
    }
  }
}
