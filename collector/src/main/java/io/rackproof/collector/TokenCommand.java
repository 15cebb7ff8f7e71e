package io.rackproof.collector;

import io.rackproof.collector.access.ApiToken;
import io.rackproof.collector.access.Role;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof token}. */
@Command(
    name = "token",
    description = {
      "Tokens by which scripts, and Prometheus, show who they are.",
      "What a script does stands under the name of the token's user. The collector may run"
          + " meanwhile."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof token create --user ci --role engineer --expires 90d > ci.token",
      "  rackproof token create --metrics --note prometheus --expires 365d > prometheus.token",
      "  RACKPROOF_TOKEN=$(cat ci.token) rackproof campaign list",
      "  rackproof token revoke 5f0c3a9b17e2"
    },
    mixinStandardHelpOptions = true)
final class TokenCommand implements Runnable {

  private static final Duration LONGEST = Duration.ofDays(3_653);

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: create, list or revoke");
  }

  private void tell(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private Role role(String label, boolean metrics, String user) {
    if (metrics && label.isEmpty() && user.isEmpty()) {
      return Role.METRICS;
    }
    if (metrics || label.isEmpty() || user.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "say whose it is: --user NAME --role ROLE, or --metrics alone");
    }
    return Role.of(label)
        .filter(role -> role != Role.METRICS)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "a role is one of " + Role.ofPeople() + ", not '" + label + "'"));
  }

  @Command(
      name = "create",
      description = "Makes a token; it stands on stdout, and nowhere else: its hash is kept.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin AccessOption access,
      @Option(
              names = "--user",
              paramLabel = "NAME",
              defaultValue = "",
              description = "under whose name it acts")
          String user,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "",
              description = "viewer, engineer or approver; at most what the user is")
          String label,
      @Option(names = "--metrics", description = "reads /metrics alone; has no user")
          boolean metrics,
      @Option(
              names = "--note",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "what it is for")
          String note,
      @Option(
              names = "--expires",
              required = true,
              paramLabel = "DURATION",
              converter = DurationOption.class,
              description = "how long it is good, such as 90d")
          Duration expires)
      throws InvalidDocumentException, UserException {
    Role role = role(label, metrics, user);
    if (expires.compareTo(LONGEST) > 0) {
      throw new ParameterException(spec.commandLine(), "--expires is at most 3653d");
    }
    String token = access.use(register -> register.createToken(user, role, note, expires));
    access.note(
        "token create "
            + (metrics ? "--metrics" : "--user " + user + " --role " + label)
            + (note.isEmpty() ? "" : " --note " + note));
    tell(token);
    return 0;
  }

  @Command(
      name = "list",
      description = "Tells all tokens: id, state, role, user, until when they are good.",
      mixinStandardHelpOptions = true)
  int list(@Mixin AccessOption access) throws InvalidDocumentException, UserException {
    List<ApiToken> tokens = access.use(register -> register.tokens());
    long now = Clock.systemUTC().millis();
    for (ApiToken token : tokens) {
      tell(
          "%s  %-7s  %-8s  %-16s  until %s  %s"
              .formatted(
                  token.id(),
                  token.state(now),
                  token.role().label(),
                  token.account().isEmpty() ? "-" : token.account(),
                  Instant.ofEpochMilli(token.expiresMillis()),
                  token.note())
              .stripTrailing());
    }
    if (tokens.isEmpty()) {
      tell("no tokens; make one: rackproof token create --user NAME --role ROLE --expires 90d");
    }
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Makes a token good for nothing.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin AccessOption access,
      @Parameters(paramLabel = "TOKEN-ID", description = "as 'list' tells it") String id)
      throws InvalidDocumentException, UserException {
    if (!access.use(register -> register.revokeToken(id))) {
      throw new UserException(
          Main.MISTAKE, "no token " + id + " is good: see 'rackproof token list'");
    }
    access.note("token revoke " + id);
    tell("token " + id + " is good for nothing now");
    return 0;
  }
}
