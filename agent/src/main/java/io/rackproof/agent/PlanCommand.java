package io.rackproof.agent;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusConfig;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.agent.device.modbus.ModbusLinks;
import io.rackproof.agent.device.modbus.PlannedRead;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent plan}. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the exact frames that a poll of each Modbus device sends, and the share of its bus that"
          + " they take at the intervals of rack.yaml.",
      "Asks no device unless --learn is given. On a serial line times come from its speed, with"
          + " devices that answer at once; on a network they are known once they were measured."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent plan -c rack.yaml           before anything is connected",
      "  rackproof-agent plan -c rack.yaml --learn   with what the devices really take",
      "",
      "Exit status: 0 when all fits; 2 when polls take more than all of a bus's time (stderr says",
      "which interval would fit), or for a mistake in an option or a file."
    })
final class PlanCommand implements Callable<Integer> {

  /** Enough for a unit's costs to count as measured, and for its bad addresses to be found. */
  private static final int ROUNDS = 12;

  @Mixin private RackOption rack = new RackOption();

  @Option(
      names = "--learn",
      description =
          "Read each Modbus device " + ROUNDS + " times first: what it refuses and what it takes.")
  private boolean learn;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  PlanCommand() {}

  @Override
  public Integer call() throws InvalidDocumentException {
    RackConfig config = rack.read();
    PrintWriter out = spec.commandLine().getOut();
    Map<DeviceConfig, ModbusDriver> drivers = drivers(config);
    try {
      if (learn) {
        drivers.forEach(PlanCommand::learn);
      }
      List<BusOccupancy> buses =
          BusOccupancy.of(config.devices(), device -> Objects.requireNonNull(drivers.get(device)));
      buses.forEach(bus -> print(out, bus));
      int others = config.devices().size() - drivers.size();
      if (others > 0) {
        out.printf(
            Locale.ROOT, "%d devices that are not read over Modbus are not planned here%n", others);
      }
      out.flush();
      return refuse(buses);
    } finally {
      drivers.values().forEach(ModbusDriver::close);
    }
  }

  private int refuse(List<BusOccupancy> buses) {
    PrintWriter err = spec.commandLine().getErr();
    int status = 0;
    for (BusOccupancy bus : buses) {
      if (bus.overload().isPresent()) {
        err.println("rackproof-agent: " + bus.overload().get());
        status = 2;
      }
    }
    err.flush();
    return status;
  }

  private static Map<DeviceConfig, ModbusDriver> drivers(RackConfig config) {
    Ticker ticker = RunCommand.systemTicker();
    ModbusLinks links = new ModbusLinks(ticker);
    Map<DeviceConfig, ModbusDriver> drivers = new LinkedHashMap<>();
    for (DeviceConfig device : config.devices()) {
      if (device.connection() instanceof Connection.OverModbus modbus) {
        drivers.put(device, new ModbusDriver(modbus.config(), links, ticker));
      }
    }
    return drivers;
  }

  private static void learn(DeviceConfig device, ModbusDriver driver) {
    for (int round = 0; round < ROUNDS; round++) {
      var unused = driver.read(device.profile().points());
    }
  }

  private static void print(PrintWriter out, BusOccupancy bus) {
    out.printf(
        Locale.ROOT,
        "%s: %d devices, %s requests a second%s%n",
        describe(bus.link()),
        bus.devices().size(),
        number(bus.requestsPerSecond()),
        bus.isTimed() ? ", " + percent(bus.share()) + " of its time" : "");
    for (DeviceOccupancy device : bus.devices()) {
      print(out, bus, device);
    }
  }

  private static void print(PrintWriter out, BusOccupancy bus, DeviceOccupancy device) {
    int unit = ((Connection.OverModbus) device.device().connection()).config().unit();
    out.printf(
        Locale.ROOT,
        "  %s (unit %d): %s requests a second%s, %s%n",
        device.device().name(),
        unit,
        number(device.requestsPerSecond()),
        bus.isTimed() ? ", " + percent(device.share()) + " of the bus" : "",
        device.learned() ? "learned" : "assumed");
    for (DeviceOccupancy.Round round : device.rounds()) {
      int request = round.reads().stream().mapToInt(PlannedRead::requestBytes).sum();
      int answer = round.reads().stream().mapToInt(PlannedRead::answerBytes).sum();
      String which =
          round.share() == 1
              ? "every " + Durations.format(device.slot())
              : String.format(
                  Locale.ROOT,
                  "in %s of its slots of %s",
                  percent(round.share()),
                  Durations.format(device.slot()));
      out.printf(
          Locale.ROOT,
          "    %s: %d requests, %d bytes out, %d bytes in%s%n",
          which,
          round.reads().size(),
          request,
          answer,
          time(round.cost()));
      for (PlannedRead read : round.reads()) {
        out.printf(
            Locale.ROOT,
            "      %s   %s, %d points, %d bytes in%s%n",
            read.frame(),
            read.what(),
            read.sources(),
            read.answerBytes(),
            time(read.cost()));
      }
    }
  }

  private static String describe(ModbusConfig.Link link) {
    return link instanceof ModbusConfig.SerialLine line
        ? line.bus() + " (" + line.mode() + ", " + line.baud() + " baud)"
        : link.bus() + " (" + link.mode() + ")";
  }

  private static String time(Duration cost) {
    return cost.isZero() ? "" : String.format(Locale.ROOT, ", %s ms", number(cost.toNanos() / 1e6));
  }

  private static String percent(double share) {
    return number(100 * share) + " %";
  }

  /** Three digits, as far as they are before the point. */
  private static String number(double number) {
    return number >= 100
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.format(Locale.ROOT, number >= 10 ? "%.1f" : "%.2f", number);
  }
}
