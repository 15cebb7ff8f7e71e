package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.campaign.Course;
import io.rackproof.collector.campaign.Entry;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.report.ConditionMeans;
import io.rackproof.collector.report.DataRecord;
import io.rackproof.collector.report.EquipmentCount;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.Verdict;
import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Judges recorded samples: the same verdicts as those of a collector that had received them. */
final class RecordedJudge {

  private final Plan plan;
  private final Recording recording;
  private final RecordedTimeline said;
  private final InstrumentsFile instruments;
  private final RackSplit racks;
  private final long start;
  private final long end;

  /** What comes together of one rack while its samples pass. */
  private final class Rack {
    final Timeline timeline;
    final Scoring scoring;
    final EquipmentCount equipment = new EquipmentCount();
    final ConditionMeans surroundings = new ConditionMeans();
    final Evidence evidence;

    Rack(String id, List<Series> known) throws IOException {
      timeline = said.timeline(id, start, end);
      evidence = evidence(id, known);
      scoring = new Scoring(plan, start, known, evidence.instruments());
    }

    void add(SeriesSamples samples) {
      equipment.add(samples, start, end);
      surroundings.add(samples, start, end);
      if (scoring.isWanted(samples.series())) {
        scoring.add(samples, scoring.from(), end);
      }
    }

    /** By criterion. */
    Map<String, List<Trace>> traces() {
      return scoring.traces(timeline, end);
    }
  }

  /**
   * @param start of the judged time
   * @param end of it, exclusive
   */
  RecordedJudge(
      Plan plan,
      Recording recording,
      RecordedTimeline said,
      InstrumentsFile instruments,
      RackSplit racks,
      long start,
      long end) {
    this.plan = plan;
    this.recording = recording;
    this.said = said;
    this.instruments = instruments;
    this.racks = racks;
    this.start = start;
    this.end = end;
  }

  /**
   * Judges the racks of a campaign that has ended, each of them, by what was recorded of them.
   *
   * @return by rack id
   */
  static List<ReportInput> judge(
      Campaign campaign,
      Plan plan,
      Recording recording,
      RecordedTimeline said,
      InstrumentsFile instruments,
      Progress progress)
      throws IOException, UserException {
    List<Series> series =
        recording.series().stream()
            .filter(s -> campaign.racks().contains(s.label("rack")))
            .toList();
    return new RecordedJudge(
            plan,
            recording,
            said,
            instruments,
            RackSplit.ofCampaign(series, campaign.racks()),
            campaign.startMillis(),
            campaign.endMillis().orElseThrow())
        .judge(progress);
  }

  /** All that a report needs, for each rack, by its id. */
  List<ReportInput> judge(Progress progress) throws IOException {
    // A sample before the start may hold into it, for max-gap.
    long from = start - plan.maxGap().toMillis();
    Map<String, List<Series>> known = known(from);
    Map<String, Rack> judged = new TreeMap<>();
    for (String id : racks.racks()) {
      judged.put(id, new Rack(id, known.getOrDefault(id, List.of())));
    }
    long[] done = new long[1];
    recording.forEach(
        from,
        end,
        (chunkFrom, chunkTo, chunk) -> {
          for (SeriesSamples samples : chunk) {
            done[0] += samples.size();
            Rack rack = judged.get(racks.of(samples.series()));
            if (rack != null) {
              rack.add(samples);
            }
          }
          judged.values().forEach(r -> r.scoring.commit(r.timeline, Math.min(chunkTo, end)));
          progress.samples(done[0], recording.rows());
        });
    progress.end();
    List<ReportInput> inputs = new ArrayList<>();
    for (Map.Entry<String, Rack> entry : judged.entrySet()) {
      inputs.add(report(entry.getKey(), entry.getValue()));
    }
    return inputs;
  }

  /** The series that have a sample in the time that matters, by rack. */
  private Map<String, List<Series>> known(long from) throws IOException {
    Map<String, List<Series>> byRack = new TreeMap<>();
    for (Series one : recording.series(from, end)) {
      byRack.computeIfAbsent(racks.of(one), id -> new ArrayList<>()).add(one);
    }
    return byRack;
  }

  private ReportInput report(String id, Rack rack) throws IOException {
    Scorecard scorecard = rack.scoring.judge(rack.timeline, rack.evidence, end);
    return new ReportInput(
        campaign(id, rack.timeline),
        plan,
        identity(id),
        scorecard,
        rack.traces(),
        DataRecord.of(rack.equipment.build(), rack.evidence),
        Software.name(),
        LocalDate.ofInstant(Instant.ofEpochMilli(scorecard.scoredToMillis()), ZoneOffset.UTC),
        rack.surroundings.build());
  }

  /** What is known besides samples, which the scoring has. */
  private Evidence evidence(String rack, List<Series> series) throws IOException {
    long from = start - plan.maxGap().toMillis();
    List<Evidence.Lost> losses = new ArrayList<>(said.losses(rack));
    List<Evidence.ClockOffset> offsets = new ArrayList<>(said.clockOffsets(rack));
    for (StoreSnapshot store : recording.stores()) {
      store.losses(rack, from, end).stream()
          .map(l -> new Evidence.Lost(l.firstMillis(), l.lastMillis(), l.samples(), l.reason()))
          .forEach(losses::add);
      store
          .clockOffsets(rack, from, end)
          .forEach((at, offset) -> offsets.add(new Evidence.ClockOffset(at, offset)));
    }
    Map<Series, Instrument> known = new HashMap<>();
    for (StoreSnapshot store : recording.stores()) {
      known.putAll(store.instruments(rack, end));
    }
    known.putAll(instruments.of(series));
    offsets.sort(Comparator.comparingLong(Evidence.ClockOffset::atMillis));
    return new Evidence(List.of(), losses, offsets, known, said.references());
  }

  private RackIdentity identity(String rack) throws IOException {
    if (said.rack(rack).isPresent()) {
      return said.rack(rack).get();
    }
    for (StoreSnapshot store : recording.stores()) {
      RackIdentity known = store.racks().get(rack);
      if (known != null) {
        return known;
      }
    }
    return RackIdentity.of(rack);
  }

  private Campaign campaign(String rack, Timeline timeline) {
    String id = said.campaign().orElse("recorded");
    Course course =
        new Course(
            timeline.marks().stream()
                .map(m -> new Campaign.Mark(m.timeMillis(), m.phase(), m.entered()))
                .toList(),
            annotations(),
            timeline.entries().stream().map(RecordedJudge::entry).toList(),
            List.of(),
            List.of());
    return new Campaign(
        id,
        List.of(rack),
        1,
        id,
        plan.name(),
        plan.text(),
        start,
        OptionalLong.of(end),
        said.aborted() ? Campaign.State.ABORTED : Campaign.State.COMPLETED,
        "",
        course);
  }

  private static Entry entry(Timeline.Entry entry) {
    return new Entry(
        entry.timeMillis(),
        entry.criterion(),
        "",
        entry.by(),
        entry.verdict().map(v -> v == Verdict.PASS),
        entry.value(),
        entry.uncertainty(),
        entry.note());
  }

  private List<Campaign.Annotation> annotations() {
    List<Campaign.Annotation> annotations = new ArrayList<>();
    said.notes()
        .forEach(
            n -> annotations.add(new Campaign.Annotation(n.timeMillis(), n.author(), n.text())));
    if (recording.skippedRows() > 0) {
      annotations.add(
          new Campaign.Annotation(
              end,
              "rackproof",
              recording.skippedRows()
                  + " rows of the recorded files cannot be used and were left out"));
    }
    return annotations;
  }
}
