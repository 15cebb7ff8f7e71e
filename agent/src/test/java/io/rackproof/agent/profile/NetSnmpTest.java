package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.catalogue.Catalogue;
import java.lang.ProcessBuilder.Redirect;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interfaces of this machine, as net-snmp's agent tells them to the driver and to snmpget. */
class NetSnmpTest {

  @TempDir Path work;

  @Test
  void interfaceCountersAreThoseThatSnmpgetReads() throws Exception {
    assumeTrue(SnmpProgram.installed("/usr/bin/snmpget"), "needs the Debian package 'snmp'");
    try (SnmpProgram snmpd = SnmpProgram.snmpd(work);
        SnmpEngine engine = new SnmpEngine();
        SnmpDriver driver =
            new SnmpDriver(
                new SnmpConfig("127.0.0.1", snmpd.port(), "public", Duration.ofSeconds(20), 1, 25),
                engine,
                new Ticker(Clock.systemUTC(), System::nanoTime))) {
      Profile profile = new Profiles(Catalogue.load()).shipped("generic-switch");
      List<String> oids = oids(driver.read(profile.points()));
      Map<String, Double> before = snmpget(snmpd.port(), oids);
      List<Reading> readings = driver.read(profile.points());
      Map<String, Double> after = snmpget(snmpd.port(), oids);

      int compared = 0;
      int counters = 0;
      for (Reading reading : readings) {
        if (!isInterface(reading)) {
          continue;
        }
        String oid = oid(reading);
        double wire = Double.parseDouble(reading.raw().replaceAll(".* ", ""));
        assertThat(wire).as(reading.raw()).isBetween(before.get(oid), after.get(oid));
        compared++;
        if (reading.point().metric().endsWith("_total")) {
          assertThat(reading.outcome()).isEqualTo(new Reading.Value(wire));
          counters++;
        }
        if (reading.point().metric().matches(".*_(errors|discards)_total")) {
          assertThat(wire).as(reading.raw()).isEqualTo(before.get(oid)).isEqualTo(after.get(oid));
        }
      }
      assertThat(compared).isEqualTo(oids.size());
      assertThat(counters).isGreaterThanOrEqualTo(6);
      assertThat(readings)
          .anySatisfy(
              r -> {
                assertThat(r.point().metric()).isEqualTo("switch_port_receive_bytes_total");
                assertThat(r.point().labels()).containsEntry("port", "lo");
                assertThat(r.point().counterBits()).isEqualTo(64);
              });
    }
  }

  private static boolean isInterface(Reading reading) {
    return reading.point().metric().startsWith("switch_port_") && !reading.raw().isEmpty();
  }

  private static String oid(Reading reading) {
    return reading.raw().substring(0, reading.raw().indexOf(" = "));
  }

  private static List<String> oids(List<Reading> readings) {
    return readings.stream().filter(NetSnmpTest::isInterface).map(NetSnmpTest::oid).toList();
  }

  /** Numbers as snmpget prints them: {@code .1.3.6… 42}, enumerations as numbers. */
  private static Map<String, Double> snmpget(int port, List<String> oids) throws Exception {
    Map<String, Double> values = new HashMap<>();
    for (int from = 0; from < oids.size(); from += 20) {
      List<String> command =
          new ArrayList<>(
              List.of("snmpget", "-v2c", "-c", "public", "-t", "20", "-Onqe", "127.0.0.1:" + port));
      command.addAll(oids.subList(from, Math.min(oids.size(), from + 20)));
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      for (String line : output.lines().toList()) {
        String[] parts = line.split(" ", 2);
        values.put(
            Objects.requireNonNull(parts[0]).substring(1),
            new BigDecimal(parts[1].strip()).doubleValue());
      }
    }
    return values;
  }
}
