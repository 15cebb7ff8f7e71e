package io.rackproof.agent.device.modbus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The server in {@code libmodbus_server.c}, compiled here, on TCP or on a serial line of socat. */
final class LibmodbusServer implements AutoCloseable {

  private static final int UNIT = 12;
  private static final Path SOCAT = Path.of("/usr/bin/socat");

  private final ModbusConfig.Link link;
  private final List<Process> processes;
  private final BufferedReader output;

  private LibmodbusServer(ModbusConfig.Link link, List<Process> processes, BufferedReader output) {
    this.link = link;
    this.processes = processes;
    this.output = output;
  }

  /** Compiles it; skips the test where the library's header or the compiler is not there. */
  static Path compiled(Path folder) throws Exception {
    assumeTrue(
        Files.exists(Path.of("/usr/include/modbus/modbus.h")),
        "needs the Debian package 'libmodbus-dev'");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs the Debian package 'gcc'");
    Path source =
        Path.of(
            Objects.requireNonNull(
                    LibmodbusServer.class.getResource("libmodbus_server.c"), "the source")
                .toURI());
    Path program = folder.resolve("libmodbus_server");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-std=gnu11",
                "-Wall",
                "-Werror",
                "-o",
                program.toString(),
                source.toString(),
                "-lmodbus")
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), UTF_8);
    assertThat(gcc.waitFor()).as(said).isZero();
    return program;
  }

  static LibmodbusServer tcp(Path program) throws Exception {
    Process process = start(program.toString(), "tcp", "127.0.0.1");
    BufferedReader output = process.inputReader(UTF_8);
    String ready = String.valueOf(output.readLine());
    assertThat(ready).startsWith("ready ");
    int port = Integer.parseInt(ready.substring("ready ".length()));
    return new LibmodbusServer(new ModbusConfig.Tcp("127.0.0.1", port), List.of(process), output);
  }

  /** At one end of a pair of pseudo-terminals in the folder. */
  static LibmodbusServer rtu(Path program, Path folder, int baud, ModbusConfig.Parity parity)
      throws Exception {
    assumeTrue(Files.isExecutable(SOCAT), "needs the Debian package 'socat'");
    Path ours = folder.resolve("ours");
    Path theirs = folder.resolve("theirs");
    Process socat =
        new ProcessBuilder(
                SOCAT.toString(),
                "-d",
                "-d",
                "pty,raw,echo=0,link=" + ours,
                "pty,raw,echo=0,link=" + theirs)
            .redirectOutput(Redirect.DISCARD)
            .start();
    List<Process> processes = new ArrayList<>(List.of(socat));
    try {
      // Not closed: socat would have nobody to tell its next line to.
      BufferedReader told = socat.errorReader(UTF_8);
      String line = told.readLine();
      while (line != null && !line.contains("starting data transfer loop")) {
        line = told.readLine();
      }
      assertThat(line).as("socat").isNotNull();
      Process process =
          start(
              program.toString(),
              "rtu",
              theirs.toString(),
              Integer.toString(baud),
              parity.name().substring(0, 1));
      processes.add(process);
      BufferedReader output = process.inputReader(UTF_8);
      assertThat(output.readLine()).isEqualTo("ready");
      return new LibmodbusServer(
          new ModbusConfig.Rtu(ours.toString(), baud, parity, 1), processes, output);
    } catch (Exception | AssertionError e) {
      end(processes);
      throw e;
    }
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /** As the server is reached. */
  ModbusConfig config() {
    return new ModbusConfig(
        link,
        UNIT,
        java.time.Duration.ofSeconds(20),
        ModbusConfig.MAX_REGISTERS,
        ModbusConfig.DEFAULT_GAP,
        java.time.Duration.ZERO);
  }

  /** Ends the server and gives all that it printed: {@code function 3} for each request. */
  List<String> end() {
    end(processes);
    return output.lines().toList();
  }

  private static void end(List<Process> processes) {
    processes.forEach(process -> process.toHandle().destroy());
    processes.forEach(process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
  }

  @Override
  public void close() {
    end(processes);
  }
}
