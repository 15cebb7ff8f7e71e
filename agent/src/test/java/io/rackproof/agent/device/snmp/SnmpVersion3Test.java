package io.rackproof.agent.device.snmp;

import static io.rackproof.agent.device.snmp.SnmpFixture.missing;
import static io.rackproof.agent.device.snmp.SnmpFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Cause;
import io.rackproof.agent.device.Ticker;
import io.rackproof.simulator.snmp.ObjectTree;
import io.rackproof.simulator.snmp.SnmpAgent;
import io.rackproof.simulator.snmp.SnmpUsers;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.snmp4j.mp.MPv3;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OctetString;

/** SNMP v3 against an agent that another library's user table guards. */
class SnmpVersion3Test {

  private static final String AUTHENTICATION = "authentication password";
  private static final String PRIVACY = "privacy password";
  private static final Point POWER =
      SnmpFixture.scalar("pdu_input_power_watts", "1.3.6.1.4.1.1.1.0");
  private static final Point UP =
      SnmpFixture.column(
          "switch_port_up",
          Point.Kind.STATE,
          SnmpFixture.table("1.3.6.1.4.1.1.2.1", "port", "{index}"),
          "4");

  private final byte[] engineId = MPv3.createLocalEngineID(new OctetString("device"));
  private final List<AutoCloseable> open = new ArrayList<>();
  private SnmpEngine engine;

  @BeforeEach
  void start() throws IOException {
    engine = new SnmpEngine();
  }

