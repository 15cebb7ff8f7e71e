package io.rackproof.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.document.Problems;
import io.rackproof.document.YamlFile;
import io.rackproof.document.YamlMap;
import io.rackproof.document.YamlValue;
import io.rackproof.simulator.scenario.Scenarios;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoints of a whole twin in frozen time, read by clients that are not ours. */
class TwinTest {

  private volatile double now = 100;
  private Twin twin;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
    twin =
        Twin.start(Scenarios.shipped("sensor-dropout").over(Duration.ofMinutes(4), 7), () -> now);
  }

  @AfterEach
  void stop() {
    if (twin != null) {
      twin.close();
    }
  }

  private List<Integer> mbpoll(String... arguments) throws Exception {
    ForeignProgram.need("mbpoll", "mbpoll");
    List<String> command = new ArrayList<>(List.of("mbpoll", "-0", "-1"));
    command.addAll(List.of(arguments));
    List<Integer> words = new ArrayList<>();
    for (String line : ForeignProgram.run(command).lines()) {
      if (line.startsWith("[")) {
        words.add(Integer.decode(line.substring(line.indexOf('\t') + 1)));
      }
    }
    return words;
  }

  private List<Integer> cdu(int address, int count, String type) throws Exception {
    return mbpoll(
        "-m",
        "tcp",
        "-p",
        twin.cdu().substring(twin.cdu().indexOf(':') + 1),
        "-a",
        "12",
        "-t",
        type + ":hex",
        "-o",
        "0.2",
        "-r",
        "" + address,
        "-c",
        "" + count,
        "127.0.0.1");
  }

  private List<String> snmp(String device, String program, String... oids) throws Exception {
    ForeignProgram.need(program, "snmp");
    List<String> command =
        new ArrayList<>(List.of(program, "-v2c", "-c", "public", "-Oqv", "-t", "20", "-r", "0"));
    command.add("127.0.0.1:" + twin.snmp(device).getPort());
    command.addAll(List.of(oids));
    return ForeignProgram.run(command).lines();
  }

  @Test
  void cduAnswersTheRegistersOfItsMap() throws Exception {
    List<Integer> words = cdu(0x9000, 26, "4");
    assertThat(words.get(0) / 10.0).isCloseTo(215, within(1.2));
    assertThat(words.get(1) / 10.0).isCloseTo(30, within(0.3));
    assertThat(words.get(2) / 10.0).isCloseTo(39.1, within(0.5));
    assertThat(words.get(3) / 10.0).isCloseTo(290, within(1.1));
    assertThat(words.get(4) / 10.0).isCloseTo(160, within(0.6));
    assertThat(words.get(9)).isEqualTo(70);
    assertThat(words.get(10)).isBetween(4_150, 4_250);
    assertThat(words.subList(18, 22)).containsExactly(1, 1, 1, 1);
    assertThat(cdu(0x9000, 26, "3")).isEqualTo(words);
    assertThat(cdu(0x9202, 1, "4")).containsExactly(0);
    int duty = cdu(0x9100, 1, "4").get(0);
    assertThat(cdu(0x9104, 10, "4"))
        .hasSize(10)
        .allSatisfy(rpm -> assertThat(rpm / (duty * 100.0)).isBetween(0.96, 1.04));
  }

  @Test
  void droppedCduAcceptsAndDoesNotAnswer() throws Exception {
    now = 121;
    assertThat(cdu(0x9000, 1, "4")).isEmpty();
    now = 119;
    assertThat(cdu(0x9000, 1, "4")).hasSize(1);
  }

  @Test
  void everySupplyAnswersOnItsLine() throws Exception {
    Set<Integer> units = new HashSet<>();
    for (var psu : io.rackproof.simulator.model.Layout.psus()) {
      int unit = io.rackproof.simulator.device.PsuRegisters.unit(psu);
      units.add(unit);
      String line = twin.line(psu.shelf() <= 3 ? "shelves-a" : "shelves-b");
      List<Integer> words =
          mbpoll(
              "-m", "rtu", "-b", "115200", "-P", "even", "-a", "" + unit, "-t", "4:hex", "-r", "79",
              "-c", "9", line);
      assertThat(words.get(0) / 1024.0).isCloseTo(50, within(0.1));
      assertThat(words.get(1) / 64.0).isCloseTo(102.6, within(2.1));
      assertThat(words.get(3) / 8.0).isCloseTo(5_133, within(110.0));
      assertThat(words.get(8) / 8.0).isCloseTo(5_292, within(110.0));
      assertThat(words.get(3) / (double) words.get(8)).isCloseTo(0.97, within(0.002));
    }
    assertThat(units).hasSize(24);
  }

  @Test
  void pdusAnswerTheTablesOfTheirMib() throws Exception {
    String base = "1.3.6.1.4.1.318.1.1.26.";
    assertThat(
            snmp(
                "pdu-a",
                "snmpget",
                base + "4.3.1.5.1",
                base + "6.1.1.7.3",
                base + "6.3.1.4.1",
                base + "6.3.1.5.2",
                base + "6.3.1.6.2",
                base + "6.3.1.7.2"))
        .satisfiesExactly(
            watts -> assertThat(Integer.parseInt(watts)).isBetween(6_470, 6_530),
            breaker -> assertThat(breaker).isEqualTo("125"),
            state -> assertThat(state).isEqualTo("2"),
            amperes -> assertThat(Integer.parseInt(amperes)).isBetween(890, 910),
            volts -> assertThat(Integer.parseInt(volts)).isBetween(242, 244),
            watts -> assertThat(Integer.parseInt(watts)).isBetween(2_150, 2_185));
    assertThat(snmp("pdu-b", "snmpget", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"))
        .first()
        .isEqualTo("\"pdu-b\"");
  }

  @Test
  void switchesAnswerInterfacesAndOptics() throws Exception {
    assertThat(snmp("switch-2", "snmpbulkwalk", "1.3.6.1.2.1.31.1.1.1.1"))
        .hasSize(32)
        .contains("\"Ethernet1\"", "\"Ethernet32\"");
    assertThat(snmp("switch-1", "snmpbulkwalk", "1.3.6.1.2.1.31.1.1.1.6"))
        .hasSize(32)
        .allSatisfy(bytes -> assertThat(Long.parseLong(bytes)).isPositive());
    List<String> names = snmp("switch-1", "snmpbulkwalk", "1.3.6.1.2.1.47.1.1.1.1.7");
    assertThat(names).contains("\"Ethernet7 Receive Power\"", "\"Ethernet32 Transmit Power\"");
    String sensor = "1.3.6.1.2.1.99.1.1.1.";
    String receive = ".100300706";
    assertThat(
            snmp(
                "switch-1",
                "snmpget",
                "1.3.6.1.2.1.47.1.1.1.1.7" + receive,
                sensor + 1 + receive,
                sensor + 2 + receive,
                sensor + 3 + receive,
                sensor + 4 + receive,
                sensor + 5 + receive))
        .satisfiesExactly(
            name -> assertThat(name).isEqualTo("\"Ethernet7 Receive Power\""),
            type -> assertThat(type).isEqualTo("6"),
            scale -> assertThat(scale).isEqualTo("8"),
            precision -> assertThat(precision).isEqualTo("4"),
            value -> assertThat(Integer.parseInt(value)).isBetween(5_700, 6_300),
            state -> assertThat(state).isEqualTo("1"));
  }

  @Test
  void meterAnswersNineNumbers() throws Exception {
    try (RandomAccessFile port = new RandomAccessFile(twin.meter(), "rw")) {
      port.write(":NUMERIC:NORMAL:VALUE?\n".getBytes(StandardCharsets.US_ASCII));
      String[] numbers = port.readLine().split(",", -1);
      assertThat(numbers).hasSize(9).allMatch(n -> n.matches("[+-]\\d\\.\\d+E[+-]\\d\\d"));
      assertThat(Double.parseDouble(numbers[2])).isCloseTo(130_000, within(800.0));
      assertThat(Double.parseDouble(numbers[4])).isCloseTo(0.99, within(0.002));
    }
  }

  @Test
  void rackFileNamesEveryEndpoint() throws Exception {
    Problems problems = new Problems();
    YamlMap file = YamlFile.parse("rack.yaml", RackFile.of(twin, "127.0.0.1:7443"), problems);
    problems.throwIfAny();
    assertThat(file.require("rack").map().require("id").text()).isEqualTo("gen2-007");
    assertThat(file.require("collector").map().require("address").text())
        .isEqualTo("127.0.0.1:7443");
    List<YamlValue> devices = file.require("devices").list();
    assertThat(devices.stream().map(d -> d.map().require("name").text()))
        .containsExactlyElementsOf(io.rackproof.simulator.model.Layout.devices());
    assertThat(file.require("buses").map().keys()).containsExactly("shelves-a", "shelves-b");
    assertThat(devices.get(1).map().require("labels").texts()).containsEntry("shelf", "1");
    assertThat(devices.get(1).map().require("modbus").map().require("unit").integer(0, 255))
        .isEqualTo(144);
  }
}
