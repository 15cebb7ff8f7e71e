package io.rackproof.agent;

import io.rackproof.agent.profile.Profiles;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every command has. */
final class RackOption {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "rack.yaml",
      description = "The rack's file (default: ${DEFAULT-VALUE}).")
  Path file = Path.of("rack.yaml");

  RackOption() {}

  RackOption(Path file) {
    this.file = file;
  }

  RackConfig read() throws InvalidDocumentException {
    return RackFile.read(file, new Profiles(Catalogue.load()));
  }
}
