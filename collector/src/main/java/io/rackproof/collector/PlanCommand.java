package io.rackproof.collector;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Finding;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.plan.PlanReview;
import io.rackproof.collector.plan.PlanSchema;
import io.rackproof.collector.scenario.Scenario;
import io.rackproof.collector.scenario.ScenarioFile;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof plan}: plans, without a collector. */
@Command(
    name = "plan",
    description = "Works on acceptance plans, without a collector.",
    mixinStandardHelpOptions = true)
final class PlanCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: check FILE…, test FILE… or schema");
  }

  @Command(
      name = "check",
      description = {
        "Reads plans and tells every mistake in them, and what is likely not meant.",
        "Exit status 2 with mistakes; 1 with warnings and --strict; else 0."
      },
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "a plan") List<Path> files,
      @Option(names = "--strict", description = "warnings are failures") boolean strict)
      throws InvalidDocumentException {
    PrintWriter out = spec.commandLine().getOut();
    List<Problem> mistakes = new ArrayList<>();
    boolean warned = false;
    for (Path file : files) {
      try {
        Plan plan = Plan.read(file);
        List<Finding> findings = PlanReview.of(plan, file.toString());
        findings.forEach(out::println);
        warned |= findings.stream().anyMatch(f -> f.level() == Finding.Level.WARNING);
        out.println(summary(plan, findings));
      } catch (InvalidDocumentException e) {
        mistakes.addAll(e.problems());
      }
    }
    out.flush();
    if (!mistakes.isEmpty()) {
      throw new InvalidDocumentException(mistakes);
    }
    return warned && strict ? Main.FAULT : 0;
  }

  private static String summary(Plan plan, List<Finding> findings) {
    long gates = plan.criteria().stream().filter(Criterion::gate).count();
    long warnings = findings.stream().filter(f -> f.level() == Finding.Level.WARNING).count();
    return "%s version %d: %s (%s) in %s, %s, no mistakes%s"
        .formatted(
            plan.name(),
            plan.version(),
            plan.criteria().size() == 1 ? "1 criterion" : plan.criteria().size() + " criteria",
            counted(gates, "gate"),
            counted(plan.phases().size(), "phase"),
            counted(plan.metrics().size(), "metric"),
            warnings == 0 ? "" : ", " + counted(warnings, "warning"));
  }

  private static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  @Command(
      name = "test",
      description = {
        "Judges the scenarios of plan tests and compares with what they expect.",
        "Exit status 2 with mistakes in a file; 1 when a test fails; else 0."
      },
      mixinStandardHelpOptions = true)
  int test(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "tests of a plan")
          List<Path> files)
      throws InvalidDocumentException {
    PrintWriter out = spec.commandLine().getOut();
    List<Problem> mistakes = new ArrayList<>();
    int failed = 0;
    int passed = 0;
    for (Path file : files) {
      try {
        ScenarioFile read = ScenarioFile.read(file);
        for (Scenario scenario : read.scenarios()) {
          List<String> differences = scenario.differences(read.plan());
          out.println(line(read, scenario, differences));
          differences.forEach(difference -> out.println("      " + difference));
          failed += differences.isEmpty() ? 0 : 1;
          passed += differences.isEmpty() ? 1 : 0;
          out.flush();
        }
      } catch (InvalidDocumentException e) {
        mistakes.addAll(e.problems());
      }
    }
    out.println(passed + " passed, " + failed + " failed");
    out.flush();
    if (!mistakes.isEmpty()) {
      throw new InvalidDocumentException(mistakes);
    }
    return failed == 0 ? 0 : Main.FAULT;
  }

  private static String line(ScenarioFile file, Scenario scenario, List<String> differences) {
    String place = file.file() + ":" + scenario.line() + ": " + scenario.name();
    int checked = scenario.checked(file.plan());
    return differences.isEmpty()
        ? "ok    " + place + " (" + checked + " of " + file.plan().criteria().size() + " criteria)"
        : "FAIL  " + place;
  }

  @Command(
      name = "schema",
      description = "Prints the JSON Schema of plans, for editors.",
      mixinStandardHelpOptions = true)
  int schema() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(PlanSchema.text());
    out.flush();
    return 0;
  }
}
