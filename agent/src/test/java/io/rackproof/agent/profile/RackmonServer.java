package io.rackproof.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A pymodbus server that holds an OpenBMC map's registers and says what they mean. */
final class RackmonServer implements AutoCloseable {

  private static final String PYTHON = "/usr/bin/python3";

  private final List<Process> processes = new ArrayList<>();
  private final JsonNode expected;

  private RackmonServer(Path map, int seed, int unit, String kind, String place) throws Exception {
    Path script =
        Path.of(
            RackmonServer.class
                .getResource("/io/rackproof/agent/device/modbus/rackmon_server.py")
                .toURI());
    Process python =
        start(PYTHON, script.toString(), map.toString(), seed + "", unit + "", kind, place);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(python.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    assertThat(line).as("the first line of rackmon_server.py").startsWith("{");
    expected = new ObjectMapper().readTree(line);
  }

  /**
   * The map's registers on a port of loopback.
   *
   * @param kind {@code tcp}, {@code udp}, {@code rtu-over-tcp} or {@code ascii-over-tcp}
   */
  static RackmonServer network(String kind, Path map, int seed, int unit, int port)
      throws Exception {
    return new RackmonServer(map, seed, unit, kind, Integer.toString(port));
  }

  /**
   * The map's registers on one end of a pair of pseudo-terminals.
   *
   * @param kind {@code rtu} or {@code ascii}
   */
  static RackmonServer line(String kind, Path map, int seed, int unit, Path theirs)
      throws Exception {
    return new RackmonServer(map, seed, unit, kind, theirs.toString());
  }

  /** What each point should be: {@code register} or {@code register|flag} to number or text. */
  JsonNode expected() {
    return expected;
  }

  static void assumeInstalled() throws Exception {
    Process check =
        new ProcessBuilder(PYTHON, "-c", "import pymodbus.server")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(
        check.waitFor(60, TimeUnit.SECONDS) && check.exitValue() == 0,
        "needs the Debian packages 'python3-pymodbus' and 'python3-serial-asyncio'");
  }

  /** A map of the shared folder; skips the test when it is not there. */
  static Path map(String name) {
    Path map = Path.of(System.getProperty("rackproof.shared", ""), "devices/openbmc", name);
    assumeTrue(Files.exists(map), "needs the register map " + map);
    return map;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return process;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
