package io.rackproof.collector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.evidence.BadBundleException;
import io.rackproof.collector.evidence.Container;
import io.rackproof.collector.evidence.Manifest;
import io.rackproof.collector.evidence.Sha256;
import io.rackproof.collector.evidence.SignerKey;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.InstrumentsText;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.RecordedTimeline.Said;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.recorded.SampleExport;
import io.rackproof.collector.recorded.TimelineText;
import io.rackproof.collector.report.CourseJson;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportWriter;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the evidence of a campaign into a folder, from which a bundle is made. */
final class EvidenceStage {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Campaign campaign;
  private final Plan plan;
  private final Recording recording;
  private final LocalDate day;
  private final Path folder;

  /**
   * @param recording a store that holds the campaign's samples, and nothing else
   * @param day on which waivers are looked at
   * @param folder exists and is empty
   */
  EvidenceStage(Campaign campaign, Plan plan, Recording recording, LocalDate day, Path folder) {
    this.campaign = campaign;
    this.plan = plan;
    this.recording = recording;
    this.day = day;
    this.folder = folder;
  }

  private long end() {
    return campaign.endMillis().orElseThrow();
  }

  private long from() {
    // A sample before the start may hold into it, for max-gap.
    return campaign.startMillis() - plan.maxGap().toMillis();
  }

  /**
   * Writes all files but the manifest, and judges them.
   *
   * @param direct the reports that the store's samples gave
   * @return what the manifest states
   * @throws BadBundleException when the files do not give the verdicts of the store: a fault of
   *     this program
   */
  Manifest write(
      List<ReportInput> direct, SignerKey signer, Optional<Manifest> previous, Progress progress)
      throws IOException, BadBundleException {
    put(BundledEvidence.PLAN, plan.text());
    put(BundledEvidence.CAMPAIGN, text(CourseJson.campaign(campaign, day)));
    put(BundledEvidence.TIMELINE, TimelineText.of(timeline()));
    put(BundledEvidence.SIGNER, signer.pem());
    put(BundledEvidence.README, EvidenceReadme.TEXT);
    samples();
    SortedMap<String, String> reports =
        BundledEvidence.open(folder).judge(day, Software.name(), progress);
    requireSame(direct, reports);
    SortedMap<String, String> verdicts = new TreeMap<>();
    for (Map.Entry<String, String> report : reports.entrySet()) {
      put(report.getKey(), report.getValue());
    }
    for (ReportInput input : direct) {
      verdicts.put(input.rack().id(), input.scorecard().verdict().name());
    }
    SortedMap<String, String> files = new TreeMap<>();
    for (String name : Container.names(folder)) {
      files.put(name, Sha256.of(folder.resolve(name)));
    }
    return new Manifest(
        campaign.id(),
        day,
        Software.name(),
        previous.map(p -> p.revision() + 1).orElse(1),
        previous.map(p -> Sha256.of(p.toBytes())),
        verdicts,
        files);
  }

  private void samples() throws IOException {
    List<Series> wanted =
        recording.series(from(), end()).stream()
            .filter(s -> campaign.racks().contains(s.label("rack")))
            .toList();
    Map<Series, Instrument> known = new HashMap<>();
    for (StoreSnapshot store : recording.stores()) {
      for (String rack : campaign.racks()) {
        known.putAll(store.instruments(rack, end()));
      }
    }
    put(BundledEvidence.INSTRUMENTS, InstrumentsText.of(known, wanted));
    Path samples = Files.createDirectory(folder.resolve(BundledEvidence.SAMPLES));
    Path scratch = Files.createTempDirectory("rackproof-");
    try {
      SampleExport.write(recording, from(), end(), wanted, samples, scratch);
    } finally {
      EvidenceFiles.delete(scratch);
    }
  }

  /** What people said, with what the store knows of the racks, of losses and of clocks. */
  private RecordedTimeline timeline() throws IOException {
    List<RackIdentity> racks = new ArrayList<>();
    List<Said<Evidence.Lost>> losses = new ArrayList<>();
    List<Said<Evidence.ClockOffset>> offsets = new ArrayList<>();
    for (StoreSnapshot store : recording.stores()) {
      for (String rack : campaign.racks()) {
        racks.add(store.racks().getOrDefault(rack, RackIdentity.of(rack)));
        store
            .losses(rack, from(), end())
            .forEach(
                l ->
                    losses.add(
                        new Said<>(
                            rack,
                            new Evidence.Lost(
                                l.firstMillis(), l.lastMillis(), l.samples(), l.reason()))));
        store
            .clockOffsets(rack, from(), end())
            .forEach(
                (at, offset) ->
                    offsets.add(new Said<>(rack, new Evidence.ClockOffset(at, offset))));
      }
    }
    RecordedTimeline said = CampaignTimeline.of(campaign);
    return new RecordedTimeline(
        said.campaign(),
        racks,
        said.start(),
        said.end(),
        said.aborted(),
        said.marks(),
        said.entries(),
        losses,
        offsets,
        said.references(),
        said.notes());
  }

  /** The bundle must say of its files what the store says of its own. */
  private static void requireSame(List<ReportInput> direct, SortedMap<String, String> reports)
      throws IOException, BadBundleException {
    for (ReportInput input : direct) {
      String name =
          BundledEvidence.VERDICTS
              + "/"
              + ReportFolder.folderName(input.rack().id())
              + "/"
              + BundledEvidence.VERDICT;
      JsonNode bundled = JSON.readTree(reports.getOrDefault(name, "{}"));
      JsonNode stored = JSON.readTree(ReportWriter.json(input));
      for (String key :
          List.of("verdict", "score", "decided", "criteria", "equipment", "conditions", "rack")) {
        if (key.equals("criteria") || !bundled.path(key).equals(stored.path(key))) {
          requireSame(name, key, withoutDispositions(bundled.path(key)), stored.path(key));
        }
      }
    }
  }

  /** A waiver changes no verdict, and only the bundle's report knows of it. */
  private static JsonNode withoutDispositions(JsonNode criteria) {
    JsonNode copy = criteria.deepCopy();
    for (JsonNode criterion : copy) {
      if (criterion instanceof ObjectNode object && object.has("disposition")) {
        object.put("disposition", "NONE");
      }
    }
    return copy;
  }

  private static void requireSame(String name, String key, JsonNode bundled, JsonNode stored)
      throws BadBundleException {
    if (!bundled.equals(stored)) {
      throw new BadBundleException(
          "the bundle's samples give another '"
              + key
              + "' in "
              + name
              + " than the store's: a fault of the program, please report it");
    }
  }

  private static String text(JsonNode node) {
    return node.toPrettyString() + "\n";
  }

  private void put(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
