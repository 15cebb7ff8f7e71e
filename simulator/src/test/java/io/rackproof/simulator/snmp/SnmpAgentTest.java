package io.rackproof.simulator.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.simulator.ForeignProgram;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

class SnmpAgentTest {

  private SnmpAgent agent;

  @BeforeEach
  void start() throws Exception {
    ForeignProgram.need("snmpget", "snmp");
    ObjectTree.Builder objects =
        new ObjectTree.Builder()
            .text("1.3.6.1.2.1.1.1.0", "a twin")
            .constant("1.3.6.1.2.1.1.2.0", new OID("1.3.6.1.4.1.8072"))
            .ticks("1.3.6.1.2.1.1.3.0", t -> t)
            .constant("1.3.6.1.2.1.2.2.1.6.1", new OctetString(new byte[] {0, -1, 7}))
            .counter64("1.3.6.1.2.1.31.1.1.1.6.1", t -> 1e15)
            .counter32("1.3.6.1.2.1.2.2.1.10.1", t -> 4_294_967_296.0 + 5)
            .gauge("1.3.6.1.2.1.2.2.1.5.1", 4_294_967_295L)
            .integer("1.3.6.1.4.1.9.1", t -> -2.6);
    for (int row = 1; row <= 500; row++) {
      objects.text("1.3.6.1.4.1.9.2." + row, "row " + row + " " + "x".repeat(40));
    }
    objects.integer("1.3.6.1.4.1.10.1", 1);
    agent = new SnmpAgent(objects.build(), "secret", () -> 12.34, t -> true, 0);
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private ForeignProgram.Result snmp(String program, String... arguments) throws Exception {
    return asked("secret", program, arguments);
  }

  private ForeignProgram.Result asked(String community, String program, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of(program, "-v2c", "-c", community, "-On", "-t", "20", "-r", "0"));
    if (program.equals("snmpbulkwalk")) {
      command.add("-Cr30");
    }
    command.add("127.0.0.1:" + agent.address().getPort());
    command.addAll(List.of(arguments));
    return ForeignProgram.run(command);
  }

  @Test
  void getAnswersEveryTypeInOneRequest() throws Exception {
    assertThat(
            snmp(
                    "snmpget",
                    "1.3.6.1.2.1.1.1.0",
                    "1.3.6.1.2.1.1.2.0",
                    "1.3.6.1.2.1.1.3.0",
                    "1.3.6.1.2.1.2.2.1.6.1",
                    "1.3.6.1.2.1.31.1.1.1.6.1",
                    "1.3.6.1.2.1.2.2.1.10.1",
                    "1.3.6.1.2.1.2.2.1.5.1",
                    "1.3.6.1.4.1.9.1")
                .lines())
        .containsExactly(
            ".1.3.6.1.2.1.1.1.0 = STRING: \"a twin\"",
            ".1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.8072",
            ".1.3.6.1.2.1.1.3.0 = Timeticks: (1234) 0:00:12.34",
            ".1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 00 FF 07 ",
            ".1.3.6.1.2.1.31.1.1.1.6.1 = Counter64: 1000000000000000",
            ".1.3.6.1.2.1.2.2.1.10.1 = Counter32: 5",
            ".1.3.6.1.2.1.2.2.1.5.1 = Gauge32: 4294967295",
            ".1.3.6.1.4.1.9.1 = INTEGER: -3");
  }

  @Test
  void absentObjectAndAbsentInstanceAreTold() throws Exception {
    assertThat(snmp("snmpget", "1.3.6.1.4.1.9.2.777", "1.3.6.1.4.1.77.1").lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("No Such Instance"),
            line -> assertThat(line).contains("No Such Object"));
  }

  @Test
  void walkAndBulkWalkGiveEveryRowInOrder() throws Exception {
    List<String> walked = snmp("snmpwalk", "1.3.6.1.4.1.9.2").lines();
    assertThat(walked).hasSize(500);
    assertThat(walked.get(9)).startsWith(".1.3.6.1.4.1.9.2.10 = STRING: \"row 10 ");
    List<String> bulk = snmp("snmpbulkwalk", "1.3.6.1.4.1.9.2").lines();
    assertThat(bulk).startsWith(walked.toArray(String[]::new));
  }

  @Test
  void bulkAnswersNonRepeatersOnceAndRepeatersOften() throws Exception {
    ForeignProgram.Result result =
        snmp("snmpbulkget", "-Cn1", "-Cr3", "1.3.6.1.2.1.1.1", "1.3.6.1.4.1.9.2", "1.3.6.1.2.1.1");
    assertThat(result.lines().stream().map(line -> line.replaceAll(" =.*", "")))
        .containsExactly(
            ".1.3.6.1.2.1.1.1.0",
            ".1.3.6.1.4.1.9.2.1",
            ".1.3.6.1.2.1.1.1.0",
            ".1.3.6.1.4.1.9.2.2",
            ".1.3.6.1.2.1.1.2.0",
            ".1.3.6.1.4.1.9.2.3",
            ".1.3.6.1.2.1.1.3.0");
  }

  @Test
  void endOfTheTreeIsTold() throws Exception {
    assertThat(snmp("snmpgetnext", "1.3.6.1.4.1.10.1").output()).contains("No more variables left");
  }

  @Test
  void setIsRefused() throws Exception {
    ForeignProgram.Result result = snmp("snmpset", "1.3.6.1.2.1.1.1.0", "s", "mine");
    assertThat(result.status()).isNotZero();
    assertThat(result.output()).contains("notWritable");
    assertThat(snmp("snmpget", "1.3.6.1.2.1.1.1.0").output()).contains("a twin");
  }

  @Test
  void wrongCommunityIsNotAnswered() throws Exception {
    List<String> command =
        List.of(
            "snmpget",
            "-v2c",
            "-c",
            "public",
            "-t",
            "0.2",
            "-r",
            "0",
            "127.0.0.1:" + agent.address().getPort(),
            "1.3.6.1.2.1.1.1.0");
    assertThat(ForeignProgram.run(command).output()).contains("Timeout");
  }
}
