package io.rackproof.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as it is shipped: what its start script tells the JVM. */
class DistributionIT {

  private static final Path PROGRAM =
      Path.of(System.getProperty("rackproof.root"), "agent/target/dist/bin/rackproof-agent");

  @TempDir Path folder;

  /** Starts the agent, ends it once it polls, and waits for its end. */
  private void runUntilItPolls(String options) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(PROGRAM.toString(), "run", "-c", "rack.yaml")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("RACKPROOF_CACHE", folder.toString());
    builder.environment().put("JAVA_OPTS", options);
    Process process = builder.start();
    try (BufferedReader output = process.inputReader()) {
      StringBuilder said = new StringBuilder();
      String line = output.readLine();
      while (line != null && !line.contains("polling 1 devices")) {
        said.append(line).append('\n');
        line = output.readLine();
      }
      assertThat(line).as("after %s", said).isNotNull();
      // Process.destroy would close the output before it is read to its end.
      process.toHandle().destroy();
      String rest = String.join("\n", output.lines().toList());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(rest).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void theSecondStartTakesItsClassesFromTheArchiveThatTheFirstLeft() throws Exception {
    Files.writeString(
        folder.resolve("rack.yaml"),
        """
        rack: {id: r}
        collector: {address: "127.0.0.1:9", plain: true}
        metrics: {listen: none}
        devices:
          - {name: pdu-a, role: pdu, profile: p.yaml, modbus: {address: "127.0.0.1:9", unit: 1}}
        """,
        UTF_8);
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        profile: p
        modbus: {}
        points:
          - {metric: device_register_value, labels: {register: a}, address: 0, type: uint16}
        """,
        UTF_8);
    // Of a JVM that is there no more.
    Files.writeString(folder.resolve("agent-1.jsa"), "old", UTF_8);
    runUntilItPolls("");
    assertThat(archives()).hasSize(1).noneMatch(file -> file.endsWith("agent-1.jsa"));

    runUntilItPolls("-Xlog:class+load:file=classes.log");
    List<String> loaded = Files.readAllLines(folder.resolve("classes.log"));
    List<String> shared = loaded.stream().filter(l -> l.contains("shared objects file")).toList();
    List<String> ours =
        loaded.stream().filter(line -> line.contains(" io.rackproof.agent.poll.")).toList();
    assertThat(ours).isNotEmpty().allMatch(line -> line.contains("shared objects file (top)"));
    assertThat(shared.size()).isGreaterThan(loaded.size() * 85 / 100);
  }
}
