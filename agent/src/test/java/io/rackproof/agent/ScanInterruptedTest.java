package io.rackproof.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.simulator.Twin;
import io.rackproof.simulator.model.Script;
import io.rackproof.simulator.model.Trace;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while a scan waits for a device that is not there: a process of its own, as at a desk. */
class ScanInterruptedTest {

  private static final int INTERRUPTED = 130;

  @TempDir private Path folder;

  /** Starts a scan, interrupts it once it said something, and gives its standard output. */
  private String interrupted(String once, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AgentCommand.class.getName(),
                "scan"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    try (BufferedReader told = process.errorReader(UTF_8)) {
      StringBuilder said = new StringBuilder();
      for (String line = told.readLine(); ; line = told.readLine()) {
        assertThat(line).as("after %s", said).isNotNull();
        said.append(line).append('\n');
        if (line.contains(once)) {
          break;
        }
      }
      assumeFalse(ignoresInterrupts(process.pid()), "interrupts are ignored here");
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Whether a process was started with SIGINT (signal 2) ignored; false where nobody tells. */
  private static boolean ignoresInterrupts(long pid) throws IOException {
    Path status = Path.of("/proc/" + pid + "/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
  }

  private static Twin twin() throws IOException {
    return Twin.start(new Script(Trace.of(130_000, List.of()), List.of(), 7), () -> 100);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Test
  void unitsThatWereFoundAreWrittenWhileTheNextIsSilent() throws Exception {
    Path file = folder.resolve("rack.yaml");
    try (Twin twin = twin()) {
      interrupted(
          " unit 12: likely ocp-orv3-rpu",
          "--modbus",
          twin.cdu(),
          "--units",
          "12-99",
          "--timeout",
          "10m",
          "--out",
          file.toString());
    }
    assertThat(RackFile.read(file, new Profiles(Catalogue.load())).devices())
        .singleElement()
        .satisfies(device -> assertThat(device.role()).isEqualTo("cdu"));
  }

  @Test
  void unitsOfALineAndAgentsOfANetworkAreWrittenToTheStandardOutput() throws Exception {
    try (Twin twin = twin();
        DatagramSocket silent =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      String written =
          interrupted(
              "likely apc-rpdu2",
              "--serial",
              twin.line("shelves-a"),
              "--baud",
              "115200",
              "--parity",
              "even",
              "--units",
              "144",
              "--snmp",
              "127.0.0.1:" + silent.getLocalPort(),
              "--snmp",
              text(twin.snmp("pdu-a")),
              "--timeout",
              "10m");
      Path file = Files.writeString(folder.resolve("rack.yaml"), written);
      assertThat(RackFile.read(file, new Profiles(Catalogue.load())).devices())
          .extracting(DeviceConfig::role)
          .containsExactly("power-shelf", "pdu");
    }
  }
}