  @AfterEach
  void stop() throws Exception {
    engine.close();
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  private static ObjectTree objects(double power) {
    ObjectTree.Builder objects =
        new ObjectTree.Builder()
            .ticks("1.3.6.1.2.1.1.3.0", t -> t)
            .integer("1.3.6.1.4.1.1.1.0", t -> power);
    for (int row = 1; row <= 60; row++) {
      objects.integer("1.3.6.1.4.1.1.2.1.4." + row, 1);
    }
    return objects.build();
  }

  private SnmpAgent agent(byte[] id, int boots, int port, double power, UsmUser... users)
      throws IOException {
    SnmpAgent agent =
        new SnmpAgent(
            objects(power),
            "public",
            new SnmpUsers(new OctetString(id), boots, List.of(users)),
            () -> 1000,
            t -> true,
            port);
    open.add(agent);
    return agent;
  }

  private static Credentials.User user(
      String name,
      AuthenticationProtocol authentication,
      String password,
      PrivacyProtocol privacy,
      String privacyPassword) {
    return new Credentials.User(
        name,
        Optional.of(new Credentials.Secret<>(authentication, password)),
        Optional.of(new Credentials.Secret<>(privacy, privacyPassword)),
        "");
  }

  private static final Credentials.User MONITOR =
      user(
          "monitor",
          AuthenticationProtocol.SHA_256,
          AUTHENTICATION,
          PrivacyProtocol.AES_128,
          PRIVACY);

  private static UsmUser usm(Credentials.User user) {
    return new UsmUser(
        new OctetString(user.name()),
        user.authentication().map(s -> s.protocol().oid()).orElse(null),
        user.authentication().map(s -> new OctetString(s.password())).orElse(null),
        user.privacy().map(s -> s.protocol().oid()).orElse(null),
        user.privacy().map(s -> new OctetString(s.password())).orElse(null));
  }

  private SnmpDriver driver(int port, Credentials credentials, Duration timeout) {
    SnmpDriver driver =
        new SnmpDriver(
            new SnmpConfig("127.0.0.1", port, credentials, timeout, 0, 100),
            engine,
            new Ticker(Clock.systemUTC(), System::nanoTime));
    open.add(0, driver);
    return driver;
  }

  private SnmpDriver driver(SnmpAgent agent, Credentials credentials) {
    return driver(agent.address().getPort(), credentials, Duration.ofSeconds(20));
  }

  /** For what is not answered. */
  private SnmpDriver impatient(SnmpAgent agent, Credentials credentials) {
    return driver(agent.address().getPort(), credentials, Duration.ofMillis(700));
  }

  static Stream<Arguments> everyPairOfProtocols() {
    return Stream.of(AuthenticationProtocol.values())
        .flatMap(a -> Stream.of(PrivacyProtocol.values()).map(p -> Arguments.of(a, p)));
  }

  @ParameterizedTest
  @MethodSource("everyPairOfProtocols")
  void scalarsAndTablesAreReadWithEveryPairOfProtocols(
      AuthenticationProtocol authentication, PrivacyProtocol privacy) throws Exception {
    Credentials.User user = user("u", authentication, AUTHENTICATION, privacy, PRIVACY);
    SnmpAgent agent = agent(engineId, 1, 0, 231, usm(user));
    List<Reading> readings = driver(agent, user).read(List.of(POWER, UP));
    assertThat(readings).hasSize(61).allMatch(r -> r.outcome() instanceof Reading.Value);
    assertThat(number(readings.get(0))).isEqualTo(231);
  }

  @Test
  void aUserMayComeWithoutEncryptionOrWithoutASignatureWhereTheAgentLetsHim() throws Exception {
    Credentials.User signed =
        new Credentials.User(
            "signed",
            Optional.of(new Credentials.Secret<>(AuthenticationProtocol.SHA, AUTHENTICATION)),
            Optional.empty(),
            "");
    Credentials.User open = new Credentials.User("open", Optional.empty(), Optional.empty(), "");
    SnmpAgent agent = agent(engineId, 1, 0, 231, usm(signed), usm(open));
    assertThat(number(driver(agent, signed).read(List.of(POWER)).get(0))).isEqualTo(231);
    assertThat(number(driver(agent, open).read(List.of(POWER)).get(0))).isEqualTo(231);
    assertThat(engine.sockets()).isEqualTo(1);
  }

  @Test
  void usersOfOneNameMayHaveAnotherPasswordAtEachDevice() throws Exception {
    Credentials.User other =
        user(
            "monitor",
            AuthenticationProtocol.SHA,
            "another password",
            PrivacyProtocol.DES,
            "and another one");
    SnmpAgent first = agent(engineId, 1, 0, 231, usm(MONITOR));
    SnmpAgent second =
        agent(MPv3.createLocalEngineID(new OctetString("second")), 1, 0, 232, usm(other));
    SnmpDriver one = driver(first, MONITOR);
    SnmpDriver two = driver(second, other);
    for (int i = 0; i < 3; i++) {
      assertThat(number(one.read(List.of(POWER)).get(0))).isEqualTo(231);
      assertThat(number(two.read(List.of(POWER)).get(0))).isEqualTo(232);
    }
    assertThat(engine.sockets()).isEqualTo(1);
  }

  @Test
  void devicesWithTheSameEngineIdAreBothRead() throws Exception {
    SnmpAgent first = agent(engineId, 1, 0, 231, usm(MONITOR));
    SnmpAgent second = agent(engineId, 700, 0, 232, usm(MONITOR));
    SnmpDriver one = driver(first, MONITOR);
    SnmpDriver two = driver(second, MONITOR);
    for (int i = 0; i < 3; i++) {
      assertThat(number(one.read(List.of(POWER)).get(0))).isEqualTo(231);
      assertThat(number(two.read(List.of(POWER)).get(0))).isEqualTo(232);
    }
    assertThat(engine.sockets()).isEqualTo(2);
  }

  @Test
  void aDeviceThatRestartedIsReadOn() throws Exception {
    SnmpAgent agent = agent(engineId, 5, 0, 231, usm(MONITOR));
    int port = agent.address().getPort();
    SnmpDriver driver = driver(agent, MONITOR);
    assertThat(number(driver.read(List.of(POWER)).get(0))).isEqualTo(231);
    agent.close();
    agent(engineId, 6, port, 232, usm(MONITOR));
    assertThat(number(driver.read(List.of(POWER)).get(0))).isEqualTo(232);
  }

  @Test
  void aDeviceThatForgotHowOftenItStartedIsReadFromTheSecondReadOn() throws Exception {
    SnmpAgent agent = agent(engineId, 5, 0, 231, usm(MONITOR));
    int port = agent.address().getPort();
    SnmpDriver driver = driver(port, MONITOR, Duration.ofSeconds(2));
    assertThat(number(driver.read(List.of(POWER)).get(0))).isEqualTo(231);
    agent.close();
    agent(engineId, 1, port, 232, usm(MONITOR));
    driver.read(List.of(POWER));
    assertThat(number(driver.read(List.of(POWER)).get(0))).isEqualTo(232);
  }

  @Test
  void aDeviceThatWasReplacedIsReadFromTheSecondReadOn() throws Exception {
    SnmpAgent agent = agent(engineId, 5, 0, 231, usm(MONITOR));
    int port = agent.address().getPort();
    SnmpDriver driver = driver(port, MONITOR, Duration.ofSeconds(2));
    assertThat(number(driver.read(List.of(POWER)).get(0))).isEqualTo(231);
    agent.close();
    agent(MPv3.createLocalEngineID(new OctetString("another")), 1, port, 232, usm(MONITOR));
    driver.read(List.of(POWER));
    assertThat(number(driver.read(List.of(POWER)).get(0))).isEqualTo(232);
  }

  private static String detail(List<Reading> readings) {
    return missing(readings.get(0)).detail();
  }

  @Test
  void aWrongPrivacyPasswordPointsAtTheKeysOfTheUser() throws Exception {
    SnmpAgent agent = agent(engineId, 1, 0, 231, usm(MONITOR));
    List<Reading> readings =
        impatient(
                agent,
                user(
                    "monitor",
                    AuthenticationProtocol.SHA_256,
                    AUTHENTICATION,
                    PrivacyProtocol.AES_128,
                    "not the password"))
            .read(List.of(POWER));
    assertThat(detail(readings))
        .contains("snmp.user.privacy", "'monitor'")
        .doesNotContain("not the");
  }

  @Test
  void aDeviceThatIsSilentIsATimeoutOfItsDiscovery() throws Exception {
    SnmpAgent agent = new SnmpAgent(objects(1), "public", () -> 0, t -> false, 0);
    SnmpDriver driver = impatient(agent, MONITOR);
    agent.close();
    Reading.Missing first = missing(driver.read(List.of(POWER)).get(0));
    assertThat(first.cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(first.detail()).contains("did not tell its engine id");
    // The machine refuses, as it is told from the second read on.
    assertThat(missing(driver.read(List.of(POWER)).get(0)).cause()).isEqualTo(Cause.UNREACHABLE);
  }

  @Test
  void secretsAreNeverPrinted() {
    SnmpConfig config = new SnmpConfig("h", 161, MONITOR, Duration.ofSeconds(1), 0, 1);
    assertThat(config + " " + MONITOR + MONITOR.authentication() + MONITOR.privacy())
        .doesNotContain(AUTHENTICATION, PRIVACY);
    assertThat(new Credentials.Community(Credentials.Version.V2C, "s3cret").toString())
        .doesNotContain("s3cret");
  }
}
