package io.rackproof.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped: its start script, its ready line, its end. */
class DistributionIT {

  private static final Path PROGRAM =
      Path.of(System.getProperty("rackproof.root"), "simulator/target/dist/bin/rack-simulator");

  @TempDir Path folder;

  private ProcessBuilder program(Path path, String... arguments) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectErrorStream(true);
  }

  @Test
  void runsFromALinkUntilSigtermAndEndsCleanly() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "needs Linux pseudo-terminals");
    Path link = Files.createSymbolicLink(folder.resolve("twin"), PROGRAM);
    Process process =
        program(link, "run", "--scenario", "leak", "--duration", "60s", "--rack-file", "rack.yaml")
            .start();
    try {
      BufferedReader output = process.inputReader();
      List<String> lines = new ArrayList<>();
      String line = output.readLine();
      while (line != null && !line.startsWith("ready")) {
        lines.add(line);
        line = output.readLine();
      }
      assertThat(line).as("after %s", lines).isEqualTo("ready: scenario leak over 1m, seed 7");
      assertThat(lines)
          .anyMatch(l -> l.matches("cdu-1 +modbus-tcp +127\\.0\\.0\\.1:\\d+ unit 12"))
          .anyMatch(l -> l.matches("shelves-b +modbus-rtu +/dev/pts/\\d+ 115200 8E1"));
      assertThat(Files.readString(folder.resolve("rack.yaml"))).contains("psu-6-4", "switch-2");
      // Process.destroy would close the output before it is read to its end.
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(output.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void mistakeEndsWithStatusTwoAndNoStackTrace() throws Exception {
    Process process = program(PROGRAM, "run", "--scenario", "leek").start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output).contains("Did you mean 'leak'?").doesNotContain("\tat ");
  }

  @Test
  void absentJavaIsToldClearly() throws Exception {
    ProcessBuilder builder = program(PROGRAM, "scenarios");
    builder.environment().put("JAVA_HOME", folder.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output).contains("no Java found", "JAVA_HOME");
  }

  @Test
  void oldJavaIsToldClearly() throws Exception {
    Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 11' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder = program(PROGRAM, "scenarios");
    builder.environment().put("JAVA_HOME", folder.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output).contains("is Java 11; 17 or newer");
  }
}
