package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.recorded.SampleExport;
import io.rackproof.document.InvalidDocumentException;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof export}: a campaign's samples as one Parquet file. */
@Command(
    name = "export",
    description = {
      "Writes the samples of a campaign to one Parquet file.",
      "",
      "Columns are metric, labels (a JSON object), time (epoch milliseconds), value, quality and",
      "those of a sealed file. 'rackproof score', DuckDB, pandas and Spark read it. It begins the",
      "plan's max-gap before the campaign's start: a sample from there may hold into it. The",
      "options of 'rackproof score' that judge the campaign's own time are printed.",
      "",
      "  rackproof export 20261124-gen2-007-1 --store data --out samples.parquet"
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CAMPAIGN", description = "id of the campaign; it may be running")
  String campaign = "";

  @Mixin Credentials credentials = new Credentials();

  @ArgGroup(exclusive = true, multiplicity = "1")
  RescoreCommand.Source source = new RescoreCommand.Source();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "file to write; one that exists is replaced")
  Path out = Path.of("samples.parquet");

  @Override
  public Integer call() throws UserException, InvalidDocumentException, IOException {
    Path store = source.store;
    if (store != null) {
      Campaign found = StoredCampaigns.find(store, campaign);
      export(found, from(found), store);
      return 0;
    }
    ApiClient client = credentials.client(String.valueOf(source.server));
    Campaign found = CampaignReader.read(client, campaign);
    long from = from(found);
    try (FetchedCampaign fetched = FetchedCampaign.fetch(client, found.id(), found.racks(), from)) {
      export(found, from, fetched.folder());
    }
    return 0;
  }

  /** A sample from before the start may hold into it, for max-gap: without it coverage differs. */
  private static long from(Campaign found) throws InvalidDocumentException {
    Plan plan = Plan.parse("the campaign's own plan", found.planText());
    return found.startMillis() - plan.maxGap().toMillis();
  }

  private void export(Campaign found, long from, Path store) throws UserException, IOException {
    Path folder = out.toAbsolutePath().resolveSibling("");
    Files.createDirectories(folder);
    Path scratch = Files.createTempDirectory(folder, ".export-");
    try (Recording recording = SampleFiles.open(List.of(store.toString()), false)) {
      SampleFiles.tell(recording, spec.commandLine().getErr());
      long end = found.endMillis().orElse(Long.MAX_VALUE);
      List<Series> series =
          recording.series(from, end).stream()
              .filter(s -> found.racks().contains(s.label("rack")))
              .toList();
      long samples = SampleExport.writeFile(recording, from, end, series, out, scratch);
      PrintWriter console = spec.commandLine().getOut();
      console.printf(
          Locale.ROOT,
          "samples   %s, %,d samples of %,d series, %,d bytes%n",
          out,
          samples,
          series.size(),
          Files.size(out));
      console.println("judged    " + judgedTime(found));
      console.flush();
    } finally {
      EvidenceFiles.delete(scratch);
    }
  }

  /** The options of {@code rackproof score} that judge the campaign's own time. */
  private static String judgedTime(Campaign found) {
    return "--start "
        + Instant.ofEpochMilli(found.startMillis())
        + (found.endMillis().isPresent()
            ? " --end " + Instant.ofEpochMilli(found.endMillis().getAsLong())
            : "");
  }
}
