package io.rackproof.collector;

import io.rackproof.collector.store.StoreCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof store}: looks after a store's folder. */
@Command(
    name = "store",
    description = "Looks after the folder in which a collector keeps samples.",
    mixinStandardHelpOptions = true)
final class StoreCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do:");
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Looks whether a store holds what it says, exactly once: SHA-256 and content of every"
            + " sealed file, rows and batch numbers without gap or overlap between files and log,"
            + " every batch in the log decodable. Changes nothing and may run beside the"
            + " collector.",
        "Exit status: 0 all is well, 1 something is wrong (each thing is named on a line of its"
            + " own), 2 the folder is no store."
      })
  int check(
      @Parameters(paramLabel = "DIRECTORY", description = "data.directory of collector.yaml")
          Path directory)
      throws UserException {
    PrintWriter out = spec.commandLine().getOut();
    StoreCheck.Result result;
    try {
      result = StoreCheck.run(directory);
    } catch (IOException e) {
      throw new UserException(Main.MISTAKE, String.valueOf(e.getMessage()));
    }
    result.faults().forEach(fault -> out.println("WRONG " + fault));
    result.notes().forEach(note -> out.println("note  " + note));
    out.printf(
        "%d sealed files with %d samples, %d batches in the log: %s%n",
        result.files(),
        result.sealedSamples(),
        result.logBatches(),
        result.faults().isEmpty() ? "all is well" : result.faults().size() + " wrong");
    out.flush();
    return result.faults().isEmpty() ? 0 : Main.FAULT;
  }
}
