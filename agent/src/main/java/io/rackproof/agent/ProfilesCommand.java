package io.rackproof.agent;

import io.rackproof.agent.device.Point;
import io.rackproof.agent.profile.Profile;
import io.rackproof.agent.profile.Profiles;
import io.rackproof.agent.profile.ShippedText;
import io.rackproof.catalogue.Catalogue;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.document.Nearest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof-agent profiles}. */
@Command(
    name = "profiles",
    mixinStandardHelpOptions = true,
    description = {
      "Device profiles: how a device model is read, which quantities it has and what they are called.",
      "rack.yaml names the profile of each device: a shipped one by its name, your own by its file."
    },
    subcommands = {
      ProfilesCommand.ListCommand.class,
      ProfilesCommand.ShowCommand.class,
      ProfilesCommand.CheckFilesCommand.class
    },
    footerHeading = "%nA profile of your own for a device like a shipped one:%n",
    footer = {
      "  rackproof-agent profiles list",
      "  rackproof-agent profiles show apc-rpdu2 > my-pdu.yaml",
      "  rackproof-agent profiles check my-pdu.yaml",
      "",
      "Or only what it has beyond the shipped one: the key 'extends: apc-rpdu2' and your points.",
      "The keys are in docs/profiles.md, docs/profiles-snmp.md and docs/profiles-serial.md."
    })
final class ProfilesCommand implements Runnable {

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  @Spec
  private CommandSpec spec;

  ProfilesCommand() {}

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code rackproof-agent profiles list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Tells the shipped profiles: name, protocol, number of points, title and source.",
        "A column of an SNMP table is one point here, and as many series as the table has rows."
      })
  static final class ListCommand implements Callable<Integer> {

    @SuppressWarnings("NullAway.Init") // Set by picocli.
    @Spec
    private CommandSpec spec;

    ListCommand() {}

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Profiles profiles = new Profiles(Catalogue.load());
      int width = Profiles.SHIPPED.stream().mapToInt(String::length).max().orElse(1);
      String form = "%-" + width + "s  %-6s  %3d points  %s (%s)%n";
      for (String name : Profiles.SHIPPED) {
        Profile profile = profiles.shipped(name);
        out.printf(
            Locale.ROOT,
            form,
            name,
            profile.protocol().key(),
            profile.points().size(),
            profile.title(),
            profile.source());
      }
      out.flush();
      return 0;
    }
  }

  /** {@code rackproof-agent profiles show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints a shipped profile as a file of its own: what it takes from another profile stands in it.",
        "Redirect it to a file to start a profile of your own."
      })
  static final class ShowCommand implements Callable<Integer> {

    @SuppressWarnings("NullAway.Init") // Set by picocli.
    @Parameters(
        paramLabel = "NAME",
        description = "A shipped profile, as 'profiles list' names it.")
    private String name;

    @SuppressWarnings("NullAway.Init") // Set by picocli.
    @Spec
    private CommandSpec spec;

    ShowCommand() {}

    @Override
    public Integer call() throws UnusableException {
      if (!Profiles.SHIPPED.contains(name)) {
        throw new UnusableException(
            2,
            "there is no shipped profile '"
                + name
                + "'."
                + Nearest.hint(name, Profiles.SHIPPED)
                + " 'rackproof-agent profiles list' tells all",
            null);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(ShippedText.resolved(name));
      out.flush();
      return 0;
    }
  }

  /** {@code rackproof-agent profiles check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Reads profiles of your own and tells every mistake with file, line and column. Asks no device.",
        "A file that ends in .json is read as a register map of OpenBMC's rackmon."
      },
      footerHeading = "%n",
      footer = {"Exit status: 0 when all files can be used, with one line for each; else 2."})
  static final class CheckFilesCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Profiles to check.")
    private List<Path> files = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Set by picocli.
    @Spec
    private CommandSpec spec;

    CheckFilesCommand() {}

    @Override
    public Integer call() {
      Profiles profiles = new Profiles(Catalogue.load());
      PrintWriter out = spec.commandLine().getOut();
      int status = 0;
      for (Path file : files) {
        try {
          Profile profile = profiles.file(file);
          long metrics = profile.points().stream().map(Point::metric).distinct().count();
          out.printf(
              Locale.ROOT,
              "%s: profile %s, %s, %d points of %d metrics%n",
              file,
              profile.name(),
              profile.protocol().key(),
              profile.points().size(),
              metrics);
        } catch (InvalidDocumentException e) {
          spec.commandLine().getErr().println(e.getMessage());
          status = 2;
        }
      }
      out.flush();
      return status;
    }
  }
}
