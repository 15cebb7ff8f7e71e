package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Reading.Missing;
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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** net-snmp's agent, read by every version of SNMP and with the protocols that it has. */
class NetSnmpVersionsTest {

  private static final Ticker TICKER = new Ticker(Clock.systemUTC(), System::nanoTime);
  private static final Profile SWITCH = new Profiles(Catalogue.load()).shipped("generic-switch");

  /** Each: name, protocols as net-snmp calls them. Passwords are the name and the protocol. */
  private static final List<String> USERS =
      List.of(
          "md5des MD5 DES",
          "shaaes SHA AES",
          "sha224aes192 SHA-224 AES-192",
          "sha256aes256 SHA-256 AES-256",
          "sha384aes192c SHA-384 AES-192-C",
          "sha512aes256c SHA-512 AES-256-C",
          "md5aes256 MD5 AES-256",
          "shaaes256c SHA AES-256-C");

  @TempDir private Path work;

  private static String[] lines() {
    List<String> lines = new ArrayList<>();
    for (String user : USERS) {
      String[] parts = user.split(" ", -1);
      lines.add(
          "createUser %s %s \"%s signs it\" %s \"%s hides it\""
              .formatted(parts[0], parts[1], parts[0], parts[2], parts[0]));
      lines.add("rouser " + parts[0] + " priv");
    }
    lines.add("createUser signed SHA-256 \"signed signs it\"");
    lines.add("rouser signed auth");
    lines.add("createUser open");
    lines.add("rouser open noauth");
    return lines.toArray(String[]::new);
  }

  private static <P> Optional<Credentials.Secret<P>> secret(P protocol, String password) {
    return Optional.of(new Credentials.Secret<>(protocol, password));
  }

  private static SnmpDriver driver(
      SnmpProgram snmpd, SnmpEngine engine, Credentials credentials, Duration timeout) {
    return new SnmpDriver(
        new SnmpConfig("127.0.0.1", snmpd.port(), credentials, timeout, 0, 100), engine, TICKER);
  }

