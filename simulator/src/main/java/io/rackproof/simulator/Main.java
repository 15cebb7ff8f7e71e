package io.rackproof.simulator;

import io.rackproof.document.InvalidDocumentException;
import io.rackproof.simulator.modbus.Transport;
import java.io.IOException;
import java.net.BindException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code rack-simulator}. */
@Command(
    name = "rack-simulator",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      ReplayCommand.class,
      FleetCommand.class,
      ScenariosCommand.class
    },
    description = "A simulated AI rack behind real Modbus, SNMP and serial endpoints.",
    footer = {
      "",
      "Everything listens on loopback and on pseudo-terminals.",
      "",
      "  rack-simulator scenarios",
      "  rack-simulator run --scenario pump-failure --duration 2m --rack-file rack.yaml",
      "  rack-simulator replay --snmprec pdu.snmprec --port 1161",
      "  rack-simulator replay --rackmon-map orv3_rpu.json --values 7",
      "  rack-simulator fleet --racks 100 --collector 127.0.0.1:7443",
      "",
      "Exit status: 0 after a stop, 2 for a mistake of yours, 1 when something broke.",
    })
public final class Main {

  /** Columns of the text of {@code --help}: its examples are longer than 80. */
  static final int HELP_WIDTH = 100;

  private Main() {}

  public static void main(String[] arguments) {
    int status = commandLine().execute(arguments);
    System.exit(status);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main()).setUsageHelpWidth(HELP_WIDTH);
    commandLine.registerConverter(Transport.class, Main::transport);
    commandLine.setExecutionExceptionHandler(
        (exception, command, result) -> {
          if (exception instanceof InvalidDocumentException
              || exception instanceof UserMistake
              || exception instanceof UnsupportedOperationException) {
            command.getErr().println(exception.getMessage());
            return 2;
          }
          if (exception instanceof BindException) {
            command.getErr().println("the port is taken: choose another, or 0 for a free one");
            return 2;
          }
          if (exception instanceof IOException) {
            command.getErr().println(exception.toString());
            return 1;
          }
          throw exception;
        });
    return commandLine;
  }

  private static Transport transport(String text) {
    return Arrays.stream(Transport.values())
        .filter(transport -> transport.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.TypeConversionException(
                    "expected one of "
                        + Arrays.toString(Transport.values())
                        + ", not '"
                        + text
                        + "'"));
  }

  /** Something that the user can mend; the message says how. */
  static final class UserMistake extends RuntimeException {
    UserMistake(String message) {
      super(message);
    }
  }

  /** Tells the version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"rack-simulator " + (version == null ? "from classes" : version)};
    }
  }
}
