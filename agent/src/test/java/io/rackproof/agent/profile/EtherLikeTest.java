package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.simulator.snmp.ObjectTree;
import io.rackproof.simulator.snmp.SnmpAgent;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors, duplex and speed of ports, of an agent with tables made for it. */
class EtherLikeTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());
  private static final String IF = "1.3.6.1.2.1.2.2.1.";
  private static final String HIGH_SPEED = "1.3.6.1.2.1.31.1.1.1.15.";
  private static final String DOT3 = "1.3.6.1.2.1.10.7.2.1.";
  private static final String DOT3_HC = "1.3.6.1.2.1.10.7.11.1.";

  private static ObjectTree.Builder ports(int count) {
    return ports(count, 1);
  }

  /**
   * @param state ifOperStatus: 1 up, 2 down
   */
  private static ObjectTree.Builder ports(int count, int state) {
    ObjectTree.Builder objects = new ObjectTree.Builder().ticks("1.3.6.1.2.1.1.3.0", t -> 100);
    for (int port = 1; port <= count; port++) {
      objects.text(IF + "2." + port, "p" + port).integer(IF + "8." + port, state);
    }
    return objects;
  }

  /** Two reads of the profile's points, so that columns which are left out are left out. */
  private static List<Reading> read(ObjectTree.Builder objects, String profile) throws Exception {
    try (SnmpAgent agent = new SnmpAgent(objects.build(), "public", () -> 0, t -> true, 0);
        SnmpEngine engine = new SnmpEngine();
        SnmpDriver driver =
            new SnmpDriver(
                new SnmpConfig(
                    "127.0.0.1",
                    agent.address().getPort(),
                    "public",
                    Duration.ofSeconds(30),
                    0,
                    25),
                engine,
                new Ticker(Clock.systemUTC(), System::nanoTime))) {
      driver.read(PROFILES.shipped(profile).points());
      return driver.read(PROFILES.shipped(profile).points());
    }
  }

  private static Map<String, Reading> byPort(List<Reading> readings, String metric) {
    Map<String, Reading> byPort = new HashMap<>();
    for (Reading reading : readings) {
      if (reading.point().metric().equals(metric)) {
        byPort.put(reading.point().labels().getOrDefault("port", "none"), reading);
      }
    }
    return byPort;
  }

  private static Reading at(Map<String, Reading> byPort, String port) {
    return Objects.requireNonNull(byPort.get(port), port);
  }

  private static double number(Reading reading) {
    assertThat(reading.outcome()).as("%s", reading).isInstanceOf(Reading.Value.class);
    return reading.point().scaling().apply(((Reading.Value) reading.outcome()).number());
  }

  @ParameterizedTest
  @CsvSource({
    "switch_port_alignment_errors_total, 2",
    "switch_port_fcs_errors_total, 3",
    "switch_port_late_collisions_total, 8",
    "switch_port_oversize_frames_total, 13",
    "switch_port_symbol_errors_total, 18"
  })
  void eachErrorIsReadFromItsColumn(String metric, int column) throws Exception {
    ObjectTree.Builder objects = ports(2);
    for (int port = 1; port <= 2; port++) {
      int at = port;
      for (int other : List.of(2, 3, 8, 13, 18)) {
        objects.counter32(DOT3 + other + "." + port, t -> 1000.0 * at + other);
      }
    }
    Map<String, Reading> readings = byPort(read(objects, "generic-switch"), metric);
    assertThat(readings).containsOnlyKeys("p1", "p2");
    assertThat(number(at(readings, "p1"))).isEqualTo(1000 + column);
    assertThat(number(at(readings, "p2"))).isEqualTo(2000 + column);
    assertThat(at(readings, "p1").point().counterBits()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource({
    "switch_port_alignment_errors_total, 1, 2",
    "switch_port_fcs_errors_total, 2, 3",
    "switch_port_oversize_frames_total, 4, 13",
    "switch_port_symbol_errors_total, 6, 18"
  })
  void fastPortsAreReadFromTheir64BitCountersAndSlowOnesBesideThem(
      String metric, int wide, int narrow) throws Exception {
    ObjectTree.Builder objects = ports(2);
    for (int other : List.of(1, 2, 3, 4, 5, 6)) {
      objects.counter64(DOT3_HC + other + ".1", t -> 6e9 + other);
    }
    for (int port = 1; port <= 2; port++) {
      for (int other : List.of(2, 3, 13, 18)) {
        objects.counter32(DOT3 + other + "." + port, t -> 7 + other);
      }
    }
    Map<String, Reading> readings = byPort(read(objects, "generic-switch"), metric);
    assertThat(number(at(readings, "p1"))).isEqualTo(6e9 + wide);
    assertThat(at(readings, "p1").point().counterBits()).isEqualTo(64);
    assertThat(number(at(readings, "p2"))).isEqualTo(7 + narrow);
    assertThat(at(readings, "p2").point().counterBits()).isEqualTo(32);
  }

  @Test
  void duplexIsAStateAndUnknownIsNotHalf() throws Exception {
    ObjectTree.Builder objects = ports(3);
    objects.integer(DOT3 + "19.1", 3).integer(DOT3 + "19.2", 2).integer(DOT3 + "19.3", 1);
    Map<String, Reading> readings =
        byPort(read(objects, "generic-switch"), "switch_port_full_duplex");
    assertThat(number(at(readings, "p1"))).isEqualTo(1);
    assertThat(number(at(readings, "p2"))).isEqualTo(0);
    assertThat(at(readings, "p3").outcome())
        .isInstanceOfSatisfying(
            Reading.Missing.class,
            m -> assertThat(m.cause()).isEqualTo(Reading.Cause.NOT_AVAILABLE));
  }

  /**
   * RFC 2863: ifHighSpeed in Mbit/s, rounded; ifSpeed at its greatest value when it cannot tell; 0
   * for what has none, as a port without a link. {@code none} is an object that the agent does not
   * have.
   */
  @ParameterizedTest
  @CsvSource({
    "up, 400000, 4294967295, 400e9",
    "up, 10000, none, 10e9",
    "up, 1000, 1000000000, 1e9",
    "up, 100, 0, 100e6",
    "up, 0, 64000, 64e3",
    "up, 0, 499999, 499999",
    "up, none, 100000000, 100e6",
    "up, none, 4294967294, 4294967294",
    "up, 0, 0, missing",
    "up, 0, 4294967295, missing",
    "up, 0, none, missing",
    "up, none, 0, missing",
    "up, none, 4294967295, missing",
    "down, 400000, 4294967295, 400e9",
    "down, 0, 100000000, 100e6",
    "down, 0, 0, 0",
    "down, 0, none, 0",
    "down, none, 0, 0",
    "down, 0, 4294967295, missing",
    "down, none, 4294967295, missing"
  })
  void speedIsNeverAFalseZeroNorTheGreatestNumber(
      String state, String high, String low, String expected) throws Exception {
    ObjectTree.Builder objects = ports(2, state.equals("up") ? 1 : 2);
    if (!high.equals("none")) {
      objects.gauge(HIGH_SPEED + 1, Long.parseLong(high));
    }
    if (!low.equals("none")) {
      objects.gauge(IF + "5.1", Long.parseLong(low));
    }
    // A second port that has both, so that both columns go on being read.
    objects.gauge(HIGH_SPEED + 2, 0).gauge(IF + "5.2", 9_600);
    for (String profile : List.of("generic-switch", "if-mib", "sonic", "apc-rpdu2")) {
      Map<String, Reading> readings =
          byPort(read(objects, profile), "switch_port_speed_bits_per_second");
      assertThat(number(at(readings, "p2"))).isEqualTo(9_600);
      Reading reading = at(readings, "p1");
      if (expected.equals("missing")) {
        assertThat(reading.outcome())
            .isInstanceOfSatisfying(
                Reading.Missing.class,
                m -> {
                  assertThat(m.cause()).isEqualTo(Reading.Cause.NOT_AVAILABLE);
                  assertThat(m.detail()).contains("the device has no value", "Gauge32");
                });
      } else {
        assertThat(number(reading)).isEqualTo(Double.parseDouble(expected));
      }
    }
  }
}
