package io.rackproof.collector;

import io.rackproof.collector.identity.Issued;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof agents}: who has a certificate. */
@Command(
    name = "agents",
    description = {
      "Tells the agents' certificates: agent, state, until when, racks, serial number.",
      "An agent has a second one from its renewal until the first expires."
    },
    mixinStandardHelpOptions = true)
final class AgentsCommand implements Callable<Integer> {

  @Mixin RegisterOption register = new RegisterOption();

  @Option(names = "--expired", description = "those that have expired, too")
  boolean expired;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InvalidDocumentException, UserException {
    List<Issued> certificates =
        register.use(opened -> expired ? opened.certificates(0) : opened.certificates());
    PrintWriter out = spec.commandLine().getOut();
    for (Issued issued : certificates) {
      out.printf(
          "%s  %s  until %s  racks %s  serial %s%n",
          issued.name(),
          issued
              .revocation()
              .map(r -> "revoked " + Instant.ofEpochMilli(r.millis()) + " (" + r.reason() + ")")
              .orElse("good"),
          Instant.ofEpochMilli(issued.notAfterMillis()),
          String.join(",", issued.racks().stream().sorted().toList()),
          issued.serial());
    }
    if (certificates.isEmpty()) {
      out.println("no agents; enrol one: rackproof enroll --rack ID");
    }
    out.flush();
    return 0;
  }
}
