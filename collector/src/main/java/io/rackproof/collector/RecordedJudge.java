package io.rackproof.collector;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.recorded.Gathered;
import io.rackproof.collector.recorded.InstrumentsFile;
import io.rackproof.collector.recorded.RecordedTimeline;
import io.rackproof.collector.recorded.Recording;
import io.rackproof.collector.report.EquipmentCount;
import io.rackproof.collector.report.ReportInput;
import io.rackproof.collector.report.ReportInput.Equipment;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scorer;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.store.StoreSnapshot;
import io.rackproof.wire.RackIdentity;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Judges recorded samples: the same verdicts as those of a collector that had received them. */
final class RecordedJudge {

  /** Points of one plot's trace: what a printed page can show. */
  private static final int POINTS = 600;

  private final Plan plan;
  private final Recording recording;
  private final RecordedTimeline said;
  private final InstrumentsFile instruments;
  private final RackSplit racks;
  private final long start;
  private final long end;

  /** What was gathered of one rack. */
  private static final class Rack {
    final Gathered samples = new Gathered();
    final EquipmentCount equipment = new EquipmentCount();
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

  /** All that a report needs, for each rack, by its id. */
  List<ReportInput> judge(Progress progress) throws IOException {
    Map<String, Rack> gathered = new TreeMap<>();
    racks.racks().forEach(id -> gathered.put(id, new Rack()));
    long[] done = new long[1];
    // A sample before the start may hold into it, for max-gap.
    recording.forEach(
        start - plan.maxGap().toMillis(),
        end,
        (from, to, chunk) -> {
          for (SeriesSamples samples : chunk) {
            done[0] += samples.size();
            Rack rack = gathered.get(racks.of(samples.series()));
            if (rack != null) {
              rack.equipment.add(samples, start, end);
              if (plan.metrics().contains(samples.series().metric())) {
                rack.samples.add(samples);
              }
            }
          }
          progress.samples(done[0], recording.rows());
        });
    progress.end();
    List<ReportInput> inputs = new ArrayList<>();
    for (Map.Entry<String, Rack> entry : gathered.entrySet()) {
      inputs.add(judge(entry.getKey(), entry.getValue()));
    }
    return inputs;
  }

  private ReportInput judge(String rack, Rack gathered) throws IOException {
    Evidence evidence = evidence(rack, gathered.samples.build());
    Timeline timeline = said.timeline(rack, start, end);
    Scorer scorer = new Scorer(plan);
    Scorecard scorecard = scorer.score(timeline, evidence, end);
    Map<String, List<Trace>> traces = new LinkedHashMap<>();
    for (Criterion criterion : plan.criteria()) {
      traces.put(criterion.id(), scorer.traces(criterion, timeline, evidence, end, POINTS));
    }
    List<Equipment> equipment = gathered.equipment.build();
    return new ReportInput(
        campaign(rack, timeline),
        plan,
        identity(rack),
        scorecard,
        traces,
        equipment,
        equipment.stream().mapToLong(Equipment::samples).sum(),
        equipment.stream().mapToLong(Equipment::notGood).sum(),
        Software.name());
  }

  private Evidence evidence(String rack, List<SeriesSamples> series) throws IOException {
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
    offsets.sort(Comparator.comparingLong(Evidence.ClockOffset::atMillis));
    return new Evidence(
        series,
        losses,
        offsets,
        instruments.of(series.stream().map(SeriesSamples::series).toList()));
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
    return new Campaign(
        said.campaign().orElse("recorded"),
        rack,
        plan.name(),
        plan.text(),
        start,
        OptionalLong.of(end),
        said.aborted() ? Campaign.State.ABORTED : Campaign.State.COMPLETED,
        timeline.marks().stream()
            .map(m -> new Campaign.Mark(m.timeMillis(), m.phase(), m.entered()))
            .toList(),
        annotations());
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
