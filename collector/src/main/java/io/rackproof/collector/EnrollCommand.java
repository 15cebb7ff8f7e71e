package io.rackproof.collector;

import io.rackproof.collector.identity.Token;
import io.rackproof.document.Durations;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.identity.EnrolmentToken;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof enroll}: tokens that agents turn into certificates. */
@Command(
    name = "enroll",
    description = {
      "Makes a one-time token that an agent turns into a certificate for its racks alone.",
      "The token stands on stdout, and nowhere else: the register keeps its hash. The first time,"
          + " this makes the collector's certificate authority. The collector may run meanwhile."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof enroll --rack gen2-007 > token      then, on the rack:",
      "  rackproof-agent enroll --collector collector.example --token-file token",
      "  rackproof enroll --rack gen2-007 --rack gen2-008 --name lab --valid 1h",
      "  rackproof enroll list                         tokens, and what became of them",
      "  rackproof enroll revoke 5f0c3a9b17e2          takes an unused token back"
    },
    mixinStandardHelpOptions = true)
final class EnrollCommand implements Callable<Integer> {

  @Mixin RegisterOption register = new RegisterOption();

  @Option(
      names = "--rack",
      paramLabel = "ID",
      description = "a rack that the agent may send samples of; may be repeated")
  List<String> racks = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "of the agent, for 'agents' and 'revoke' (default: the first rack)")
  @Nullable String name;

  @Option(
      names = "--valid",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "how long the token can be used (default: 24h)")
  Duration valid = Duration.ofHours(24);

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InvalidDocumentException, UserException {
    if (racks.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "say which rack: --rack ID");
    }
    Set<String> distinct = new LinkedHashSet<>(racks);
    String agent = Optional.ofNullable(name).orElse(racks.get(0));
    EnrolmentToken token =
        register.use(
            opened -> {
              try {
                return opened.createToken(agent, distinct, valid);
              } catch (IllegalArgumentException e) {
                throw new UserException(Main.MISTAKE, String.valueOf(e.getMessage()));
              }
            });
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "Token "
            + token.id()
            + " for agent "
            + agent
            + ", racks "
            + String.join(", ", distinct)
            + ", good once within "
            + Durations.format(valid)
            + ". On the rack: rackproof-agent enroll --collector HOST --token-file -");
    err.println("It proves an authority with the fingerprint " + token.authority() + ".");
    err.flush();
    spec.commandLine().getOut().println(token.text());
    spec.commandLine().getOut().flush();
    return 0;
  }

  @Command(
      name = "list",
      description = "Tells all tokens: id, state, agent, racks, until when they can be used.",
      mixinStandardHelpOptions = true)
  int list(@Mixin RegisterOption from) throws InvalidDocumentException, UserException {
    PrintWriter out = spec.commandLine().getOut();
    List<Token> tokens = from.use(opened -> opened.tokens());
    long now = Clock.systemUTC().millis();
    for (Token token : tokens) {
      out.printf(
          "%s  %-7s  %s  until %s  racks %s%n",
          token.id(),
          token.state(now),
          token.name(),
          Instant.ofEpochMilli(token.expiresMillis()),
          String.join(",", token.racks().stream().sorted().toList()));
    }
    if (tokens.isEmpty()) {
      out.println("no tokens; make one: rackproof enroll --rack ID");
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Takes a token back that was not used yet.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin RegisterOption from,
      @Parameters(paramLabel = "TOKEN-ID", description = "as 'list' tells it") String id)
      throws InvalidDocumentException, UserException {
    boolean revoked = from.use(opened -> opened.revokeToken(id));
    if (!revoked) {
      throw new UserException(
          Main.MISTAKE,
          "no token "
              + id
              + " is open: see 'rackproof enroll list'. A token that was used is a certificate now:"
              + " 'rackproof revoke NAME'");
    }
    spec.commandLine().getOut().println("token " + id + " can be used no more");
    return 0;
  }
}