  private static void readsInterfaces(SnmpProgram snmpd, SnmpEngine engine, Credentials as) {
    try (SnmpDriver driver = driver(snmpd, engine, as, Duration.ofSeconds(20))) {
      assertThat(driver.read(SWITCH.points()))
          .as(as.describe())
          .anySatisfy(
              reading -> {
                assertThat(reading.point().metric()).isEqualTo("switch_port_receive_bytes_total");
                assertThat(reading.point().labels()).containsEntry("port", "lo");
                assertThat(reading.outcome()).isInstanceOf(Reading.Value.class);
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Credentials.Version.class)
  void interfacesAreReadByBothVersionsWithCommunities(Credentials.Version version)
      throws Exception {
    try (SnmpProgram snmpd = SnmpProgram.snmpd(work);
        SnmpEngine engine = new SnmpEngine()) {
      readsInterfaces(snmpd, engine, new Credentials.Community(version, "public"));
    }
  }

  @Test
  void interfacesAreReadByVersion3AtEveryLevelWithEveryPairOfProtocols() throws Exception {
    AuthenticationProtocol[] authentication = {
      AuthenticationProtocol.MD5,
      AuthenticationProtocol.SHA,
      AuthenticationProtocol.SHA_224,
      AuthenticationProtocol.SHA_256,
      AuthenticationProtocol.SHA_384,
      AuthenticationProtocol.SHA_512,
      AuthenticationProtocol.MD5,
      AuthenticationProtocol.SHA
    };
    PrivacyProtocol[] privacy = {
      PrivacyProtocol.DES,
      PrivacyProtocol.AES_128,
      PrivacyProtocol.AES_192,
      PrivacyProtocol.AES_256,
      PrivacyProtocol.AES_192_CISCO,
      PrivacyProtocol.AES_256_CISCO,
      PrivacyProtocol.AES_256,
      PrivacyProtocol.AES_256_CISCO
    };
    try (SnmpProgram snmpd = SnmpProgram.snmpd(work, lines());
        SnmpEngine engine = new SnmpEngine()) {
      for (int i = 0; i < USERS.size(); i++) {
        String name = USERS.get(i).split(" ", -1)[0];
        readsInterfaces(
            snmpd,
            engine,
            new Credentials.User(
                name,
                secret(authentication[i], name + " signs it"),
                secret(privacy[i], name + " hides it"),
                ""));
      }
      readsInterfaces(
          snmpd,
          engine,
          new Credentials.User(
              "signed",
              secret(AuthenticationProtocol.SHA_256, "signed signs it"),
              Optional.empty(),
              ""));
      readsInterfaces(
          snmpd, engine, new Credentials.User("open", Optional.empty(), Optional.empty(), ""));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nobody; shaaes signs it; shaaes hides it; knows no user 'nobody'; snmp.user.name",
        "shaaes; not the password; shaaes hides it; signature of user 'shaaes' is wrong;"
            + " snmp.user.authentication",
        "signed; signed signs it; not any password; may not come at the level authPriv;"
            + " snmp.user.privacy",
        "shaaes; shaaes signs it; not the password; told its engine id; snmp.user.privacy"
      })
  void whatIsWrongWithAUserIsToldByTheKeyToChange(
      String name, String password, String privacyPassword, String what, String key)
      throws Exception {
    AuthenticationProtocol protocol =
        name.equals("signed") ? AuthenticationProtocol.SHA_256 : AuthenticationProtocol.SHA;
    Credentials.User user =
        new Credentials.User(
            name, secret(protocol, password), secret(PrivacyProtocol.AES_128, privacyPassword), "");
    try (SnmpProgram snmpd = SnmpProgram.snmpd(work, lines());
        SnmpEngine engine = new SnmpEngine();
        SnmpDriver driver = driver(snmpd, engine, user, Duration.ofSeconds(2))) {
      List<Reading> readings = driver.read(SWITCH.points());
      assertThat(readings).hasSizeGreaterThan(5);
      for (Reading reading : readings) {
        Missing missing = (Missing) reading.outcome();
        assertThat(missing.detail())
            .contains(what, key)
            .doesNotContain(password)
            .doesNotContain(privacyPassword);
        assertThat(missing.cause()).isIn(Cause.REFUSED, Cause.TIMEOUT);
      }
    }
  }

  @Test
  void silenceOfAnAgentThatLacksTheContextPointsAtItsKey() throws Exception {
    Credentials.User user =
        new Credentials.User(
            "signed",
            secret(AuthenticationProtocol.SHA_256, "signed signs it"),
            Optional.empty(),
            "bridge1");
    try (SnmpProgram snmpd = SnmpProgram.snmpd(work, lines());
        SnmpEngine engine = new SnmpEngine();
        SnmpDriver driver = driver(snmpd, engine, user, Duration.ofSeconds(2))) {
      assertThat(driver.read(SWITCH.points()))
          .allSatisfy(r -> assertThat(r.outcome()).isInstanceOf(Missing.class))
          .anySatisfy(
              r ->
                  assertThat(((Missing) r.outcome()).detail()).contains("bridge1", "snmp.context"));
    }
  }

  @Test
  void anAgentThatStartsAgainIsReadOn() throws Exception {
    Credentials.User user =
        new Credentials.User(
            "signed",
            secret(AuthenticationProtocol.SHA_256, "signed signs it"),
            Optional.empty(),
            "");
    SnmpProgram first = SnmpProgram.snmpd(work, lines());
    try (SnmpEngine engine = new SnmpEngine()) {
      SnmpDriver driver = driver(first, engine, user, Duration.ofSeconds(10));
      assertThat(values(driver)).isPositive();
      first.close();
      try (SnmpProgram second = SnmpProgram.snmpd(first.port(), work, lines())) {
        assertThat(second.port()).isEqualTo(first.port());
        driver.read(SWITCH.points());
        assertThat(values(driver)).isPositive();
      }
      driver.close();
    } finally {
      first.close();
    }
  }

  private static long values(SnmpDriver driver) {
    return driver.read(SWITCH.points()).stream()
        .filter(reading -> reading.outcome() instanceof Reading.Value)
        .count();
  }
}
