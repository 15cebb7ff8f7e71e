package io.rackproof.agent.device.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.agent.device.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snmp4j.smi.Integer32;

/** Traps and informs of net-snmp. */
class TrapListenerTest {

  private static final String LINK_DOWN = "1.3.6.1.6.3.1.1.5.3";
  private static final String IF_INDEX = "1.3.6.1.2.1.2.2.1.1";
  private static final String OWN_ENGINE = "8000137005000102030405060708090a";
  private static final String ENGINE_A = "80001f8880aaaaaaaa01020304";
  private static final String ENGINE_B = "80001f8880bbbbbbbb01020304";

  private final BlockingQueue<SnmpNotification> taken = new LinkedBlockingQueue<>();
  private final Semaphore refused = new Semaphore(0);
  private TrapListener listener;

  @TempDir private Path persistent;

  @BeforeEach
  void listen() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/snmptrap")), "needs the Debian package 'snmp'");
    TrapConfig config =
        new TrapConfig(
            "127.0.0.1",
            0,
            List.of("public", "second"),
            List.of(
                sender("one", AuthenticationProtocol.SHA_256, "password one", null),
                sender("two", AuthenticationProtocol.SHA_512, "password two", null),
                sender("same", AuthenticationProtocol.SHA, "password at a", ENGINE_A),
                sender("same", AuthenticationProtocol.SHA, "password at b", ENGINE_B)),
            OWN_ENGINE);
    listener =
        new TrapListener(
            config, new Ticker(Clock.systemUTC(), System::nanoTime), taken::add, refused::release);
  }

  private static TrapConfig.Sender sender(
      String name, AuthenticationProtocol protocol, String password, @Nullable String engine) {
    Credentials.Secret<PrivacyProtocol> privacy =
        new Credentials.Secret<>(PrivacyProtocol.AES_128, password + " privacy");
    return new TrapConfig.Sender(
        new Credentials.User(
            name,
            Optional.of(new Credentials.Secret<>(protocol, password)),
            Optional.of(privacy),
            ""),
        Optional.ofNullable(engine));
  }

  @AfterEach
  void close() {
    if (listener != null) {
      listener.close();
    }
  }

  /** Runs a program of net-snmp to its end; gives its exit status. */
  private int run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/bin/" + program, "-r", "1", "-t", "5"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SNMP_PERSISTENT_DIR", persistent.toString());
    builder.environment().put("MIBS", "");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0 && !output.contains("Timeout")) {
      throw new IOException(command + ":\n" + output);
    }
    return status;
  }

  private String address() {
    return "127.0.0.1:" + listener.port();
  }

  private SnmpNotification next() throws InterruptedException {
    SnmpNotification notification = taken.poll(60, TimeUnit.SECONDS);
    assertThat(notification).as("a notification").isNotNull();
    return notification;
  }

  private String[] linkDown(String... first) {
    List<String> arguments = new ArrayList<>(List.of(first));
    arguments.addAll(List.of(address(), "", LINK_DOWN, IF_INDEX + ".7", "i", "7"));
    return arguments.toArray(String[]::new);
  }

  private static void isLinkDown(SnmpNotification notification) {
    assertThat(notification.type()).isEqualTo(new Oid(LINK_DOWN));
    assertThat(notification.sender()).isEqualTo("127.0.0.1");
    assertThat(notification.row(new Oid("1.3.6.1.2.1.2.2.1"))).contains("7");
    assertThat(notification.object(new Oid(IF_INDEX)))
        .contains(entry(new Oid(IF_INDEX + ".7"), new Integer32(7)));
  }

  @Test
  void aTrapOfVersion2cIsTaken() throws Exception {
    assertThat(run("snmptrap", linkDown("-v2c", "-c", "second"))).isZero();
    SnmpNotification notification = next();
    isLinkDown(notification);
    assertThat(notification.isConfirmed()).isFalse();
    assertThat(notification).asString().startsWith("v2c trap " + LINK_DOWN).contains("Integer32 7");
  }

  @Test
  void anInformOfVersion2cIsTakenOnceAndAcknowledged() throws Exception {
    assertThat(run("snmpinform", linkDown("-v2c", "-c", "public"))).isZero();
    SnmpNotification notification = next();
    isLinkDown(notification);
    assertThat(notification.isConfirmed()).isTrue();
    assertThat(taken).isEmpty();
  }

  @Test
  void aGenericTrapOfVersion1BecomesThatOfVersion2() throws Exception {
    // enterprise, agent-addr, generic 2 (linkDown), specific, uptime
    run(
        "snmptrap",
        "-v1",
        "-c",
        "public",
        address(),
        "1.3.6.1.4.1.99999",
        "192.0.2.77",
        "2",
        "0",
        "100",
        IF_INDEX + ".7",
        "i",
        "7");
    SnmpNotification notification = next();
    isLinkDown(notification);
    assertThat(notification.origin()).contains("192.0.2.77");
  }

  @Test
  void aSpecificTrapOfVersion1GetsTheEnterprisesIdentifier() throws Exception {
    run(
        "snmptrap",
        "-v1",
        "-c",
        "public",
        address(),
        "1.3.6.1.4.1.318",
        "0.0.0.0",
        "6",
        "272",
        "100");
    SnmpNotification notification = next();
    assertThat(notification.type()).isEqualTo(new Oid("1.3.6.1.4.1.318.0.272"));
    assertThat(notification.origin()).isEmpty();
  }

  private static String[] user(
      String name, String protocol, String password, String engine, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-v3",
                "-l",
                "authPriv",
                "-u",
                name,
                "-a",
                protocol,
                "-A",
                password,
                "-x",
                "AES",
                "-X",
                password + " privacy"));
    if (!engine.isEmpty()) {
      arguments.addAll(List.of("-e", "0x" + engine));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "one, SHA-256, password one, 80001f8880cccccccc01020304",
    "one, SHA-256, password one, 80001f8880dddddddd01020304",
    "two, SHA-512, password two, 80001f8880cccccccc01020304",
    "same, SHA, password at a, 80001f8880aaaaaaaa01020304",
    "same, SHA, password at b, 80001f8880bbbbbbbb01020304"
  })
  void trapsOfUsersAreTakenFromTheEnginesOfTheirSenders(
      String name, String protocol, String password, String engine) throws Exception {
    assertThat(run("snmptrap", linkDown(user(name, protocol, password, engine)))).isZero();
    SnmpNotification notification = next();
    isLinkDown(notification);
    assertThat(notification).asString().startsWith("v3 user '" + name + "' trap");
  }

  @Test
  void anInformOfAUserIsTakenAndAcknowledgedAfterTheSenderFoundOurEngine() throws Exception {
    assertThat(run("snmpinform", linkDown(user("one", "SHA-256", "password one", "")))).isZero();
    isLinkDown(next());
    assertThat(run("snmpinform", linkDown(user("two", "SHA-512", "password two", "")))).isZero();
    isLinkDown(next());
    assertThat(taken).isEmpty();
  }

  @Test
  void whoIsNotLetInIsNeitherTakenNorAcknowledged() throws Exception {
    assertThat(run("snmptrap", linkDown("-v2c", "-c", "wrong"))).isZero();
    assertThat(refused.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run("snmpinform", linkDown("-v2c", "-c", "wrong", "-t", "1", "-r", "0")))
        .isNotZero();
    // A user who has passwords is not believed without them.
    run(
        "snmptrap",
        linkDown("-v3", "-l", "noAuthNoPriv", "-u", "one", "-e", "0x80001f8880cccccccc01020304"));
    run(
        "snmptrap",
        linkDown(user("one", "SHA-256", "not the password", "80001f8880eeeeeeee01020304")));
    assertThat(run("snmptrap", linkDown("-v2c", "-c", "public"))).isZero();
    assertThat(next()).asString().startsWith("v2c");
    assertThat(taken).isEmpty();
  }
}
