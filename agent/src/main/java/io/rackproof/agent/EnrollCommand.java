package io.rackproof.agent;

import io.rackproof.agent.identity.Enrolment;
import io.rackproof.agent.identity.IdentityFiles;
import io.rackproof.identity.EnrolmentToken;
import io.rackproof.identity.RackNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent enroll}. */
@Command(
    name = "enroll",
    mixinStandardHelpOptions = true,
    description = {
      "Turns a one-time token into this agent's certificate.",
      "The token comes from the collector: 'rackproof enroll --rack ID' there. It holds the"
          + " fingerprint of the collector's authority: a collector that cannot prove to be the"
          + " token's gets nothing. The key is made here and never leaves this machine.",
      "Writes agent.key (for its owner alone), agent.pem and authority.pem, and prints the lines"
          + " for rack.yaml. Interrupted, it is run again with the same token. The running agent"
          + " renews the certificate by itself."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof-agent enroll --collector collector.example --token-file token",
      "  ssh collector rackproof enroll --rack gen2-007 |",
      "    rackproof-agent enroll --collector collector.example --token-file -",
      "",
      "A token in --token can be seen by other users of this machine while the command runs.",
      "The files must be readable and writable by the user that the agent runs as.",
      "",
      "Exit status: 0 when the certificate is there, or was before; 1 when the collector gives"
          + " none;",
      "2 for a mistake in an option."
    })
final class EnrollCommand implements Callable<Integer> {

  @Option(
      names = "--collector",
      required = true,
      paramLabel = "HOST[:PORT]",
      description = "as rack.yaml names it; port 7443 when left out")
  private String collector = "";

  @Option(names = "--token", paramLabel = "TOKEN", description = "the token itself")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "a file that holds the token, or - for standard input")
  private @Nullable String tokenFile;

  @Option(
      names = "--directory",
      paramLabel = "DIRECTORY",
      description = "where to write the files (default: here)")
  private Path directory = Path.of("");

  @Option(
      names = "--force",
      description = "enrol again although there is a certificate that is good")
  private boolean force;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  EnrollCommand() {}

  @Override
  public Integer call() throws UnusableException {
    Address address;
    try {
      address = Address.parse(collector, RackFile.COLLECTOR_PORT);
    } catch (IllegalArgumentException e) {
      throw new UnusableException(2, "--collector: " + e.getMessage(), e);
    }
    IdentityFiles files =
        new IdentityFiles(
            directory.resolve("agent.pem"),
            directory.resolve("agent.key"),
            directory.resolve("authority.pem"));
    Enrolment enrolment = new Enrolment(files, Clock.systemUTC());
    try {
      Files.createDirectories(directory.toAbsolutePath());
      Optional<X509Certificate> present = enrolment.present();
      if (present.isPresent() && !force) {
        spec.commandLine()
            .getErr()
            .println("This agent has a certificate already; --force gets another.");
        tell(present.get(), address, files);
        return 0;
      }
      tell(
          enrolment.enrol(address.host(), address.port(), readToken(), AgentCommand.Version.text()),
          address,
          files);
      return 0;
    } catch (IOException e) {
      throw new UnusableException(1, address + ": " + e.getMessage(), e);
    }
  }

  private EnrolmentToken readToken() throws UnusableException {
    if ((token == null) == (tokenFile == null)) {
      throw new UnusableException(2, "give one of --token and --token-file", null);
    }
    try {
      return EnrolmentToken.parse(token != null ? token : firstLine(String.valueOf(tokenFile)));
    } catch (IllegalArgumentException e) {
      throw new UnusableException(2, String.valueOf(e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new UnusableException(2, "--token-file: no such file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UnusableException(2, "--token-file: " + e.getMessage(), e);
    }
  }

  private static String firstLine(String file) throws IOException {
    try (BufferedReader reader =
        file.equals("-")
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(Path.of(file))) {
      String line = reader.readLine();
      return line == null ? "" : line;
    }
  }

  private void tell(X509Certificate certificate, Address address, IdentityFiles files) {
    spec.commandLine()
        .getErr()
        .println(
            "Agent "
                + RackNames.commonName(certificate)
                + " may speak for "
                + String.join(", ", RackNames.of(certificate))
                + " until "
                + certificate.getNotAfter().toInstant()
                + ". For rack.yaml, under 'collector' with 'address: \""
                + address
                + "\"':");
    spec.commandLine().getErr().flush();
    PrintWriter out = spec.commandLine().getOut();
    out.println("  certificate: " + files.certificate().toAbsolutePath());
    out.println("  key: " + files.key().toAbsolutePath());
    out.println("  authority: " + files.authority().toAbsolutePath());
    out.flush();
  }
}
