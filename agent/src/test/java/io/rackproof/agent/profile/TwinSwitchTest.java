package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.Credentials;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.agent.sample.Sampler;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.simulator.device.SwitchObjects;
import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Rack;
import io.rackproof.simulator.scenario.Scenarios;
import io.rackproof.simulator.snmp.SnmpAgent;
import io.rackproof.wire.Sample;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The switches of the rack twin, as the generic profile reads them. */
class TwinSwitchTest {

  private static final Profile SWITCH = new Profiles(Catalogue.load()).shipped("generic-switch");

  private static SnmpAgent agent(int device) throws Exception {
    Rack rack = new Rack(Scenarios.shipped("healthy").over(Duration.ofMinutes(4), 7));
    return new SnmpAgent(SwitchObjects.of(rack, device), "public", () -> 100, t -> true, 0);
  }

  private static List<Reading> read(SnmpAgent agent, Credentials.Version version) throws Exception {
    SnmpConfig config =
        new SnmpConfig(
            "127.0.0.1",
            agent.address().getPort(),
            new Credentials.Community(version, "public"),
            Duration.ofSeconds(20),
            0,
            100);
    try (SnmpEngine engine = new SnmpEngine();
        SnmpDriver driver =
            new SnmpDriver(config, engine, new Ticker(Clock.systemUTC(), System::nanoTime))) {
      return driver.read(SWITCH.points());
    }
  }

  @Test
  void neighboursOfEveryPortAreThoseOfTheLayout() throws Exception {
    for (int device = 0; device < Layout.SWITCHES.size(); device++) {
      String name = Layout.SWITCHES.get(device);
      try (SnmpAgent agent = agent(device)) {
        Sampler sampler = new Sampler("r1", name, "switch", Map.of(), SWITCH.points());
        Set<Map<String, String>> seen = new HashSet<>();
        for (Reading reading : read(agent, Credentials.Version.V2C)) {
          Sample sample = sampler.sample(reading);
          if (sample.series().metric().equals("switch_lldp_neighbor_info")) {
            assertThat(sample.value()).isEqualTo(1);
            seen.add(
                Map.of(
                    "device", sample.series().label("device"),
                    "port", sample.series().label("port"),
                    "neighbor", sample.series().label("neighbor"),
                    "neighbor_port", sample.series().label("neighbor_port")));
          }
        }
        Set<Map<String, String>> expected = new HashSet<>();
        for (int port = 1; port <= Layout.PORTS; port++) {
          Layout.End end = Layout.end(device, port);
          // As a wiring plan names links: switch-1 Ethernet2 leads to node-2 eth0.
          expected.add(
              Map.of(
                  "device",
                  name,
                  "port",
                  "Ethernet" + port,
                  "neighbor",
                  end.device(),
                  "neighbor_port",
                  end.port()));
        }
        assertThat(seen).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Credentials.Version.class)
  void allPortsAndOpticsAreReadByBothVersions(Credentials.Version version) throws Exception {
    try (SnmpAgent agent = agent(0)) {
      List<Reading> readings = read(agent, version);
      for (String metric :
          List.of(
              "switch_port_receive_bytes_total",
              "switch_port_receive_errors_total",
              "switch_port_up",
              "switch_transceiver_receive_power_watts")) {
        assertThat(readings)
            .filteredOn(r -> r.point().metric().equals(metric))
            .as(metric)
            .hasSize(Layout.PORTS)
            .allMatch(r -> r.outcome() instanceof Reading.Value);
      }
    }
  }
}
