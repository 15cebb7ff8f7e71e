package io.rackproof.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.ForeignProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.CommunityTarget;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

class SnmpReplayTest {

  @TempDir Path folder;

  private static Path recordings() {
    Path recordings = Path.of(System.getProperty("rackproof.shared"), "devices", "snmp");
    assumeTrue(Files.isDirectory(recordings), "needs the recordings in " + recordings);
    return recordings;
  }

  private static List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(recordings())) {
      return files.filter(file -> file.toString().endsWith(".snmprec")).sorted().toList();
    }
  }

  /** Every line of a recording as {@code type|value}, octets in hexadecimal, by its identifier. */
  private static Map<OID, String> lines(Path file) throws Exception {
    Map<OID, String> lines = new TreeMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (!line.isBlank()) {
        String[] fields = line.split("\\|", 3);
        String value =
            switch (fields[1]) {
              case "4" -> "4x|" + hex(fields[2].getBytes(StandardCharsets.ISO_8859_1));
              case "4x" -> "4x|" + fields[2].toLowerCase(java.util.Locale.ROOT);
              case "6" -> "6|" + new OID(fields[2]).toDottedString();
              default -> fields[1] + "|" + fields[2];
            };
        lines.put(new OID(fields[0]), value);
      }
    }
    return lines;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  private static String asRecorded(VariableBinding binding) {
    int syntax = binding.getVariable().getSyntax();
    if (binding.getVariable() instanceof OctetString octets) {
      return "4x|" + hex(octets.getValue());
    }
    return syntax
        + "|"
        + switch (syntax) {
          case 67 -> Long.toString(binding.getVariable().toLong());
          case 6 -> ((OID) binding.getVariable()).toDottedString();
          default -> binding.getVariable().toString();
        };
  }

  @TestFactory
  Stream<DynamicTest> everyRecordingIsWalkedAsItIs() throws Exception {
    return files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      try (SnmpReplay replay = SnmpReplay.start(file, "public", 0)) {
                        assertThat(walk(replay)).isEqualTo(lines(file));
                      }
                    }));
  }

  private static Map<OID, String> walk(SnmpReplay replay) throws Exception {
    Map<OID, String> walked = new TreeMap<>();
    CommunityTarget<UdpAddress> target =
        new CommunityTarget<>(
            new UdpAddress(replay.address().getAddress(), replay.address().getPort()),
            new OctetString("public"));
    target.setVersion(SnmpConstants.version2c);
    target.setTimeout(30_000);
    try (Snmp snmp = new Snmp(new DefaultUdpTransportMapping())) {
      snmp.listen();
      OID cursor = new OID("0.0");
      while (true) {
        PDU request = new PDU();
        request.setType(PDU.GETBULK);
        request.setMaxRepetitions(40);
        request.add(new VariableBinding(cursor));
        PDU response = snmp.send(request, target).getResponse();
        assertThat(response).as("answer after %s", cursor).isNotNull();
        assertThat(response.size()).isPositive();
        for (VariableBinding binding : response.getVariableBindings()) {
          if (binding.isException()) {
            return walked;
          }
          assertThat(binding.getOid()).isGreaterThan(cursor);
          cursor = binding.getOid();
          walked.put(cursor, asRecorded(binding));
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> snmpbulkwalkFindsEveryObject() throws Exception {
    ForeignProgram.need("snmpbulkwalk", "snmp");
    return files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      try (SnmpReplay replay = SnmpReplay.start(file, "rec", 0)) {
                        List<String> found = new ArrayList<>();
                        for (String root : List.of("1.0", "1.2", "1.3")) {
                          found.addAll(bulkWalk(replay, root));
                        }
                        assertThat(found)
                            .containsExactlyElementsOf(
                                lines(file).keySet().stream()
                                    .map(oid -> "." + oid.toDottedString())
                                    .toList());
                      }
                    }));
  }

  private static List<String> bulkWalk(SnmpReplay replay, String root) throws Exception {
    return ForeignProgram.run(
            List.of(
                "snmpbulkwalk",
                "-v2c",
                "-c",
                "rec",
                "-On",
                "-t",
                "30",
                "-r",
                "0",
                "-Cr50",
                "127.0.0.1:" + replay.address().getPort(),
                root))
        .lines()
        .stream()
        .filter(line -> line.startsWith(".") && line.contains(" = "))
        .filter(line -> !line.contains("No Such") && !line.contains("No more variables"))
        .map(line -> line.substring(0, line.indexOf(" = ")))
        .toList();
  }

  @Test
  void everyBadLineIsToldWithItsNumber() throws Exception {
    Path file = folder.resolve("bad.snmprec");
    Files.writeString(
        file,
        """
        1.3.6.1.2.1.1.1.0|4|a | in the text

        # a remark
        1.3.6.1.2.1.1.2.0|2|many
        1.3.6.1.2.1.1.3.0
        1.3.6.1.2.1.1.x|2|1
        1.3.6.1.2.1.1.5.0|4x|0g
        1.3.6.1.2.1.1.6.0|3|1
        1.3.6.1.2.1.1.7.0|65|4294967296
        1.3.6.1.2.1.1.8.0|64|10.0.0
        1.3.6.1.2.1.1.1.0|2|5
        """);
    assertThatThrownBy(() -> SnmprecFile.read(file))
        .isInstanceOfSatisfying(
            InvalidDocumentException.class,
            refused ->
                assertThat(refused.problems().stream().map(p -> p.line()))
                    .containsExactly(4, 5, 6, 7, 8, 9, 10, 11));
  }

  @Test
  void everyTypeIsReadInAnyOrder() throws Exception {
    Path file = folder.resolve("all.snmprec");
    Files.writeString(
        file,
        """
        1.3.6.1.9.10|70|18446744073709551615
        1.3.6.1.9.2|4|two|pipes|here
        1.3.6.1.9.1|2|-5
        1.3.6.1.9.3|4x|00FFaa
        1.3.6.1.9.4|5|
        1.3.6.1.9.5|6|1.3.6.1
        1.3.6.1.9.6|64|192.0.2.255
        1.3.6.1.9.7|65|4294967295
        1.3.6.1.9.8|66|7
        1.3.6.1.9.9|67|100
        1.3.6.1.9.11|68|9f7804
        """);
    try (SnmpReplay replay = SnmpReplay.start(file, "public", 0)) {
      assertThat(walk(replay).values())
          .containsExactly(
              "2|-5",
              "4x|" + hex("two|pipes|here".getBytes(StandardCharsets.US_ASCII)),
              "4x|00ffaa",
              "5|Null",
              "6|1.3.6.1",
              "64|192.0.2.255",
              "65|4294967295",
              "66|7",
              "67|100",
              "70|18446744073709551615",
              "4x|9f7804");
    }
  }

  @Test
  void absentFileIsToldByName() {
    assertThatThrownBy(() -> SnmpReplay.start(folder.resolve("none.snmprec"), "public", 0))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("none.snmprec: there is no such file");
  }
}
