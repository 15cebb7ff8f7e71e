package io.rackproof.collector.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs as services: what they tell a service manager, and what their units allow. */
class ServiceIT {

  /** Prints each datagram on a line, its line breaks as {@code |}. */
  private static final String MANAGER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print("listening", flush=True)
      while True:
          print(s.recv(4096).decode().replace("\\n", "|"), flush=True)
      """;

  private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

  @TempDir Path folder;

  private static void need(String program, String debianPackage) {
    boolean there =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    assumeTrue(there, "the Debian package " + debianPackage + " is not installed");
  }

  private Program manager() throws Exception {
    need("python3", "python3");
    Program manager =
        Program.start(
            folder,
            folder.resolve("manager.log"),
            List.of("python3", "-c", MANAGER, folder.resolve("notify").toString()));
    manager.await("listening"::equals);
    return manager;
  }

  /** Its log is a pipe that it takes for the journal's. */
  private Program service(String log, String... command) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "env",
                "NOTIFY_SOCKET=" + folder.resolve("notify"),
                "WATCHDOG_USEC=400000",
                "RACKPROOF_CACHE=" + folder,
                "sh",
                "-c",
                "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$@\"",
                "sh"));
    all.addAll(List.of(command));
    return Program.start(folder, folder.resolve(log), all);
  }

  private static void signal(Program program, String signal) throws Exception {
    assertThat(new ProcessBuilder("kill", signal, Long.toString(program.pid())).start().waitFor())
        .isZero();
  }

  @Test
  void collectorTellsReadyWhenItListensAndStoppingBeforeItEnds() throws Exception {
    Files.writeString(
        folder.resolve("collector.yaml"),
        """
        ingest: {listen: "127.0.0.1:0", plain: true}
        data: {directory: data}
        web: {listen: "127.0.0.1:0"}
        """);
    try (Program manager = manager();
        Program collector =
            service(
                "collector.log",
                Program.COLLECTOR.toString(),
                "serve",
                "-c",
                "collector.yaml",
                "--ports-file",
                "ports")) {
      String ready = manager.await(told -> told.startsWith("READY=1"));
      assertThat(ready)
          .matches(
              "READY=1\\|STATUS=Agents on 127.* pages on http://127.*; 0 agents, 0 campaigns running");
      assertThat(folder.resolve("ports")).exists();
      manager.await("WATCHDOG=1"::equals);
      signal(collector, "-TERM");
      manager.await(told -> told.startsWith("STOPPING=1|STATUS="));
      assertThat(collector.exitStatus(60)).isEqualTo(143);
    }
  }

  @Test
  void agentTellsReadyReloadingAndStoppingAndItsLogHasPriorities() throws Exception {
    Files.writeString(
        folder.resolve("rack.yaml"),
        """
        rack: {id: r1}
        collector: {address: "127.0.0.1:9", plain: true}
        metrics: {listen: none}
        devices:
          - {name: pdu-a, role: pdu, profile: p.yaml, modbus: {address: "127.0.0.1:9", unit: 1}}
        """);
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        profile: p
        modbus: {}
        points:
          - {metric: device_register_value, labels: {register: a}, address: 0, type: uint16}
        """);
    try (Program manager = manager();
        Program agent = service("agent.log", Program.AGENT.toString(), "run", "-c", "rack.yaml")) {
      manager.await(told -> told.startsWith("READY=1|STATUS=Polling 1 device"));
      agent.await(line -> line.startsWith("<6>Agent: Rack r1: polling 1 devices"));
      agent.await(line -> line.matches("<4>device: pdu-a: .* device=pdu-a event=lost"));
      manager.await("STATUS=Polling 1 device, 1 silent; collector away, samples are kept"::equals);
      manager.await("WATCHDOG=1"::equals);
      assumeFalse(agent.ignores(1), "SIGHUP is ignored here, as nohup wants it");
      signal(agent, "-HUP");
      manager.await(told -> told.matches("RELOADING=1\\|MONOTONIC_USEC=\\d+"));
      agent.await(line -> line.startsWith("<6>Reloads: "));
      signal(agent, "-TERM");
      manager.await(told -> told.startsWith("STOPPING=1|STATUS="));
      assertThat(agent.exitStatus(60)).isEqualTo(143);
      List<String> told = List.of(manager.output().split("\n"));
      assertThat(told.subList(told.indexOf(reloading(told)), told.size()))
          .as("ready again after the reload")
          .anyMatch(line -> line.startsWith("READY=1"));
    }
  }

  private static String reloading(List<String> told) {
    return told.stream().filter(line -> line.startsWith("RELOADING=1")).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rackproof-agent", "rackproof-collector"})
  void unitsAllowLittle(String unit) throws Exception {
    need("systemd-analyze", "systemd");
    Program analysis =
        Program.start(
            folder,
            folder.resolve("security.log"),
            List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--no-pager",
                Program.ROOT.resolve("systemd/" + unit + ".service").toString()));
    assertThat(analysis.exitStatus(TimeUnit.MINUTES.toSeconds(1))).isZero();
    Matcher exposure = EXPOSURE.matcher(analysis.output());
    assertThat(exposure.find()).as(analysis.output()).isTrue();
    assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.0);
  }

  @ParameterizedTest
  @CsvSource({
    "rackproof-agent, /usr/lib/rackproof/agent/bin/rackproof-agent, agent",
    "rackproof-collector, /usr/lib/rackproof/collector/bin/rackproof, collector"
  })
  void unitsHaveNoMistake(String unit, String installed, String module) throws Exception {
    need("systemd-analyze", "systemd");
    String text = Files.readString(Program.ROOT.resolve("systemd/" + unit + ".service"));
    assertThat(text).contains("ExecStart=" + installed + " ");
    Path here = module.equals("agent") ? Program.AGENT : Program.COLLECTOR;
    Path file =
        Files.writeString(
            folder.resolve(unit + ".service"), text.replace(installed, here.toString()));
    Program check =
        Program.start(
            folder,
            folder.resolve("verify.log"),
            List.of("systemd-analyze", "verify", "--man=no", file.toString()));
    int status = check.exitStatus(TimeUnit.MINUTES.toSeconds(1));
    assertThat(check.output()).isEmpty();
    assertThat(status).isZero();
  }
}
