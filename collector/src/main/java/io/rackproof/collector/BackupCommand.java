package io.rackproof.collector;

import io.rackproof.collector.backup.Backup;
import io.rackproof.collector.backup.Manifest;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof backup}: a copy of the collector's data, made while it runs. */
@Command(
    name = "backup",
    description = {
      "Copies all that a collector keeps: samples, campaigns, notices, the register of agents with"
          + " its authority's key, and collector.yaml. The collector goes on meanwhile. The folder"
          + " appears once it is whole, with the SHA-256 of every file; a run that is interrupted"
          + " leaves none.",
      "",
      "Files named in collector.yaml that lie elsewhere, such as certificates, are not copied. The"
          + " backup holds secrets: keep it like the data itself.",
      "",
      "Exit status: 0 done, 1 nothing was copied, or a sealed file was found damaged (it is named,"
          + " and copied as it is)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof backup -c /etc/rackproof/collector.yaml --to /backup/2026-11-29",
      "  rackproof backup -c /etc/rackproof/collector.yaml --to /backup/2026-11-30 \\",
      "    --previous /backup/2026-11-29"
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "collector.yaml",
      description = "configuration of the collector (default: ${DEFAULT-VALUE})")
  Path config = Path.of("collector.yaml");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "where the backup will be: a folder that does not exist, or is empty")
  Path target = Path.of("backup");

  @Option(
      names = "--previous",
      paramLabel = "FOLDER",
      description =
          "an earlier backup on the same disk: sealed files that it holds unchanged are linked and"
              + " take no room again")
  @Nullable Path previous;

  @Override
  public Integer call() throws InvalidDocumentException, UserException {
    CollectorConfig parsed = CollectorFile.read(config);
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    Backup.Result result;
    try {
      result =
          Backup.make(
              parsed.store().directory(),
              Optional.of(config),
              target,
              Optional.ofNullable(previous),
              Software.name(),
              Clock.systemUTC(),
              progress::bytes);
    } catch (IOException e) {
      throw new UserException(
          Main.FAULT,
          e.getMessage()
              + "; no backup was made (this runs as the user of the collector, or as root)");
    } finally {
      progress.end();
    }
    tell(result, spec.commandLine().getOut());
    return result.damaged().isEmpty() ? 0 : Main.FAULT;
  }

  private void tell(Backup.Result result, PrintWriter out) {
    Manifest manifest = result.manifest();
    result
        .damaged()
        .forEach(file -> out.println("DAMAGED " + file + " is not what was sealed once"));
    manifest
        .gone()
        .forEach(file -> out.println("note    retention deleted " + file + " meanwhile"));
    out.printf(
        Locale.ROOT,
        "%s: %d files, %.1f MB, %d of them linked to the previous backup; as of %s%n",
        target,
        manifest.files().size(),
        manifest.bytes() / 1e6,
        result.linked(),
        manifest.made());
    out.flush();
  }
}
