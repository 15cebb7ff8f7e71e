package io.rackproof.agent;

import io.rackproof.document.InvalidDocumentException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent}. */
@Command(
    name = "rackproof-agent",
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class,
    description =
        "Polls the devices of a rack over Modbus, SNMP and serial lines, and streams every sample"
            + " to the collector. It only ever reads.",
    subcommands = {
      CheckCommand.class,
      PlanCommand.class,
      OnceCommand.class,
      RunCommand.class,
      ScanCommand.class,
      ProfilesCommand.class,
      EnrollCommand.class,
      DoctorCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent check -c rack.yaml   every mistake of the file at once, asks no device",
      "  rackproof-agent plan -c rack.yaml    the exact requests, and the share of each bus",
      "  rackproof-agent once -c rack.yaml    reads every point once and prints it",
      "  rackproof-agent run -c rack.yaml     polls until it is stopped",
      "  rackproof-agent scan --snmp NETWORK  finds devices, and writes a rack.yaml to start from",
      "  rackproof-agent profiles list        the devices that it knows how to read",
      "  rackproof-agent enroll --collector HOST --token-file FILE   gets this agent's certificate",
      "  rackproof-agent doctor -c rack.yaml  what usually goes wrong on this machine, and the mend",
      "",
      "The keys of rack.yaml are in docs/rack-yaml.md; examples/rack.yaml is a start.",
      "",
      "Exit status: 0 when all went well, 1 when something could not be done or a device did not",
      "answer, 2 for a mistake in an option or a file."
    })
public final class AgentCommand implements Runnable {

  /** Columns of the text of {@code --help}: its examples are longer than 80. */
  static final int HELP_WIDTH = 100;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  AgentCommand() {}

  /** Tells the version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {text()};
    }

    static String text() {
      String version = AgentCommand.class.getPackage().getImplementationVersion();
      return "rackproof-agent " + (version == null ? "development" : version);
    }
  }

  /** Runs the command line and ends the process with its status. */
  public static void main(String[] arguments) {
    Optional<Path> rack = servedRack(arguments);
    System.exit(
        rack.isPresent()
            ? serve(rack.get(), System.err::println)
            : commandLine().execute(arguments));
  }

  /**
   * The rack file of {@code run -c FILE}, as the service starts it: that needs no reading of all
   * the commands and their options, which takes a tenth of a second and some MB for as long as the
   * agent runs. Empty for anything else.
   */
  static Optional<Path> servedRack(String[] arguments) {
    boolean plain =
        arguments.length == 3
            && arguments[0].equals("run")
            && (arguments[1].equals("-c") || arguments[1].equals("--config"))
            && !arguments[2].isEmpty()
            && "-@\"'".indexOf(arguments[2].charAt(0)) < 0;
    return plain ? Optional.of(Path.of(arguments[2])) : Optional.empty();
  }

  static int serve(Path rack, Consumer<String> err) {
    try {
      return new RunCommand(new RackOption(rack)).call();
    } catch (Exception e) {
      OptionalInt status = told(e, err);
      if (status.isEmpty()) {
        e.printStackTrace();
      }
      return status.orElse(1);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new AgentCommand())
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(AgentCommand::tell);
  }

  private static int tell(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    return told(e, command.getErr()::println).orElseThrow(() -> e);
  }

  /** Mistakes of users and refusals of the machine are told in words; defects with their trace. */
  private static OptionalInt told(Exception e, Consumer<String> err) {
    if (e instanceof InvalidDocumentException) {
      err.accept(String.valueOf(e.getMessage()));
      return OptionalInt.of(2);
    }
    if (e instanceof UnusableException unusable) {
      err.accept("rackproof-agent: " + e.getMessage());
      return OptionalInt.of(unusable.status());
    }
    return OptionalInt.empty();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
