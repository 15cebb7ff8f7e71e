package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.score.WorstTraces;
import io.rackproof.collector.store.SampleStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Verdicts and traces of campaigns that have ended: those that were kept, where they were judged
 * from what is there now, else judged from the store and kept. Thread safe.
 */
final class EndedCampaigns {

  private final SampleStore samples;
  private final Optional<KeptScorecards> kept;
  private final String software;

  /**
   * @param folder where they are kept; empty for nowhere
   * @param software that judges: another one judges again
   */
  EndedCampaigns(SampleStore samples, Optional<Path> folder, String software) {
    this.samples = samples;
    this.kept = folder.map(KeptScorecards::new);
    this.software = software;
  }

  /** The verdicts at the end. */
  Scorecard judge(Campaign campaign, String rack, Plan plan, long end, Rejudging.Share share)
      throws IOException {
    Timeline timeline = StoredEvidence.timeline(campaign, rack);
    Evidence evidence = StoredEvidence.read(samples, campaign, rack, plan, end);
    String basis = basis(campaign, rack, plan, timeline, evidence, end);
    Optional<Scorecard> known = kept.flatMap(k -> k.scorecard(campaign.id(), rack, basis));
    if (known.isPresent()) {
      return known.get();
    }
    Scoring scoring = scoring(campaign, rack, plan, timeline, evidence, end, share);
    // A file that was found damaged while it was read is a loss that counts already.
    Evidence now = StoredEvidence.read(samples, campaign, rack, plan, end);
    Scorecard scorecard = scoring.judge(timeline, now, end);
    // Samples that came meanwhile may not be in it: then it is of no basis that is known.
    if (kept.isPresent() && basis.equals(basis(campaign, rack, plan, timeline, now, end))) {
      kept.get().keep(campaign.id(), rack, basis, scorecard, scoring.traces(timeline, end));
    }
    return scorecard;
  }

  /**
   * The signals up to the end, by criterion.
   *
   * @param all of all members, or of those that a report draws
   */
  Map<String, List<Trace>> traces(Judged judged, boolean all) throws IOException {
    Campaign campaign = judged.campaign();
    String rack = judged.rack();
    long end = judged.scorecard().scoredToMillis();
    Timeline timeline = StoredEvidence.timeline(campaign, rack);
    Evidence evidence = StoredEvidence.read(samples, campaign, rack, judged.plan(), end);
    if (kept.isPresent()) {
      String basis = basis(campaign, rack, judged.plan(), timeline, evidence, end);
      Optional<Map<String, List<Trace>>> known = kept.get().traces(campaign.id(), rack, basis, all);
      if (known.isPresent()) {
        return known.get();
      }
    }
    Map<String, List<Trace>> traces =
        scoring(campaign, rack, judged.plan(), timeline, evidence, end, s -> {})
            .traces(timeline, end);
    return all ? traces : WorstTraces.of(judged.scorecard(), traces);
  }

  /** Keeps verdicts that were judged while samples came. */
  void keep(Judged judged, Map<String, List<Trace>> traces) throws IOException {
    if (kept.isPresent()) {
      Campaign campaign = judged.campaign();
      long end = judged.scorecard().scoredToMillis();
      Timeline timeline = StoredEvidence.timeline(campaign, judged.rack());
      Evidence evidence = StoredEvidence.read(samples, campaign, judged.rack(), judged.plan(), end);
      String basis = basis(campaign, judged.rack(), judged.plan(), timeline, evidence, end);
      kept.get().keep(campaign.id(), judged.rack(), basis, judged.scorecard(), traces);
    }
  }

  private Scoring scoring(
      Campaign campaign,
      String rack,
      Plan plan,
      Timeline timeline,
      Evidence evidence,
      long end,
      Rejudging.Share share)
      throws IOException {
    StoredScoring stored = new StoredScoring(samples, campaign, rack, plan);
    return stored.read(timeline, stored.known(end), end, end, evidence.instruments(), share);
  }

  /** All that a verdict depends on; rows of the store never change, so their number tells them. */
  private String basis(
      Campaign campaign, String rack, Plan plan, Timeline timeline, Evidence evidence, long end)
      throws IOException {
    return KeptFiles.hash(
        String.join(
            "\n",
            software,
            campaign.planName(),
            campaign.planText(),
            timeline.toString(),
            evidence.losses().toString(),
            evidence.clockOffsets().toString(),
            new TreeMap<>(evidence.instruments()).toString(),
            String.valueOf(end),
            String.valueOf(samples.rows(rack, StoredEvidence.from(campaign, plan), end))));
  }
}
