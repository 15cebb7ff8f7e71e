package io.rackproof.collector;

import io.rackproof.document.InvalidDocumentException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof revoke}. */
@Command(
    name = "revoke",
    description = {
      "Revokes an agent's certificates, and tokens for it that are open.",
      "A running collector ends the agent's connections within a second and lets it in no more;"
          + " what it sent before stays. 'rackproof enroll' with the same name lets it in again."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  rackproof revoke gen2-007 --reason \"the rack went back to its maker\""},
    mixinStandardHelpOptions = true)
final class RevokeCommand implements Callable<Integer> {

  @Mixin RegisterOption register = new RegisterOption();

  @Parameters(paramLabel = "NAME", description = "of the agent, as 'agents' tells it")
  String name = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "which the agent is told")
  String reason = "no reason given";

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InvalidDocumentException, UserException {
    int revoked = register.use(opened -> opened.revoke(name, reason));
    if (revoked == 0) {
      throw new UserException(
          Main.MISTAKE, "no agent '" + name + "' has a good certificate: see 'rackproof agents'");
    }
    spec.commandLine()
        .getOut()
        .println(
            "agent "
                + name
                + ": "
                + revoked
                + (revoked == 1 ? " certificate" : " certificates")
                + " revoked");
    return 0;
  }
}
