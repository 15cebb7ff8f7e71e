package io.rackproof.collector;

import io.rackproof.collector.identity.AgentRegister;
import io.rackproof.collector.identity.IdentityConfig;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Option;

/** Where the register of agents lies, for the commands that people use on it. */
final class RegisterOption {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "collector.yaml",
      description = "configuration of the collector (default: ${DEFAULT-VALUE})")
  Path config = Path.of("collector.yaml");

  /** Work with the register. */
  interface Work<T> {
    T with(AgentRegister register) throws IOException, UserException;
  }

  /**
   * Opens the register, beside the running collector or without one.
   *
   * @throws UserException when there is none to open, in words
   */
  <T> T use(Work<T> work) throws InvalidDocumentException, UserException {
    IdentityConfig identity =
        CollectorFile.read(config)
            .identity()
            .orElseThrow(
                () ->
                    new UserException(
                        Main.MISTAKE,
                        config
                            + ": agents are enrolled where 'ingest' has 'names', those by which"
                            + " they dial the collector: ingest: {listen: \"[::]:7443\", names:"
                            + " [collector.example]}"));
    try (AgentRegister register = AgentRegister.open(identity.directory(), Clock.systemUTC())) {
      return work.with(register);
    } catch (IOException e) {
      throw new UserException(
          Main.FAULT,
          e.getMessage()
              + " (this runs as the user of the collector: sudo -u rackproof rackproof …)");
    }
  }
}
