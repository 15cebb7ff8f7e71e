package io.rackproof.agent;

import io.rackproof.agent.device.Ticker;
import io.rackproof.agent.device.modbus.ModbusDriver;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Reads rack.yaml and its profiles, and tells every mistake with file, line and column.",
      "Asks no device, no collector and no name server."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent check                      checks ./rack.yaml",
      "  rackproof-agent check -c /etc/rackproof/rack.yaml && systemctl restart rackproof-agent",
      "",
      "Warns on stderr where polls take more than all of a bus's time (see 'plan').",
      "Exit status: 0 when the file can be used, with one line for each device; else 2."
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private RackOption rack = new RackOption();

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  CheckCommand() {}

  @Override
  public Integer call() throws InvalidDocumentException {
    RackConfig config = rack.read();
    PrintWriter out = spec.commandLine().getOut();
    int name = width(config.devices().stream().map(DeviceConfig::name));
    int reach = width(config.devices().stream().map(d -> d.connection().describe()));
    int profile = width(config.devices().stream().map(d -> d.profile().name()));
    String form = "%-" + name + "s  %-" + reach + "s  %-" + profile + "s  %4d points every %s%n";
    for (DeviceConfig device : config.devices()) {
      out.printf(
          Locale.ROOT,
          form,
          device.name(),
          device.connection().describe(),
          device.profile().name(),
          device.profile().points().size(),
          Durations.format(device.interval()));
    }
    out.printf(
        Locale.ROOT,
        "%s: rack %s, %d devices, %s%n",
        rack.file,
        config.rack().id(),
        config.devices().size(),
        config
            .collector()
            .map(
                c ->
                    "collector "
                        + new Address(c.host(), c.port())
                        + (c.tls().isPresent() ? " over TLS" : " without TLS"))
            .orElse("no collector: good for 'once', not for 'run'"));
    out.flush();
    warn(config);
    return 0;
  }

  /** What {@code plan} would refuse. */
  private void warn(RackConfig config) {
    PrintWriter err = spec.commandLine().getErr();
    Ticker ticker = RunCommand.systemTicker();
    for (BusOccupancy bus :
        BusOccupancy.of(config.devices(), device -> unconnected(device, ticker))) {
      bus.overload().ifPresent(why -> err.println("warning: " + why));
    }
    err.flush();
  }

  private static ModbusDriver unconnected(DeviceConfig device, Ticker ticker) {
    return new ModbusDriver(((Connection.OverModbus) device.connection()).config(), ticker);
  }

  private static int width(java.util.stream.Stream<String> texts) {
    return texts.mapToInt(String::length).max().orElse(1);
  }
}
