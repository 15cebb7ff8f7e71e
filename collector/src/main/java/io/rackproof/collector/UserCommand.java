package io.rackproof.collector;

import io.rackproof.collector.access.Account;
import io.rackproof.collector.access.Role;
import io.rackproof.document.InvalidDocumentException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof user}. */
@Command(
    name = "user",
    description = {
      "Who may sign in at the collector's pages, and what they may do there.",
      "viewer: reads. engineer: begins and drives campaigns, asks for waivers. approver: signs"
          + " waivers and decides, as well. The collector may run meanwhile; a change of role or"
          + " password, and a removal, end the sessions of the user."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof user add ann --role approver        asks for a password",
      "  rackproof user add ci --role engineer --no-password    for scripts",
      "  rackproof user set-role ann engineer",
      "  rackproof user list"
    },
    mixinStandardHelpOptions = true)
final class UserCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: add, list, link, set-role, set-password or remove");
  }

  private Role role(String label) {
    return Role.of(label)
        .filter(role -> role != Role.METRICS)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "a role is one of " + Role.ofPeople() + ", not '" + label + "'"));
  }

  private void tell(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static UserException unknown(String name) {
    return new UserException(
        Main.MISTAKE, "there is no user '" + name + "': see 'rackproof user list'");
  }

  @Command(name = "add", description = "Makes a user.", mixinStandardHelpOptions = true)
  int add(
      @Mixin AccessOption access,
      @Mixin NewPassword password,
      @Parameters(paramLabel = "NAME", description = "stands under all that the user does")
          String name,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "ROLE",
              description = "viewer, engineer or approver")
          String label,
      @Option(names = "--no-password", description = "has tokens alone, and no way to sign in")
          boolean none)
      throws InvalidDocumentException, UserException {
    Role role = role(label);
    Optional<String> chosen = none ? Optional.empty() : Optional.of(password.get(name));
    access.use(
        register -> {
          register.add(name, role, chosen);
          return true;
        });
    access.note("user add " + name + " --role " + label);
    tell("user " + name + " is " + label);
    return 0;
  }

  @Command(
      name = "list",
      description = "Tells all users: name, role, how they sign in.",
      mixinStandardHelpOptions = true)
  int list(@Mixin AccessOption access) throws InvalidDocumentException, UserException {
    List<Account> accounts = access.use(register -> register.accounts());
    for (Account account : accounts) {
      String how =
          account.removed().isPresent()
              ? "removed " + Instant.ofEpochMilli(account.removed().getAsLong())
              : how(account);
      tell("%-24s  %-8s  %s".formatted(account.name(), account.role().label(), how));
    }
    if (accounts.isEmpty()) {
      tell("no users; make one: rackproof user add NAME --role approver");
    }
    return 0;
  }

  private static String how(Account account) {
    if (account.ofProvider()) {
      return account.hasPassword() ? "provider, password" : "provider";
    }
    return account.hasPassword() ? "password" : "tokens alone";
  }

  @Command(
      name = "link",
      description = {
        "Lets a person of the OpenID provider sign in as this user.",
        "Who comes from the provider for the first time gets a user of the name that it tells. Where"
            + " that name is another's here, he is refused, and told his subject; this command says"
            + " that the two are one person. Look twice: he acts under this name from then on."
      },
      mixinStandardHelpOptions = true)
  int link(
      @Mixin AccessOption access,
      @Parameters(paramLabel = "NAME", description = "of the user") String name,
      @Option(
              names = "--subject",
              required = true,
              paramLabel = "SUBJECT",
              description = "as the provider calls the person (its claim 'sub')")
          String subject)
      throws InvalidDocumentException, UserException {
    String issuer = access.issuer();
    if (!access.use(register -> register.link(name, issuer, subject))) {
      throw unknown(name);
    }
    access.note("user link " + name + " --subject " + subject);
    tell("user " + name + " signs in as " + subject + " of " + issuer + " from now on");
    return 0;
  }

  @Command(
      name = "set-role",
      description = "Gives a user another role; ends the user's sessions.",
      mixinStandardHelpOptions = true)
  int setRole(
      @Mixin AccessOption access,
      @Parameters(paramLabel = "NAME", description = "of the user") String name,
      @Parameters(paramLabel = "ROLE", description = "viewer, engineer or approver") String label)
      throws InvalidDocumentException, UserException {
    Role role = role(label);
    if (!access.use(register -> register.setRole(name, role))) {
      throw unknown(name);
    }
    access.note("user set-role " + name + " " + label);
    tell("user " + name + " is " + label + " now; sessions were ended");
    return 0;
  }

  @Command(
      name = "set-password",
      description = "Gives a user another password; ends the user's sessions.",
      mixinStandardHelpOptions = true)
  int setPassword(
      @Mixin AccessOption access,
      @Mixin NewPassword password,
      @Parameters(paramLabel = "NAME", description = "of the user") String name)
      throws InvalidDocumentException, UserException {
    String chosen = password.get(name);
    if (!access.use(register -> register.setPassword(name, chosen))) {
      throw unknown(name);
    }
    access.note("user set-password " + name);
    tell("user " + name + " has another password now; sessions were ended");
    return 0;
  }

  @Command(
      name = "remove",
      description = {
        "Removes a user; ends sessions, revokes tokens.",
        "What the user did stays under the name, which nobody else can have."
      },
      mixinStandardHelpOptions = true)
  int remove(
      @Mixin AccessOption access,
      @Parameters(paramLabel = "NAME", description = "of the user") String name)
      throws InvalidDocumentException, UserException {
    if (!access.use(register -> register.remove(name))) {
      throw unknown(name);
    }
    access.note("user remove " + name);
    tell("user " + name + " was removed; sessions were ended, tokens revoked");
    return 0;
  }
}
