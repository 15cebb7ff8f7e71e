package io.rackproof.collector;

import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code rackproof}. Exit status 0: done; 1: a fault; 2: the user must mend something;
 * 3: a verdict that {@code --fail-on} names.
 */
@Command(
    name = "rackproof",
    description = "Judges prototype racks against an acceptance plan.",
    mixinStandardHelpOptions = true,
    versionProvider = Software.class,
    subcommands = {
      ServeCommand.class,
      CampaignCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      ScoreCommand.class,
      RescoreCommand.class,
      ExportCommand.class,
      TargetsCommand.class,
      MetricsCommand.class,
      BundleCommand.class,
      VerifyCommand.class,
      DiffCommand.class,
      PlanCommand.class,
      StoreCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DoctorCommand.class,
      EnrollCommand.class,
      AgentsCommand.class,
      RevokeCommand.class,
      UserCommand.class,
      TokenCommand.class,
      AuditCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof plan check plan.yaml                          mistakes of a plan, with line and column",
      "  rackproof serve -c collector.yaml                       runs the collector until it is stopped",
      "  rackproof campaign start --plan plan.yaml --rack RACK   begins to judge a rack",
      "  rackproof campaign watch CAMPAIGN                       tells how it goes",
      "  rackproof report CAMPAIGN --format html,pdf --out out   writes the report",
      "  rackproof score --plan plan.yaml --samples samples.csv --out out   judges files, no collector",
      "",
      "Commands that take --server ask a running collector: http://127.0.0.1:8080, or what stands in",
      "RACKPROOF_SERVER. Each command has --help. Exit status: 0 done; 1 a fault, or the collector",
      "cannot be reached; 2 a mistake of yours to mend; 3 a verdict that --fail-on names."
    })
public final class Main implements Runnable {

  /** Columns of the text of {@code --help}: its examples are longer than 80. */
  static final int HELP_WIDTH = 100;

  static final int FAULT = 1;
  static final int MISTAKE = 2;

  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> tell(exception, commandLine.getErr()));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do:");
  }

  private static int tell(Exception exception, PrintWriter err) {
    if (exception instanceof InvalidDocumentException mistakes) {
      mistakes.problems().forEach(err::println);
      int count = mistakes.problems().size();
      err.println(count == 1 ? "1 mistake" : count + " mistakes");
      return MISTAKE;
    }
    if (exception instanceof UserException user) {
      err.println("rackproof: " + user.getMessage());
      return user.status();
    }
    err.println("rackproof: a fault of the program, please report it:");
    exception.printStackTrace(err);
    return FAULT;
  }
}
