package io.rackproof.agent;

import io.rackproof.agent.device.Driver;
import io.rackproof.agent.device.Reading;
import io.rackproof.agent.device.Reading.Missing;
import io.rackproof.agent.device.Ticker;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent once}. */
@Command(
    name = "once",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every point of every device once and prints it; buses are read side by side.",
      "Needs no collector and writes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent once -c rack.yaml --device cdu-1 --raw",
      "  rackproof-agent once -c rack.yaml --device cdu-1 -v",
      "  rackproof-agent once -c rack.yaml --format json | jq 'select(.quality != \"good\")'",
      "",
      "Exit status: 0 when all devices answered; 1 when one did not (stderr says which and why);",
      "2 for a mistake in an option or a file."
    })
final class OnceCommand implements Callable<Integer> {

  @Mixin private RackOption rack = new RackOption();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Only this device; may be given several times.")
  private List<String> names = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "${COMPLETION-CANDIDATES}: a line for each point with metric, labels, value, unit,"
              + " quality and time, or one JSON object a line (default: ${DEFAULT-VALUE}).")
  private ReadingPrinter.Format format = ReadingPrinter.Format.text;

  @Option(names = "--raw", description = "With what was on the wire; JSON always has it.")
  private boolean raw;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "With the way of each value: bytes on the wire, their order, the number, the scale.")
  private boolean verbose;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  OnceCommand() {}

  /** A device and the future of its readings. */
  private record Asked(DeviceConfig device, Future<List<Reading>> readings) {}

  @Override
  public Integer call() throws InvalidDocumentException, UnusableException, InterruptedException {
    RackConfig config = rack.read();
    List<DeviceConfig> devices = chosen(config);
    Ticker ticker = RunCommand.systemTicker();
    ExecutorService threads = Executors.newCachedThreadPool(OnceCommand::daemon);
    try (Drivers drivers = new Drivers(ticker)) {
      return print(config, ask(devices, drivers, threads));
    } catch (IOException e) {
      throw new UnusableException(1, String.valueOf(e.getMessage()), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(run, "once");
    thread.setDaemon(true);
    return thread;
  }

  private List<DeviceConfig> chosen(RackConfig config) {
    List<String> known = config.devices().stream().map(DeviceConfig::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            rack.file + " has no device '" + name + "'." + Nearest.hint(name, known));
      }
    }
    return config.devices().stream()
        .filter(device -> names.isEmpty() || names.contains(device.name()))
        .toList();
  }

  private static List<Asked> ask(
      List<DeviceConfig> devices, Drivers drivers, ExecutorService threads) throws IOException {
    Map<String, List<Runnable>> buses = new LinkedHashMap<>();
    List<Asked> asked = new ArrayList<>();
    for (DeviceConfig device : devices) {
      Driver driver = drivers.driver(device.connection());
      FutureTask<List<Reading>> task =
          new FutureTask<>(
              () -> {
                try (driver) {
                  return driver.read(device.profile().points());
                }
              });
      buses.computeIfAbsent(driver.bus(), bus -> new ArrayList<>()).add(task);
      asked.add(new Asked(device, task));
    }
    for (List<Runnable> tasks : buses.values()) {
      threads.execute(() -> tasks.forEach(Runnable::run));
    }
    return asked;
  }

  private int print(RackConfig config, List<Asked> all) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ReadingPrinter printer = new ReadingPrinter(out, format, raw, verbose);
    int status = 0;
    for (Asked asked : all) {
      List<Reading> readings;
      try {
        readings = asked.readings().get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a defect in the driver of " + asked.device().name(), e);
      }
      printer.print(readings, Agent.sampler(config, asked.device()));
      out.flush();
      if (readings.stream().allMatch(reading -> reading.outcome() instanceof Missing)) {
        err.println(
            asked.device().name()
                + " ("
                + asked.device().connection().describe()
                + ") gave no value: "
                + PollLog.why((Missing) readings.get(0).outcome()));
        err.flush();
        status = 1;
      }
    }
    return status;
  }
}
