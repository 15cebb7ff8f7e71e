package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.report.ReportDiff;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof rescore}: judges a campaign's stored samples by another plan. */
@Command(
    name = "rescore",
    description = {
      "Judges the stored samples of a campaign that has ended by another plan.",
      "",
      "What if the limit were 125 kW? Writes the new report, and diff.json against the old plan.",
      "Reads the collector's folder, also while the collector runs, or asks a running collector",
      "over HTTP; changes nothing in either, and writes the same bytes."
    },
    mixinStandardHelpOptions = true)
final class RescoreCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CAMPAIGN", description = "id of the campaign")
  String campaign = "";

  @Option(names = "--plan", required = true, paramLabel = "FILE", description = "the new plan")
  Path planFile = Path.of("plan.yaml");

  @Mixin Credentials credentials = new Credentials();

  @ArgGroup(exclusive = true, multiplicity = "1")
  Source source = new Source();

  /** Where the campaign and its samples are. */
  static final class Source {
    @Option(names = "--store", paramLabel = "DIR", description = "the collector's data folder")
    @Nullable Path store;

    @Option(names = "--server", paramLabel = "URL", description = "a running collector's pages")
    @Nullable String server;
  }

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write to")
  Path out = Path.of(".");

  @Override
  public Integer call() throws UserException, InvalidDocumentException, IOException {
    Plan plan = Plan.read(planFile);
    Path store = source.store;
    if (store != null) {
      Campaign found = StoredCampaigns.find(store, campaign);
      rescore(plan, found, ownPlan(found), store);
      return 0;
    }
    ApiClient client = credentials.client(String.valueOf(source.server));
    Campaign found = CampaignReader.read(client, campaign);
    Plan before = ownPlan(found);
    // A sample before the start may hold into it, for max-gap.
    long gap = Math.max(plan.maxGap().toMillis(), before.maxGap().toMillis());
    try (FetchedCampaign fetched =
        FetchedCampaign.fetch(client, found.id(), found.racks(), found.startMillis() - gap)) {
      rescore(plan, found, before, fetched.folder());
    }
    return 0;
  }

  /** The plan of a campaign that has ended. */
  private Plan ownPlan(Campaign found) throws UserException, InvalidDocumentException {
    if (found.endMillis().isEmpty()) {
      throw new UserException(
          Main.MISTAKE, "campaign " + campaign + " is running: finish it, then judge it again");
    }
    return Plan.parse("the campaign's own plan", found.planText());
  }

  private void rescore(Plan plan, Campaign found, Plan before, Path store)
      throws UserException, IOException {
    RecordedTimeline said = CampaignTimeline.of(found);
    PrintWriter console = spec.commandLine().getOut();
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    try (Recording recording = SampleFiles.open(List.of(store.toString()), false)) {
      SampleFiles.tell(recording, spec.commandLine().getErr());
      List<ReportInput> old = judge(found, before, recording, said, progress);
      List<ReportInput> renewed = judge(found, plan, recording, said, progress);
      new ReportFolder(out).write(renewed, console);
      for (int i = 0; i < renewed.size(); i++) {
        String rack = renewed.get(i).scorecard().rack();
        JsonNode diff =
            ReportDiff.of(
                JSON.readTree(ReportWriter.json(old.get(i))),
                JSON.readTree(ReportWriter.json(renewed.get(i))));
        Path folder = renewed.size() == 1 ? out : out.resolve(rack);
        ReportFolder.put(folder.resolve("diff.json"), diff.toPrettyString() + "\n");
        console.println();
        if (renewed.size() > 1) {
          console.println("Rack " + rack);
        }
        console.print(ReportDiff.text(diff));
      }
      console.flush();
    }
  }

  private static List<ReportInput> judge(
      Campaign campaign, Plan plan, Recording recording, RecordedTimeline said, Progress progress)
      throws IOException, UserException {
    return RecordedJudge.judge(campaign, plan, recording, said, InstrumentsFile.none(), progress);
  }
}
