package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.compare.By;
import io.rackproof.collector.compare.Candidate;
import io.rackproof.collector.compare.Comparison;
import io.rackproof.collector.compare.ComparisonJson;
import io.rackproof.collector.compare.ComparisonReport;
import io.rackproof.collector.compare.VerdictFile;
import io.rackproof.collector.report.Language;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof compare}: racks, lots, sites and generations side by side. */
@Command(
    name = "compare",
    description = {
      "Sets racks, lots, sites or generations side by side, criterion by criterion.",
      "Deltas are told only where criterion and conditions match.",
      "",
      "  rackproof compare CAMPAIGN-1 CAMPAIGN-2 verdict.json --by lot --out comparison.pdf"
    },
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin ServerOption server = new ServerOption();

  @Parameters(
      arity = "1..*",
      paramLabel = "WHAT",
      description =
          "CAMPAIGN (all its racks), CAMPAIGN/RACK, or the file of a JSON report; the first is what"
              + " the others are set against")
  List<String> what = List.of();

  @Option(
      names = "--by",
      paramLabel = "WHICH",
      defaultValue = "RUN",
      description = "a column for each run, rack, lot, site or generation (default run)")
  By by = By.RUN;

  @Option(names = "--json", description = "as JSON")
  boolean json;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write to this file, as its ending says: .html, .pdf or .json")
  @Nullable Path out;

  @Option(
      names = "--language",
      paramLabel = "en|fr",
      defaultValue = "EN",
      description = "of .html and .pdf: en or fr (default en)")
  Language language = Language.EN;

  @Override
  public Integer call() throws UserException {
    if (out != null && !out.toString().matches(".*\\.(html|pdf|json)")) {
      throw new UserException(
          Main.MISTAKE, "--out " + out + " must end in .html, .pdf or .json, which says its form");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String one : what) {
      Path file = Path.of(one);
      if (Files.isRegularFile(file)) {
        candidates.add(read(file));
      } else if (one.endsWith(".json")) {
        throw new UserException(Main.MISTAKE, "there is no file " + one);
      } else {
        candidates.addAll(fetch(one));
      }
    }
    Comparison comparison = Comparison.of(candidates, by);
    PrintWriter console = spec.commandLine().getOut();
    if (out != null) {
      write(comparison, language, out);
      console.println("comparison " + out);
    } else if (json) {
      console.println(ComparisonJson.of(comparison).toPrettyString());
    } else {
      ComparisonText.print(comparison, console);
    }
    console.flush();
    return 0;
  }

  private static void write(Comparison comparison, Language language, Path file)
      throws UserException {
    String name = file.toString();
    byte[] content =
        name.endsWith(".pdf")
            ? ComparisonReport.pdf(comparison, language, Software.name())
            : (name.endsWith(".html")
                    ? ComparisonReport.html(comparison, language, Software.name())
                    : ComparisonJson.of(comparison).toPrettyString() + "\n")
                .getBytes(StandardCharsets.UTF_8);
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, content);
    } catch (IOException e) {
      throw new UserException(Main.FAULT, "cannot write " + file + ": " + e.getMessage());
    }
  }

  private static Candidate read(Path file) throws UserException {
    try {
      return VerdictFile.read(MAPPER.readTree(file.toFile()));
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(Main.MISTAKE, file + " cannot be compared: " + e.getMessage());
    }
  }

  private List<Candidate> fetch(String named) throws UserException {
    int slash = named.indexOf('/');
    String id = slash < 0 ? named : named.substring(0, slash);
    ApiClient client = server.client();
    String path = CampaignCommand.path(id);
    List<String> racks = new ArrayList<>();
    if (slash < 0) {
      client.get(path).path("racks").forEach(rack -> racks.add(rack.asText()));
    } else {
      racks.add(named.substring(slash + 1));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (String rack : racks) {
      JsonNode report = client.get(path + "/report/json?rack=" + ApiClient.part(rack));
      try {
        candidates.add(VerdictFile.read(report));
      } catch (IllegalArgumentException e) {
        throw new UserException(Main.FAULT, named + " cannot be compared: " + e.getMessage());
      }
    }
    return candidates;
  }
}
