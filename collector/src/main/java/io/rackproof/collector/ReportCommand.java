package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import io.rackproof.collector.report.Language;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof report}: writes a campaign's report. */
@Command(
    name = "report",
    description = {
      "Writes the report of a campaign, for people and for tools.",
      "",
      "The files are report.html, report.pdf, report.json, report.xml (JUnit), report.csv and",
      "report.jsonl (OCP test and validation output).",
      "",
      "  rackproof report 20261124-gen2-007-1 --format pdf,json --language fr --out reports"
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  /** Formats, with the name of the file that each becomes. */
  enum Format {
    HTML("html"),
    PDF("pdf"),
    JSON("json"),
    JUNIT("xml"),
    CSV("csv"),
    OCP("jsonl");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }
  }

  private static final Duration MOST_WAIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOption server = new ServerOption();

  @Parameters(paramLabel = "CAMPAIGN", description = "id of the campaign")
  String campaign = "";

  @Option(
      names = "--rack",
      paramLabel = "RACK",
      description = "of this rack (default: of each; of several into a folder each)")
  @Nullable String rack;

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "FORMAT",
      defaultValue = "html",
      description = "one or more of html, pdf, json, junit, csv, ocp, with commas (default html)")
  List<Format> formats = List.of();

  @Option(
      names = "--language",
      paramLabel = "en|fr",
      defaultValue = "EN",
      description = "of html and pdf: en or fr (default en); the other formats are for tools")
  Language language = Language.EN;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "folder to write to (default: this one)")
  Path out = Path.of(".");

  @Option(
      names = "--wait-final",
      description = "wait until all samples of the campaign's time have arrived, 30 s at most")
  boolean waitFinal;

  @Override
  public Integer call() throws UserException, InterruptedException {
    ApiClient client = server.client();
    PrintWriter console = spec.commandLine().getOut();
    String path = "/api/campaigns/" + ApiClient.part(campaign);
    if (waitFinal) {
      waitUntilWhole(client, path);
    }
    if (rack != null) {
      write(client, path, rack, out);
    } else {
      JsonNode racks = client.get(path).path("racks");
      for (JsonNode one : racks) {
        write(client, path, one.asText(), racks.size() > 1 ? out.resolve(one.asText()) : out);
      }
    }
    console.flush();
    return 0;
  }

  private void write(ApiClient client, String path, String of, Path directory)
      throws UserException {
    Set<Format> wanted = new LinkedHashSet<>(formats);
    for (Format format : wanted) {
      byte[] content =
          client.bytes(
              path
                  + "/report/"
                  + format.name().toLowerCase(java.util.Locale.ROOT)
                  + "?rack="
                  + ApiClient.part(of)
                  + "&lang="
                  + language.tag());
      Path file = directory.resolve("report." + format.extension);
      try {
        Files.createDirectories(directory);
        Files.write(file, content);
      } catch (IOException e) {
        throw new UserException(Main.FAULT, "cannot write " + file + ": " + e.getMessage());
      }
      spec.commandLine().getOut().println("report    " + file);
    }
  }

  private void waitUntilWhole(ApiClient client, String path)
      throws UserException, InterruptedException {
    long looks = MOST_WAIT.toMillis() / BETWEEN_LOOKS.toMillis();
    String detail = "";
    for (long look = 0; look < looks; look++) {
      JsonNode completeness = client.get(path + "/completeness");
      if (completeness.path("whole").asBoolean()) {
        return;
      }
      detail = completeness.path("detail").asText();
      if (client.get(path).path("state").asText().equals("running")) {
        throw new UserException(
            Main.MISTAKE, "campaign " + campaign + " is running: finish it, then wait for the end");
      }
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
    spec.commandLine()
        .getErr()
        .println(
            "rackproof: gave up waiting after "
                + MOST_WAIT.toSeconds()
                + " s: "
                + detail
                + ". The report is of what has arrived.");
  }
}
