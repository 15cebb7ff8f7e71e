package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.snmp.AuthenticationProtocol;
import io.rackproof.agent.device.snmp.Credentials;
import io.rackproof.agent.device.snmp.PrivacyProtocol;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.SnmpDriver;
import io.rackproof.agent.device.snmp.SnmpEngine;
import io.rackproof.catalogue.Catalogue;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One recording of a switch, as snmpsim serves it to every version of SNMP. */
class SnmpsimVersionsTest {

  private static final String RECORDING = "arista_eos_vrf";
  private static final Profile SWITCH = new Profiles(Catalogue.load()).shipped("generic-switch");

  @TempDir Path work;

  private static List<String> user(String name, String authentication, String privacy) {
    return List.of(
        "--v3-user=" + name,
        "--v3-auth-key=" + name + " signs it",
        "--v3-auth-proto=" + authentication,
        "--v3-priv-key=" + name + " hides it",
        "--v3-priv-proto=" + privacy);
  }

  private static Credentials user(
      String name, AuthenticationProtocol authentication, PrivacyProtocol privacy) {
    return new Credentials.User(
        name,
        Optional.of(new Credentials.Secret<>(authentication, name + " signs it")),
        Optional.of(new Credentials.Secret<>(privacy, name + " hides it")),
        RECORDING);
  }

  /** Series to value; what has 64 bits or the time is left out, since v1 cannot read it. */
  private static Map<String, Object> values(
      SnmpProgram snmpsim, SnmpEngine engine, Credentials credentials) {
    SnmpConfig config =
        new SnmpConfig("127.0.0.1", snmpsim.port(), credentials, Duration.ofSeconds(30), 1, 100);
    Map<String, Object> values = new HashMap<>();
    try (SnmpDriver driver =
        new SnmpDriver(config, engine, new Ticker(Clock.systemUTC(), System::nanoTime))) {
      for (Reading reading : driver.read(SWITCH.points())) {
        boolean same =
            !reading.point().metric().matches("switch_uptime_seconds|.*_bytes_total")
                && !(reading.outcome() instanceof Reading.Missing);
        if (same) {
          values.put(reading.point().metric() + reading.point().labels(), reading.outcome());
        }
      }
    }
    return values;
  }

  @Test
  void everyVersionReadsTheSameOfASwitchAndItsNeighbours() throws Exception {
    List<String> users = new ArrayList<>();
    users.addAll(user("one", "SHA", "3DES"));
    users.addAll(user("two", "SHA256", "AES256BLMT"));
    users.addAll(user("three", "MD5", "AES192"));
    try (SnmpProgram snmpsim = SnmpProgram.recordings(work, users, RECORDING);
        SnmpEngine engine = new SnmpEngine()) {
      Map<String, Object> read =
          values(snmpsim, engine, new Credentials.Community(Credentials.Version.V2C, RECORDING));
      assertThat(read).hasSizeGreaterThan(200);
      assertThat(read.keySet())
          .contains(
              "switch_lldp_neighbor_info{neighbor=switchname3, neighbor_port=Ethernet23, port=Ethernet23}",
              "switch_lldp_neighbor_info{neighbor=switchname2, neighbor_port=47, port=Ethernet1}");
      for (Credentials credentials :
          List.of(
              new Credentials.Community(Credentials.Version.V1, RECORDING),
              user("one", AuthenticationProtocol.SHA, PrivacyProtocol.TRIPLE_DES),
              user("two", AuthenticationProtocol.SHA_256, PrivacyProtocol.AES_256),
              user("three", AuthenticationProtocol.MD5, PrivacyProtocol.AES_192_CISCO))) {
        assertThat(values(snmpsim, engine, credentials)).as(credentials.describe()).isEqualTo(read);
      }
    }
  }
}
