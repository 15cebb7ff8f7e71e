package io.rackproof.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.report.ReportDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof diff}: what changed from one verdict to another. */
@Command(
    name = "diff",
    description = "Tells what changed between two verdict.json files: two plans, or two revisions.",
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "OLD", description = "verdict.json of before")
  Path before = Path.of("old.json");

  @Parameters(index = "1", paramLabel = "NEW", description = "verdict.json of now")
  Path after = Path.of("new.json");

  @Option(names = "--json", description = "for programs")
  boolean json;

  @Override
  public Integer call() throws UserException {
    JsonNode diff = ReportDiff.of(read(before), read(after));
    PrintWriter console = spec.commandLine().getOut();
    console.print(json ? diff.toPrettyString() + "\n" : ReportDiff.text(diff));
    console.flush();
    return 0;
  }

  private static JsonNode read(Path file) throws UserException {
    try {
      JsonNode report = JSON.readTree(Files.readAllBytes(file));
      if (report.path("criteria").isArray() && report.has("recommendation")) {
        return report;
      }
      throw new UserException(Main.MISTAKE, file + " is no verdict.json of rackproof");
    } catch (NoSuchFileException e) {
      throw new UserException(Main.MISTAKE, file + ": there is no such file");
    } catch (JsonProcessingException e) {
      throw new UserException(
          Main.MISTAKE,
          file
              + ":"
              + e.getLocation().getLineNr()
              + ":"
              + e.getLocation().getColumnNr()
              + ": is not JSON: "
              + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UserException(Main.MISTAKE, file + " cannot be read: " + e.getMessage());
    }
  }
}
