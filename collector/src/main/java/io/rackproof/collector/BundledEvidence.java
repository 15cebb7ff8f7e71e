package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.evidence.BadBundleException;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.BadRowsException;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.recorded.TimelineFile;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of an evidence bundle in a folder, and the verdicts that they give. Described in {@code
 * docs/evidence.md}.
 */
final class BundledEvidence {

  static final String PLAN = "plan.yaml";
  static final String CAMPAIGN = "campaign.json";
  static final String TIMELINE = "timeline.yaml";
  static final String INSTRUMENTS = "instruments.yaml";
  static final String SAMPLES = "samples";
  static final String VERDICTS = "verdicts";
  static final String SIGNER = "signer.pem";
  static final String MANIFEST = "manifest.dsse.json";
  static final String README = "README.txt";

  static final String VERDICT = "verdict.json";
  static final String REPORT = "report.html";
  static final String JUNIT = "junit.xml";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Campaign campaign;
  private final Plan plan;
  private final RecordedTimeline timeline;
  private final InstrumentsFile instruments;

  private BundledEvidence(
      Path folder,
      Campaign campaign,
      Plan plan,
      RecordedTimeline timeline,
      InstrumentsFile instruments) {
    this.folder = folder;
    this.campaign = campaign;
    this.plan = plan;
    this.timeline = timeline;
    this.instruments = instruments;
  }

  /**
   * Reads all but the samples.
   *
   * @throws BadBundleException when a file is not what it must be
   */
  static BundledEvidence open(Path folder) throws IOException, BadBundleException {
    try {
      String text = Files.readString(folder.resolve(PLAN));
      Plan plan = Plan.parse(PLAN, text);
      JsonNode node = JSON.readTree(Files.readAllBytes(folder.resolve(CAMPAIGN)));
      BundledEvidence evidence =
          new BundledEvidence(
              folder,
              CampaignReader.of(node, text),
              plan,
              TimelineFile.read(folder.resolve(TIMELINE), plan),
              InstrumentsFile.read(folder.resolve(INSTRUMENTS)));
      evidence.requireOneCourse();
      return evidence;
    } catch (InvalidDocumentException e) {
      throw new BadBundleException(String.valueOf(e.problems().get(0)));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BadBundleException(CAMPAIGN + ": " + e.getMessage());
    }
  }

  /** Two files tell the course of events: one for people and one to judge by. */
  private void requireOneCourse() throws BadBundleException {
    RecordedTimeline said = CampaignTimeline.of(campaign);
    boolean same =
        campaign.endMillis().isPresent()
            && said.campaign().equals(timeline.campaign())
            && said.start().equals(timeline.start())
            && said.end().equals(timeline.end())
            && said.aborted() == timeline.aborted()
            && said.marks().equals(timeline.marks())
            && said.entries().equals(timeline.entries())
            && said.notes().equals(timeline.notes());
    if (!same) {
      throw new BadBundleException(TIMELINE + " and " + CAMPAIGN + " do not tell the same course");
    }
  }

  /**
   * Judges the samples.
   *
   * @param day on which waivers are looked at
   * @param software that the reports name
   * @return the reports' files by name, as the bundle has them
   */
  SortedMap<String, String> judge(LocalDate day, String software, Progress progress)
      throws IOException, BadBundleException {
    SortedMap<String, String> files = new TreeMap<>();
    for (ReportInput input : inputs(day, software, progress)) {
      String base = VERDICTS + "/" + ReportFolder.folderName(input.rack().id()) + "/";
      files.put(base + VERDICT, ReportWriter.json(input));
      files.put(base + REPORT, ReportWriter.html(input));
      files.put(base + JUNIT, ReportWriter.junit(input));
    }
    return files;
  }

  private List<ReportInput> inputs(LocalDate day, String software, Progress progress)
      throws IOException, BadBundleException {
    try (Stream<Path> samples = Files.list(folder.resolve(SAMPLES));
        Recording recording = Recording.open(samples.sorted().toList(), false)) {
      return RecordedJudge.judge(campaign, plan, recording, timeline, instruments, progress)
          .stream()
          .map(
              judged ->
                  new ReportInput(
                      campaign,
                      plan,
                      judged.rack(),
                      judged.scorecard(),
                      judged.traces(),
                      judged.data(),
                      software,
                      day,
                      judged.conditions()))
          .toList();
    } catch (BadRowsException e) {
      throw new BadBundleException(String.valueOf(e.first().get(0)));
    } catch (UserException e) {
      throw new BadBundleException(String.valueOf(e.getMessage()));
    }
  }
}
