package io.rackproof.collector;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import io.rackproof.document.InvalidDocumentException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
    throw new ParameterException(spec.commandLine(), "say what to do: check FILE");
  }

  @Command(
      name = "check",
      description = "Reads a plan and tells every mistake in it.",
      mixinStandardHelpOptions = true)
  int check(@Parameters(paramLabel = "FILE", description = "the plan") Path file)
      throws InvalidDocumentException {
    Plan plan = Plan.read(file);
    long gates = plan.criteria().stream().filter(Criterion::gate).count();
    spec.commandLine()
        .getOut()
        .printf(
            "%s version %d: %d criteria (%d gates) in %d phases, %d metrics, no mistakes%n",
            plan.name(),
            plan.version(),
            plan.criteria().size(),
            gates,
            plan.phases().size(),
            plan.metrics().size());
    return 0;
  }
}
