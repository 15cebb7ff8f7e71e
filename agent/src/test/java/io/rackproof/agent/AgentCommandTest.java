package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.simulator.modbus.ModbusTcpSlave;
import io.rackproof.simulator.modbus.ModbusUnits;
import io.rackproof.simulator.modbus.RegisterMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class AgentCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    CommandLine command = AgentCommand.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  private String rack(String text) throws IOException {
    Path file = directory.resolve("rack.yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void checkTellsOneLineForEachDevice() throws Exception {
    String file =
        rack(
            """
            rack: {id: r1}
            collector: {address: "127.0.0.1:7443", plain: true}
            devices:
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.1, unit: 12}}
              - {name: meter-1, role: meter, profile: scpi-power-analyzer, interval: 5s, serial: {port: /dev/ttyUSB1}}
            """);
    assertThat(run("check", "-c", file)).isZero();
    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("cdu-1")
                    .contains("modbus 192.0.2.1:502 unit 12", "ocp-orv3-rpu")
                    .endsWith("points every 1s"),
            line ->
                assertThat(line)
                    .startsWith("meter-1")
                    .contains("serial /dev/ttyUSB1", "10 points")
                    .endsWith("every 5s"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        file + ": rack r1, 2 devices, collector 127.0.0.1:7443 without TLS"));
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "once", "run"})
  void mistakesOfTheFileEndWithStatusTwoAndNoTrace(String command) throws Exception {
    String file = rack("rack: {id: r1}\ndevises: []\n");
    assertThat(run(command, "-c", file)).isEqualTo(2);
    assertThat(err.toString().strip().lines())
        .containsExactly(
            file + ":1:1: the key 'devices' is missing",
            file + ":2:1: devises: unknown key. Did you mean 'devices'?");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void fileThatIsNotThereIsAMistake() {
    assertThat(run("check", "-c", "absent.yaml")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("absent.yaml: there is no such file\n");
  }

  @Test
  void doctorNamesWhatIsWrongOnThisMachineAndTheMend() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path spool = Files.createDirectory(directory.resolve("spool"));
    Files.createFile(spool.resolve("spool.sqlite.damaged-20261129T101500Z"));
    for (String empty : new String[] {"agent.pem", "agent.key", "ca.pem"}) {
      Files.createFile(directory.resolve(empty));
    }
    String file =
        rack(
            """
            rack: {id: r1}
            collector: {address: "127.0.0.1:%d", certificate: agent.pem, key: agent.key, authority: ca.pem}
            spool: {directory: "%s", max-size: 1 MiB}
            devices:
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: "127.0.0.1:%d", unit: 12}}
              - {name: meter-1, role: meter, profile: scpi-power-analyzer, serial: {port: /dev/absent-port}}
            """
                .formatted(port, spool, port));
    assertThat(run("doctor", "-c", file)).isEqualTo(1);
    assertThat(out.toString())
        .contains("rack r1, 2 devices")
        .contains("/dev/absent-port does not exist")
        .contains("damaged-20261129T101500Z was found damaged")
        .contains("device 127.0.0.1:" + port)
        .contains("agent.pem: holds no certificate")
        .contains("rackproof-agent enroll")
        .contains("the collector 127.0.0.1:" + port);
  }

  @Test
  void doctorFindsNothingWrongWithAPlainRackOfThisMachine() throws Exception {
    try (ServerSocket collector =
        new ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      String file =
          rack(
              """
              rack: {id: r1}
              collector: {address: "127.0.0.1:%d", plain: true}
              spool: {directory: spool, max-size: 1 MiB}
              devices:
                - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: "127.0.0.1:%d", unit: 12}}
              """
                  .formatted(collector.getLocalPort(), collector.getLocalPort()));
      run("doctor", "-c", file);
      // Whether this machine's clock is kept right is its own business.
      assertThat(out.toString().lines().filter(line -> !line.contains("clock")))
          .noneMatch(line -> line.startsWith("WRONG"));
      assertThat(out.toString()).contains("reached without TLS, on this machine");
    }
  }

  @Test
  void runNeedsACollector() throws Exception {
    String file =
        rack(
            """
            rack: {id: r1}
            devices:
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.1, unit: 12}}
            """);
    assertThat(run("run", "-c", file)).isEqualTo(2);
    assertThat(err.toString()).contains("the key 'collector' is missing");
  }

  @Test
  void onceTellsWhichDeviceDidNotAnswerAndPrintsItsPointsAsMissing() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String file =
        rack(
            """
            rack: {id: r1}
            devices:
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: "127.0.0.1:%d", unit: 12}}
              - {name: meter-1, role: meter, profile: scpi-power-analyzer, serial: {port: /dev/rackproof-absent}}
            """
                .formatted(port));
    assertThat(run("once", "-c", file, "--device", "meter-1", "--device", "cdu-1")).isEqualTo(1);
    assertThat(err.toString().strip().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("cdu-1 (modbus 127.0.0.1:" + port + " unit 12) gave no value: "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "meter-1 (serial /dev/rackproof-absent) gave no value: unreachable: there"
                            + " is no serial port /dev/rackproof-absent"));
    assertThat(out.toString().lines())
        .isNotEmpty()
        .allMatch(line -> line.contains("  - ") && line.contains("not-available"));
  }

  @Test
  void onceRefusesADeviceThatIsNotInTheFile() throws Exception {
    String file =
        rack(
            """
            rack: {id: r1}
            devices:
              - {name: cdu-1, role: cdu, profile: ocp-orv3-rpu, modbus: {address: 192.0.2.1, unit: 12}}
            """);
    assertThat(run("once", "-c", file, "--device", "cdu1")).isEqualTo(2);
    assertThat(err.toString()).contains("has no device 'cdu1'. Did you mean 'cdu-1'?");
  }

  @Test
  void helpTeachesWithExamples() {
    for (String command : new String[] {"", "check ", "once ", "run "}) {
      out.getBuffer().setLength(0);
      String[] arguments = (command + "--help").split(" ");
      assertThat(run(arguments)).as(Arrays.toString(arguments)).isZero();
      assertThat(out.toString()).contains("Examples:", "rackproof-agent " + command.strip());
    }
  }

  @Test
  void unknownOptionIsStatusTwo() {
    assertThat(run("once", "--devise", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("--devise");
  }

  private static final String LINE =
      """
      rack: {id: r1}
      defaults: {interval: %s}
      buses:
        shelves: {serial: /dev/ttyUSB0, baud: 9600}
      devices:
        - {name: psu-1, role: power-shelf, profile: ocp-orv3-hpr-psu, modbus: {bus: shelves, unit: 144}}
        - {name: psu-2, role: power-shelf, profile: ocp-orv3-hpr-psu, modbus: {bus: shelves, unit: 145}}
      """;

  @Test
  void planPrintsTheFramesAndTheShareOfTheBus() throws Exception {
    Path profile = directory.resolve("meter.yaml");
    Files.writeString(
        profile,
        """
        profile: meter
        modbus: {}
        points:
          - {metric: meter_power_watts, address: 0x006B, type: uint32}
          - {metric: meter_energy_joules_total, address: 0x006D, type: uint16, interval: 10s}
        """);
    String file =
        rack(
            """
            rack: {id: r1}
            buses:
              line: {serial: /dev/ttyUSB0, baud: 19200}
            devices:
              - {name: meter-1, role: meter, profile: meter.yaml, modbus: {bus: line, unit: 17}}
              - {name: meter-2, role: meter, profile: meter.yaml, modbus: {address: 192.0.2.1, unit: 1}}
            """);
    assertThat(run("plan", "-c", file)).as(err.toString()).isZero();
    // 8 and 9 characters of 11 bits at 19,200 baud, and 3.5 of silence: 11.7 ms.
    assertThat(out.toString())
        .contains("/dev/ttyUSB0 (rtu, 19200 baud): 1 devices, 1.00 requests a second, 1.19 %")
        .contains("11 03 00 6B 00 02 ")
        .contains("11 03 00 6B 00 03 76 87   holding 0x006B+3, 2 points, 11 bytes in, 12.9 ms")
        .contains("in 10.0 % of its slots of 1s: 1 requests, 8 bytes out, 11 bytes in")
        .contains("192.0.2.1:502 (tcp): 1 devices, 1.00 requests a second\n")
        .contains(
            "00 01 00 00 00 06 01 03 00 6B 00 03   holding 0x006B+3, 2 points, 15 bytes in\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void planRefusesWhatCannotFitAndSaysWhatWould() throws Exception {
    assertThat(run("plan", "-c", rack(LINE.formatted("100ms")))).isEqualTo(2);
    assertThat(err.toString())
        .contains("/dev/ttyUSB0: the polls of its 2 devices take ")
        .containsPattern("an interval of \\d+\\w+ instead of 100ms fits");
    String fits = err.toString().replaceAll("(?s).*interval of (\\w+) instead.*", "$1");
    err.getBuffer().setLength(0);
    assertThat(run("plan", "-c", rack(LINE.formatted(fits)))).as(err.toString()).isZero();
  }

  @Test
  void checkWarnsOfWhatPlanRefuses() throws Exception {
    assertThat(run("check", "-c", rack(LINE.formatted("100ms")))).isZero();
    assertThat(err.toString()).startsWith("warning: /dev/ttyUSB0: the polls of its 2 devices");
    err.getBuffer().setLength(0);
    assertThat(run("check", "-c", rack(LINE.formatted("10s")))).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void onceShowsTheWayFromTheBytesToTheValue() throws Exception {
    RegisterMap registers =
        new RegisterMap.Builder().words(7, 0x5678, 0x1234).words(9, 0x0A40).build();
    Path profile = directory.resolve("meter.yaml");
    Files.writeString(
        profile,
        """
        profile: meter
        modbus: {}
        points:
          - {metric: meter_power_watts, address: 7, type: uint32, order: little-swap, scale: 0.1}
          - {metric: meter_frequency_hertz, address: 9, type: int16, scale: 1/128, offset: 30}
        """);
    try (ModbusTcpSlave slave =
        new ModbusTcpSlave(
            new ModbusUnits(Map.of(17, new ModbusUnits.Unit(registers)), () -> 0), 0)) {
      String file =
          rack(
              """
              rack: {id: r1}
              devices:
                - {name: meter-1, role: meter, profile: meter.yaml, modbus: {address: "127.0.0.1:%d", unit: 17}}
              """
                  .formatted(slave.address().getPort()));
      assertThat(run("once", "-v", "-c", file)).as(err.toString()).isZero();
      assertThat(run("plan", "--learn", "-c", file)).as(err.toString()).isZero();
    }
    assertThat(out.toString())
        .contains(
            "    holding 0x0007+2: bytes 56 78 12 34 → order little-swap 0x12345678"
                + " → uint32 305419896 → × 0.1 30541989.6 → value 30541989.6 W")
        .contains("    holding 0x0009: bytes 0A 40 → int16 2624 → ÷ 128 + 30 50.5 → value 50.5 Hz")
        .contains("of the bus, learned");
  }

  @Test
  void profilesListTellsEveryShippedProfileWithItsProtocolAndPoints() {
    assertThat(run("profiles", "list")).isZero();
    assertThat(out.toString().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "apc-rpdu2 +snmp +\\d+ points  APC rack PDU.*\\(PowerNet-MIB, rPDU2;.*\\)"))
        .anySatisfy(line -> assertThat(line).matches("ocp-orv3-bbu +modbus .*"));
  }

  @Test
  void profilesShowPrintsAFileThatProfilesCheckFindsGood() throws Exception {
    assertThat(run("profiles", "show", "cisco-nxos")).isZero();
    Path shown = directory.resolve("shown.yaml");
    Files.writeString(shown, out.toString());
    assertThat(out.toString()).contains("# From generic-switch").doesNotContain("extends:");
    assertThat(run("profiles", "check", shown.toString())).isZero();
    assertThat(out.toString()).contains("shown.yaml: profile cisco-nxos, snmp, ");
  }

  @Test
  void profilesShowOfAnUnknownNameTellsTheNearest() {
    assertThat(run("profiles", "show", "apc-rpdu3")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "rackproof-agent: there is no shipped profile 'apc-rpdu3'. Did you mean 'apc-rpdu'?"
                + " 'rackproof-agent profiles list' tells all\n");
  }

  @Test
  void profilesCheckTellsEveryMistakeOfEveryFile() throws Exception {
    Path one = directory.resolve("one.yaml");
    Files.writeString(
        one,
        """
        profile: one
        extends: generic-swich
        snmp: {}
        points:
          - {metric: pdu_load_stat, oid: 1.3.6.1.4.1.1.0}
          - table: 1.3.6.1.4.1.1
            labels: {port: "{index}"}
            factors: 7
            points:
              - {metric: switch_uptime_seconds, column: 3, without: [prt]}
        """);
    Path two = directory.resolve("two.yaml");
    assertThat(run("profiles", "check", one.toString(), two.toString())).isEqualTo(2);
    assertThat(err.toString().replace(directory + "/", "").lines().toList())
        .containsExactly(
            "one.yaml:2:10: extends: there is no shipped profile 'generic-swich'. Did you mean"
                + " 'generic-switch'?",
            "one.yaml:5:14: points[0].metric: the catalogue has no metric 'pdu_load_stat'. Did you"
                + " mean 'pdu_load_state'?",
            "one.yaml:7:20: points[1].labels.port: switch_uptime_seconds has no label 'port'. It"
                + " has none.",
            "one.yaml:8:5: points[1].factors: unknown key. Did you mean 'factor'?",
            "one.yaml:10:62: points[1].points[0].without[0]: the table gives no label 'prt'. Did"
                + " you mean 'port'?",
            "two.yaml: there is no such file");
  }
}
