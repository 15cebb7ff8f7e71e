package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.device.Specification;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.serial.SerialConfig;
import io.rackproof.agent.device.serial.SerialDialogue;
import io.rackproof.agent.device.serial.SerialLink;
import io.rackproof.agent.device.snmp.AuthenticationProtocol;
import io.rackproof.agent.device.snmp.Credentials;
import io.rackproof.agent.device.snmp.PrivacyProtocol;
import io.rackproof.agent.device.snmp.SnmpConfig;
import io.rackproof.agent.device.snmp.TrapConfig;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.uplink.UplinkConfig;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.RackIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RackFileTest {

  private static final Profiles PROFILES = new Profiles(Catalogue.load());

  @TempDir private Path directory;

  private RackConfig read(String text) throws IOException, InvalidDocumentException {
    Path file = directory.resolve("rack.yaml");
    Files.writeString(file, text);
    return RackFile.read(file, PROFILES);
  }

  @Test
  void allDefaults() throws Exception {
    RackConfig config =
        read(
            """
            rack: {id: gen2-007}
            collector: {address: localhost, plain: true}
            buses:
              shelves: {serial: /dev/ttyUSB0}
            devices:
              - {name: psu-1, role: power-shelf, profile: ocp-orv3-hpr-psu, modbus: {bus: shelves, unit: 144}}
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.1, unit: 12}}
              - {name: pdu-a, role: pdu, profile: apc-rpdu2, snmp: {address: 192.0.2.11, community: public}}
              - {name: meter-1, role: meter, profile: scpi-power-analyzer, serial: {port: /dev/ttyUSB1}}
            """);
    assertThat(config.rack()).isEqualTo(RackIdentity.of("gen2-007"));
    assertThat(config.collector()).contains(new UplinkConfig("localhost", 7443, Optional.empty()));
    assertThat(config.spool())
        .isEqualTo(new SpoolConfig(Path.of("spool"), 1L << 30, Duration.ofDays(7)));
    assertThat(config.metrics())
        .contains(new RackConfig.Metrics(new Address("127.0.0.1", 9101), false));
    assertThat(config.devices())
        .extracting(DeviceConfig::name)
        .containsExactly("psu-1", "cdu-1", "pdu-a", "meter-1");
    assertThat(config.devices())
        .allSatisfy(
            device -> {
              assertThat(device.interval()).isEqualTo(Duration.ofSeconds(1));
              assertThat(device.labels()).isEmpty();
            });
    Duration timeout = Duration.ofMillis(500);
    assertThat(config.devices().get(0).connection())
        .isInstanceOfSatisfying(
            Connection.OverModbus.class,
            modbus -> {
              assertThat(modbus.config().link())
                  .isEqualTo(
                      new ModbusConfig.Rtu("/dev/ttyUSB0", 19_200, ModbusConfig.Parity.EVEN, 1));
              assertThat(modbus.config().unit()).isEqualTo(144);
              assertThat(modbus.config().timeout()).isEqualTo(timeout);
            });
    assertThat(config.devices().get(1).connection())
        .isInstanceOfSatisfying(
            Connection.OverModbus.class,
            modbus ->
                assertThat(modbus.config().link())
                    .isEqualTo(new ModbusConfig.Tcp("192.0.2.1", 502)));
    assertThat(config.devices().get(2).connection())
        .isEqualTo(
            new Connection.OverSnmp(new SnmpConfig("192.0.2.11", 161, "public", timeout, 1, 100)));
    assertThat(config.devices().get(3).connection())
        .isEqualTo(
            new Connection.OverSerial(
                new SerialConfig(
                    new SerialLink.Port(
                        "/dev/ttyUSB1", new SerialLink.Line(9600, 8, SerialLink.Parity.NONE, 1)),
                    SerialDialogue.LINES,
                    timeout)));
  }

  private static List<Specification> specifications(RackConfig config, String metric) {
    return config.devices().get(0).profile().points().stream()
        .filter(point -> point.metric().equals(metric))
        .map(Point::specification)
        .toList();
  }

  @Test
  void calibrationOfADeviceStandsInThePlaceOfWhatItsProfileSays() throws Exception {
    Files.writeString(
        directory.resolve("meter.yaml"),
        """
        profile: meter
        modbus: {}
        points:
          - {metric: meter_power_watts, address: 1, type: uint16, accuracy: {reading: 1 %, resolution: 5}}
          - {metric: meter_energy_joules_total, address: 2, type: uint32, accuracy: {reading: 1 %}, resettable: true}
          - {metric: meter_voltage_volts, address: 4, type: uint16, plausible: 0 .. 500}
        """);
    RackConfig config =
        read(
            """
            rack: {id: r1}
            devices:
              - name: meter-1
                role: meter
                profile: meter.yaml
                accuracy:
                  meter_power_watts: {reading: 0.2 %, absolute: 3, calibrated: 2026-03-01, until: 2027-03-01}
                  meter_voltage_volts: {span: 0.1 %}
                modbus: {address: 192.0.2.1, unit: 1}
            """);
    assertThat(specifications(config, "meter_power_watts"))
        .containsExactly(
            new Specification(
                0.002,
                3,
                5,
                false,
                Optional.of(LocalDate.of(2026, 3, 1)),
                Optional.of(LocalDate.of(2027, 3, 1))));
    assertThat(specifications(config, "meter_energy_joules_total"))
        .containsExactly(new Specification(0.01, 0, 0, true, Optional.empty(), Optional.empty()));
    assertThat(specifications(config, "meter_voltage_volts"))
        .containsExactly(new Specification(0, 0.5, 0, false, Optional.empty(), Optional.empty()));
  }

  @Test
  void calibrationOfWhatTheDeviceDoesNotHaveIsAMistake() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    rack: {id: r1}
                    devices:
                      - name: cdu-1
                        role: cdu
                        profile: ocp-orv3-rpu
                        accuracy: {cdu_pump_sped_rpm: {reading: 1 %}}
                        modbus: {address: 192.0.2.1, unit: 1}
                    """))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .hasToString(
                        directory.resolve("rack.yaml")
                            + ":6:35: devices[0].accuracy.cdu_pump_sped_rpm: the profile"
                            + " 'ocp-orv3-rpu' has no metric 'cdu_pump_sped_rpm'. Did you mean"
                            + " 'cdu_pump_speed_rpm'?"));
  }

  @Test
  void allKeys() throws Exception {
    for (String file : List.of("agent.pem", "agent.key", "ca.pem")) {
      Files.writeString(directory.resolve(file), "");
    }
    Files.writeString(directory.resolve("community"), "s3cret\n");
    RackConfig config =
        read(
            """
            rack: {id: r1, generation: gen2, maker: maker-a, site: houston, lot: EVT3, serial: FX2}
            collector: {address: "[2001:db8::1]:7444", certificate: agent.pem, key: agent.key, authority: ca.pem}
            spool: {directory: /var/lib/agent/spool, max-size: 256 MiB, max-age: 12h}
            metrics: {listen: "0.0.0.0:9200"}
            defaults: {interval: 2s, timeout: 250ms}
            buses:
              shelves: {serial: /dev/ttyUSB0, baud: 115200, parity: none, stop-bits: 2, mode: rtu}
            devices:
              - name: psu-1
                role: power-shelf
                profile: ocp-orv3-hpr-psu
                labels: {shelf: "1", row: left}
                interval: 5s
                timeout: 1s
                modbus: {bus: shelves, unit: 0x90, max-registers: 16, max-gap: 2, pause: 10ms}
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: "cdu.example:1502", unit: 0}}
              - name: pdu-a
                role: pdu
                profile: apc-rpdu2
                snmp: {address: "192.0.2.11:1161", version: 2c, community: "${file:community}", retries: 3, max-repetitions: 10}
              - name: meter-1
                role: meter
                profile: scpi-power-analyzer
                serial: {port: /dev/ttyUSB1, baud: 19200, data-bits: 7, parity: odd, stop-bits: 2}
            """);
    assertThat(config.rack())
        .isEqualTo(new RackIdentity("r1", "gen2", "maker-a", "houston", "EVT3", "FX2"));
    assertThat(config.collector())
        .contains(
            new UplinkConfig(
                "2001:db8::1",
                7444,
                Optional.of(
                    new UplinkConfig.Tls(
                        directory.resolve("agent.pem"),
                        directory.resolve("agent.key"),
                        directory.resolve("ca.pem")))));
    assertThat(config.spool())
        .isEqualTo(
            new SpoolConfig(Path.of("/var/lib/agent/spool"), 256L << 20, Duration.ofHours(12)));
    assertThat(config.metrics())
        .contains(new RackConfig.Metrics(new Address("0.0.0.0", 9200), true));
    DeviceConfig psu = config.devices().get(0);
    assertThat(psu.labels()).isEqualTo(Map.of("row", "left", "shelf", "1"));
    assertThat(psu.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.devices().get(1).interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(psu.connection())
        .isEqualTo(
            new Connection.OverModbus(
                new ModbusConfig(
                    new ModbusConfig.Rtu("/dev/ttyUSB0", 115_200, ModbusConfig.Parity.NONE, 2),
                    144,
                    Duration.ofSeconds(1),
                    16,
                    2,
                    Duration.ofMillis(10))));
    assertThat(config.devices().get(2).connection())
        .isEqualTo(
            new Connection.OverSnmp(
                new SnmpConfig("192.0.2.11", 1161, "s3cret", Duration.ofMillis(250), 3, 10)));
    assertThat(config.devices().get(3).connection())
        .isEqualTo(
            new Connection.OverSerial(
                new SerialConfig(
                    new SerialLink.Port(
                        "/dev/ttyUSB1", new SerialLink.Line(19_200, 7, SerialLink.Parity.ODD, 2)),
                    SerialDialogue.LINES,
                    Duration.ofMillis(250))));
  }

  @Test
  void metricsCanBeSwitchedOffAndTheCollectorLeftOut() throws Exception {
    RackConfig config =
        read(
            """
            rack: {id: r1}
            metrics: {listen: none}
            devices:
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.1, unit: 12}}
            """);
    assertThat(config.metrics()).isEmpty();
    assertThat(config.collector()).isEmpty();
  }

  private static Credentials.User monitor(String context) {
    return new Credentials.User(
        "monitor",
        Optional.of(new Credentials.Secret<>(AuthenticationProtocol.SHA_256, "signs it all")),
        Optional.of(new Credentials.Secret<>(PrivacyProtocol.AES_256_CISCO, "hides it all")),
        context);
  }

  @Test
  void everyVersionOfSnmpAndNotifications() throws Exception {
    Files.writeString(directory.resolve("signs"), "signs it all\n");
    RackConfig config =
        read(
            """
            rack: {id: r1}
            traps:
              listen: 0.0.0.0
              communities: [public, "${file:signs}"]
              users:
                - {name: open}
                - name: monitor
                  authentication: {protocol: sha-256, password: "${file:signs}"}
                  privacy: {protocol: aes-256-cisco, password: hides it all}
                  engine: "80:00:1f:88:80:25"
            devices:
              - {name: a, role: pdu, profile: apc-rpdu2, snmp: {address: 192.0.2.11, version: 1, community: public}}
              - name: b
                role: pdu
                profile: apc-rpdu2
                snmp:
                  address: 192.0.2.12
                  version: 3
                  user:
                    name: monitor
                    authentication: {protocol: sha-256, password: "${file:signs}"}
                    privacy: {protocol: aes-256-cisco, password: hides it all}
                  context: bridge1
                  traps-from: [192.0.2.99, relay.example]
              - {name: c, role: pdu, profile: apc-rpdu2, snmp: {address: 192.0.2.13, user: {name: open}}}
            """);
    List<Credentials> credentials =
        config.devices().stream()
            .map(device -> ((Connection.OverSnmp) device.connection()).config().credentials())
            .toList();
    assertThat(credentials)
        .containsExactly(
            new Credentials.Community(Credentials.Version.V1, "public"),
            monitor("bridge1"),
            new Credentials.User("open", Optional.empty(), Optional.empty(), ""));
    assertThat(config.devices().get(1).connection())
        .isInstanceOfSatisfying(
            Connection.OverSnmp.class,
            over -> {
              assertThat(over.trapSenders()).containsExactly("192.0.2.99", "relay.example");
              assertThat(over.describe()).contains("v3 user 'monitor' authPriv");
            });
    TrapConfig traps = config.traps().orElseThrow();
    assertThat(traps.host() + " " + traps.port()).isEqualTo("0.0.0.0 162");
    assertThat(traps.communities()).containsExactly("public", "signs it all");
    assertThat(traps.users())
        .extracting(TrapConfig.Sender::user)
        .containsExactly(
            new Credentials.User("open", Optional.empty(), Optional.empty(), ""), monitor(""));
    assertThat(traps.users().get(1).engineId()).contains("80001f888025");
  }

  @Test
  void exampleThatIsShippedCanBeUsed() throws Exception {
    Path example =
        Path.of(System.getProperty("rackproof.root"), "agent/src/dist/examples/rack.yaml");
    RackConfig config = RackFile.read(example, PROFILES);
    assertThat(config.devices()).extracting(DeviceConfig::role).contains("cdu", "pdu", "meter");
  }

  static Stream<Path> cases() throws IOException, URISyntaxException {
    URL url = RackFileTest.class.getResource("/testcases/rack");
    URI all = url == null ? URI.create("file:/absent") : url.toURI();
    try (Stream<Path> folders = Files.list(Path.of(all))) {
      return folders.sorted().collect(Collectors.toList()).stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMistakeIsToldAtOnceWithItsPlaceAndTheNearestValidOne(Path folder) throws Exception {
    String expected = Files.readString(folder.resolve("expected.txt")).strip();
    assertThatThrownBy(() -> RackFile.read(folder.resolve("rack.yaml"), PROFILES))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            e ->
                assertThat(
                        e.problems().stream()
                            .map(p -> p.toString().replace(folder + "/", ""))
                            .toList())
                    .isEqualTo(expected.lines().toList()));
  }

  @Test
  void instrumentsBehindADeviceServerAreReachedRawOrByRfc2217() throws Exception {
    RackConfig config =
        read(
            """
            rack: {id: r1}
            devices:
              - {name: m1, role: meter, profile: scpi-power-analyzer, serial: {address: "moxa.example:4002", server: raw, pause: 50ms}}
              - {name: m2, role: meter, profile: pzem-004t, serial: {address: 192.0.2.7, server: rfc2217, parity: even}}
            """);
    assertThat(config.devices().get(0).connection())
        .isEqualTo(
            new Connection.OverSerial(
                new SerialConfig(
                    new SerialLink.Raw("moxa.example", 4002),
                    SerialDialogue.LINES.withPause(Duration.ofMillis(50)),
                    Duration.ofMillis(500))));
    assertThat(config.devices().get(0).connection().describe())
        .isEqualTo("serial moxa.example:4002 (raw)");
    assertThat(config.devices().get(0).connection().isSerial()).isFalse();
    assertThat(config.devices().get(1).connection())
        .isInstanceOfSatisfying(
            Connection.OverSerial.class,
            serial ->
                assertThat(serial.config().link())
                    .isEqualTo(
                        new SerialLink.Rfc2217(
                            "192.0.2.7",
                            4001,
                            new SerialLink.Line(9600, 8, SerialLink.Parity.EVEN, 1))));
  }

  @Test
  void mistakesAboutDeviceServersAreTold() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    rack: {id: r1}
                    devices:
                      - {name: m1, role: meter, profile: pzem-004t, serial: {address: "a:1", server: raw, baud: 9600}}
                      - {name: m2, role: meter, profile: pzem-004t, serial: {address: "a:1", server: rfc2218}}
                      - {name: m3, role: meter, profile: pzem-004t, serial: {port: /dev/ttyS0, address: "a:2"}}
                      - {name: m4, role: meter, profile: pzem-004t, serial: {port: /dev/ttyS0, server: raw}}
                    """))
        .hasMessageContaining("a raw server sets the line itself")
        .hasMessageContaining("Did you mean 'rfc2217'?")
        .hasMessageContaining("the device 'm1' is already on a:1")
        .hasMessageContaining("an instrument is on a 'port' or at an 'address', not both")
        .hasMessageContaining("a port has no server");
  }

  @Test
  void everyWayToReachAModbusUnit() throws Exception {
    Path file = directory.resolve("ways.yaml");
    Files.writeString(
        file,
        """
        rack: {id: r1}
        buses:
          plain: {serial: /dev/ttyUSB0, turnaround: 3ms}
          letters: {serial: /dev/ttyUSB1, mode: ascii, baud: 9600, parity: none, stop-bits: 2}
          gateway: {address: 192.0.2.9, mode: rtu-over-tcp}
        devices:
          - {name: a, role: cdu, profile: ocp-orv3-rpu, modbus: {bus: plain, unit: 1}}
          - {name: b, role: cdu, profile: ocp-orv3-rpu, modbus: {bus: letters, unit: 1}}
          - {name: c, role: cdu, profile: ocp-orv3-rpu, modbus: {bus: gateway, unit: 1}}
          - {name: d, role: cdu, profile: ocp-orv3-rpu, modbus: {bus: gateway, unit: 2}}
          - {name: e, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.8, mode: udp, unit: 1}}
          - {name: f, role: cdu, profile: ocp-orv3-rpu, modbus: {address: "192.0.2.7:4001", mode: ascii-over-tcp, unit: 1}}
        """);
    List<ModbusConfig.Link> links =
        RackFile.read(file, PROFILES).devices().stream()
            .map(device -> ((Connection.OverModbus) device.connection()).config().link())
            .toList();
    ModbusConfig.Link gateway =
        new ModbusConfig.Tcp("192.0.2.9", 502, ModbusConfig.Wrapping.RTU_OVER_TCP);
    assertThat(links)
        .containsExactly(
            new ModbusConfig.Rtu(
                "/dev/ttyUSB0", 19_200, ModbusConfig.Parity.EVEN, 1, Duration.ofMillis(3)),
            new ModbusConfig.Ascii(
                "/dev/ttyUSB1", 9_600, 7, ModbusConfig.Parity.NONE, 2, Duration.ZERO),
            gateway,
            gateway,
            new ModbusConfig.Udp("192.0.2.8", 502),
            new ModbusConfig.Tcp("192.0.2.7", 4_001, ModbusConfig.Wrapping.ASCII_OVER_TCP));
  }
}
