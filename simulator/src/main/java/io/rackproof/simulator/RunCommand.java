package io.rackproof.simulator;

import io.rackproof.document.Durations;
import io.rackproof.simulator.modbus.Transport;
import io.rackproof.simulator.model.Layout;
import io.rackproof.simulator.model.Script;
import io.rackproof.simulator.scenario.Scenario;
import io.rackproof.simulator.scenario.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rack-simulator run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the rack twin: a CDU, 24 power supplies, two PDUs, two switches and a meter.",
      "Prints each endpoint, then a line that starts with 'ready', and runs until it is stopped.",
      "The workload begins with the first request, or 15 s after 'ready'.",
    },
    footer = {
      "",
      "  rack-simulator run --rack-file rack.yaml --collector 127.0.0.1:7443",
      "  rack-simulator run --scenario leak --duration 90s --rack-file rack.yaml",
      "  rack-simulator run --cdu udp --shelves rtu-over-tcp --rack-file rack.yaml",
      "  rack-simulator run --scenario my-scenario.yaml --duration 10m --seed 42",
    })
final class RunCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      description =
          "What happens: a shipped scenario (see 'scenarios') or a file. Default: healthy")
  String scenario = "healthy";

  @Option(
      names = "--duration",
      paramLabel = "D",
      description = "Length of the run, to which shares in the scenario refer. Default: 2m")
  String duration = "2m";

  @Option(
      names = "--rack-file",
      paramLabel = "FILE",
      description = "Writes the rack.yaml with which rackproof-agent polls this rack")
  @Nullable Path rackFile;

  @Option(
      names = "--collector",
      paramLabel = "HOST:PORT",
      description = "Address of the collector for the rack file. Default: 127.0.0.1:7443")
  String collector = "127.0.0.1:7443";

  @Option(
      names = "--cdu",
      paramLabel = "T",
      description =
          "Modbus of the CDU: tcp, udp, rtu-over-tcp, ascii-over-tcp, rtu, ascii. Default: tcp")
  Transport cdu = Transport.TCP;

  @Option(
      names = "--shelves",
      paramLabel = "T",
      description = "Modbus of the power shelves, of the same. Default: rtu")
  Transport shelves = Transport.RTU;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all noise instead of the scenario's")
  @Nullable Long seed;

  @Override
  public Integer call() throws Exception {
    Duration length =
        Durations.parse(duration)
            .filter(d -> !d.isZero())
            .orElseThrow(
                () ->
                    new Main.UserMistake(
                        "--duration: expected a duration such as 90s, 2m or 1h, not '"
                            + duration
                            + "'"));
    if (!collector.matches("[^\\s\"]+:\\d{1,5}")) {
      throw new Main.UserMistake("--collector: expected HOST:PORT, not '" + collector + "'");
    }
    Scenario chosen = Scenarios.find(scenario);
    Script script;
    try {
      script = chosen.over(length, seed == null ? chosen.seed() : seed);
    } catch (IllegalArgumentException e) {
      throw new Main.UserMistake(
          "--duration "
              + duration
              + " is too short for '"
              + chosen.name()
              + "': "
              + e.getMessage());
    }
    RunClock clock = new RunClock(System::nanoTime, PATIENCE);
    Twin twin = Twin.start(script, clock, new Twin.Transports(cdu, shelves));
    print(twin);
    if (rackFile != null) {
      write(twin, rackFile);
    }
    out()
        .println(
            "ready: scenario "
                + chosen.name()
                + " over "
                + Durations.format(length)
                + ", seed "
                + script.seed());
    out().flush();
    Stop.await(twin);
    return 0;
  }

  private void print(Twin twin) {
    line("cdu-1", "modbus-" + cdu, twin.cdu() + settings(cdu) + " unit " + Twin.CDU_UNIT);
    for (String bus : Twin.BUSES) {
      line(bus, "modbus-" + shelves, twin.line(bus) + settings(shelves));
    }
    List<String> agents = new ArrayList<>(Layout.PDUS);
    agents.addAll(Layout.SWITCHES);
    for (String agent : agents) {
      String address = RackFile.address(twin.snmp(agent));
      line(agent, "snmp-2c", address + " community " + Twin.COMMUNITY);
    }
    line("meter-1", "scpi", twin.meter() + " 9600 8N1");
  }

  private static String settings(Transport transport) {
    return switch (transport) {
      case RTU -> " 115200 8E1";
      case ASCII -> " 115200 7E1";
      default -> "";
    };
  }

  private void line(String name, String protocol, String address) {
    out().printf("%-10s %-11s %s%n", name, protocol, address);
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    return spec.commandLine().getOut();
  }

  private void write(Twin twin, Path file) {
    try {
      Files.writeString(file, RackFile.of(twin, collector));
    } catch (IOException e) {
      twin.close();
      throw new Main.UserMistake("--rack-file: cannot write " + file + ": " + e.getMessage());
    }
    out().println("rack file  " + file);
  }
}
