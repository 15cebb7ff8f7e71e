package io.rackproof.simulator;

import io.rackproof.simulator.scenario.Scenarios;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rack-simulator scenarios}. */
@Command(
    name = "scenarios",
    mixinStandardHelpOptions = true,
    description = "Lists the shipped scenarios.")
final class ScenariosCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("not called by picocli");
    }
    for (String name : Scenarios.SHIPPED) {
      spec.commandLine().getOut().printf("%-16s %s%n", name, Scenarios.shipped(name).title());
    }
    return 0;
  }
}
