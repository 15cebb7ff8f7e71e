package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.catalogue.Catalogue;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the readings of real devices are called, and what they say where there is no value. */
class SnmpRecordingsTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir static Path work;
  private static SnmpProgram simulator;
  private static SnmpEngine engine;

  @BeforeAll
  static void start() throws Exception {
    simulator =
        SnmpProgram.recordings(work, "arista_eos_vrf", "dell-sonic", "rittal-lcp_cmciii-pu-lcp");
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

  @Test
  void aCoolingUnitIsFoundByTheNamesOfItsVariables() {
    Map<String, Double> values =
        read("rittal-lcp_cmciii-pu-lcp", "rittal-cmc3").stream()
            .filter(r -> r.outcome() instanceof Reading.Value)
            .collect(
                Collectors.toMap(
                    r -> r.point().metric() + r.point().labels(),
                    r -> r.point().scaling().apply(((Reading.Value) r.outcome()).number())));
    assertThat(values)
        .containsEntry("cdu_water_inlet_temperature_celsius{}", 16.1)
        .containsEntry("cdu_water_outlet_temperature_celsius{}", 20.7)
        .containsEntry("cdu_water_flow_liters_per_minute{}", 5.3)
        .containsEntry("cdu_cooling_power_watts{}", 1707.0)
        .containsEntry("cdu_air_outlet_temperature_celsius{sensor=Average}", 19.0)
        .containsEntry("cdu_air_inlet_temperature_celsius{sensor=Average}", 24.4)
        .containsEntry("cdu_fan_speed_ratio{fan=6}", 0.16)
        .containsEntry("cdu_valve_position_ratio{valve=Valve1}", 0.38)
        .containsEntry("cdu_leak_detected{sensor=2 Leakage Sensor}", 0.0)
        .doesNotContainKey("cdu_dew_point_celsius{sensor=2 Features.Dewpoint Control}");
  }
}
