package io.rackproof.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rackproof targets}: what Prometheus may scrape, for its file_sd_configs. */
@Command(
    name = "targets",
    description = {
      "Writes the list of racks for Prometheus' service discovery by file: each is a target of its"
          + " own, with generation, maker, site and lot as labels.",
      "A Prometheus that reaches the collector needs no file: http_sd_configs with the URL"
          + " …/api/prometheus/targets gives the same."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  rackproof targets --out /etc/prometheus/rackproof.json        # each minute, by cron"
    },
    mixinStandardHelpOptions = true)
final class TargetsCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin ServerOption server = new ServerOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "file to write, in one step; to the console when left out")
  @Nullable Path out;

  @Override
  public Integer call() throws UserException {
    String targets = server.client().get("/api/prometheus/targets").toPrettyString();
    if (out == null) {
      spec.commandLine().getOut().println(targets);
      return 0;
    }
    try {
      Path folder = Optional.ofNullable(out.toAbsolutePath().getParent()).orElse(Path.of("/"));
      Path written = Files.createTempFile(folder, "." + out.getFileName(), ".new");
      Files.writeString(written, targets + "\n");
      written.toFile().setReadable(true, false); // Prometheus is another user
      Files.move(written, out, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UserException(Main.FAULT, "cannot write " + out + ": " + e.getMessage());
    }
    return 0;
  }
}
