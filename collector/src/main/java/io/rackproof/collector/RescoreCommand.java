package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.RecordedTimeline.Said;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.report.ReportDiff;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.collector.score.Timeline;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rackproof rescore}: judges a campaign's stored samples by another plan. */
@Command(
    name = "rescore",
    description = {
      "Judges the stored samples of a campaign that has ended by another plan:",
      "what if the limit were 125 kW? Writes the new report, and diff.json against the old plan.",
      "Reads the collector's folder, also while the collector runs; changes nothing in it."
    },
    mixinStandardHelpOptions = true)
final class RescoreCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "CAMPAIGN", description = "id of the campaign")
  String campaign = "";

  @Option(names = "--plan", required = true, paramLabel = "FILE", description = "the new plan")
  Path planFile = Path.of("plan.yaml");

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "the collector's data folder")
  Path store = Path.of(".");

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write to")
  Path out = Path.of(".");

  @Override
  public Integer call() throws UserException, InvalidDocumentException, IOException {
    Plan plan = Plan.read(planFile);
    Campaign found = StoredCampaigns.find(store, campaign);
    if (found.endMillis().isEmpty()) {
      throw new UserException(
          Main.MISTAKE, "campaign " + campaign + " is running: finish it, then judge it again");
    }
    Plan before = Plan.parse("the campaign's own plan", found.planText());
    RecordedTimeline said = said(found);
    PrintWriter console = spec.commandLine().getOut();
    Progress progress =
        new Progress(spec.commandLine().getErr(), Progress.isWatched(), System::nanoTime);
    try (Recording recording = SampleFiles.open(List.of(store.toString()), false)) {
      ReportInput old = judge(before, recording, said, found, progress);
      ReportInput renewed = judge(plan, recording, said, found, progress);
      new ReportFolder(out).write(List.of(renewed), console);
      JsonNode diff =
          ReportDiff.of(
              JSON.readTree(ReportWriter.json(old)), JSON.readTree(ReportWriter.json(renewed)));
      ReportFolder.put(out.resolve("diff.json"), diff.toPrettyString() + "\n");
      console.println();
      console.print(ReportDiff.text(diff));
      console.flush();
    }
    return 0;
  }

  private static ReportInput judge(
      Plan plan, Recording recording, RecordedTimeline said, Campaign campaign, Progress progress)
      throws IOException, UserException {
    RackSplit racks = new RackSplit(recording.series(), Optional.of(campaign.rack()));
    return new RecordedJudge(
            plan,
            recording,
            said,
            InstrumentsFile.none(),
            racks,
            campaign.startMillis(),
            campaign.endMillis().orElseThrow())
        .judge(progress)
        .get(0);
  }

  /** What was said of the campaign while it ran. */
  private static RecordedTimeline said(Campaign campaign) {
    return new RecordedTimeline(
        Optional.of(campaign.id()),
        List.of(),
        java.util.OptionalLong.of(campaign.startMillis()),
        campaign.endMillis(),
        campaign.state() == Campaign.State.ABORTED,
        campaign.marks().stream()
            .map(m -> new Said<>("", new Timeline.Mark(m.timeMillis(), m.phase(), m.entered())))
            .toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        campaign.annotations().stream()
            .map(a -> new RecordedTimeline.Note(a.timeMillis(), a.author(), a.text()))
            .toList());
  }
}
