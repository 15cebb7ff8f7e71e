package io.rackproof.collector;

import io.rackproof.collector.access.AccessRegister;
import io.rackproof.collector.backup.Manifest;
import io.rackproof.collector.backup.Restore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof restore}: a data directory out of a backup. */
@Command(
    name = "restore",
    description = {
      "Makes a collector's data directory of a backup. Every file is checked against the SHA-256"
          + " that it had; when one differs it is named, and no directory is made.",
      "",
      "Run it as the user that the collector runs as, then name the directory as data.directory in"
          + " collector.yaml and start the collector. Agents send what they still have. What they"
          + " have sent since the backup and dropped is lost, and they say so: criteria that need"
          + " that time become INCONCLUSIVE. Agents enrolled since must be enrolled again, and"
          + " certificates revoked since must be revoked again. Sessions of the web port end: users"
          + " sign in anew."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  sudo -u rackproof rackproof restore /backup/2026-11-29 --to /var/lib/rackproof"},
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "BACKUP", description = "folder that 'rackproof backup' made")
  Path backup = Path.of("backup");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIRECTORY",
      description = "the data directory to make: one that does not exist, or is empty")
  Path target = Path.of("data");

  @Override
  public Integer call() throws UserException {
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    Manifest manifest;
    try {
      manifest = Restore.run(backup, target, progress::bytes);
    } catch (IOException e) {
      throw new UserException(Main.FAULT, e.getMessage() + "; nothing was restored");
    } finally {
      progress.end();
    }
    int sessions = endSessions(target.resolve(WebFile.ACCESS));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: all as of %s, %d files checked, %.1f MB%n",
        target,
        manifest.made(),
        manifest.files().size(),
        manifest.bytes() / 1e6);
    if (sessions > 0) {
      out.printf(
          Locale.ROOT,
          "%d %s of then ended: users sign in anew; tokens and passwords are those of then%n",
          sessions,
          sessions == 1 ? "session" : "sessions");
    }
    Path configuration = backup.resolve("collector.yaml");
    if (Files.exists(configuration)) {
      out.println("the configuration of then is " + configuration);
    }
    out.flush();
    return 0;
  }

  /** Who had signed out since, or lost his role, must not be back by an old cookie. */
  private static int endSessions(Path access) throws UserException {
    if (!Files.exists(access)) {
      return 0;
    }
    try (AccessRegister register = AccessRegister.open(access, Clock.systemUTC())) {
      return register.endSessions();
    } catch (IOException e) {
      throw new UserException(
          Main.FAULT,
          "all was restored, but the sessions of then did not end: "
              + e.getMessage()
              + ". Delete the directory and restore it as the collector's user");
    }
  }
}
