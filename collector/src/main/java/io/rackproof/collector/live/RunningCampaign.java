package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One rack of one campaign, judged while its samples arrive. What is old enough is taken over and
 * forgotten; a sample that comes after its time was, a new series, or a mark set in the past begin
 * it anew from the store. Not thread safe.
 */
final class RunningCampaign {

  /** Samples of different devices come this much out of order at most, as a rule. */
  private static final long ORDERLY_MILLIS = 10_000;

  /** What is taken over at a time; less would cost more than it frees. */
  private static final long STEP_MILLIS = 10_000;

  private final Plan plan;
  private final StoredScoring stored;

  private Scoring scoring;
  private long newest;
  private boolean anew;
  private Map<Series, Instrument> instruments;
  private List<Timeline.Mark> marks = List.of();

  /** Takes over what the store holds of the campaign already. */
  RunningCampaign(Campaign campaign, String rack, Plan plan, SampleStore store) throws IOException {
    this.plan = plan;
    this.stored = new StoredScoring(store, campaign, rack, plan);
    this.instruments = store.instruments(rack);
    this.scoring = begin(StoredEvidence.timeline(campaign, rack), Long.MAX_VALUE);
  }

  Plan plan() {
    return plan;
  }

  private Scoring begin(Timeline timeline, long to) throws IOException {
    newest = stored.newest();
    marks = timeline.marks();
    anew = false;
    // Samples may be ahead of the time that is judged; they count later.
    return stored.read(
        timeline, Long.MAX_VALUE, Math.min(newest, to) - ORDERLY_MILLIS, instruments);
  }

  /** Samples of a batch that is stored now. */
  void add(long sequence, List<Sample> batch) {
    for (Sample sample : batch) {
      if (!scoring.add(
          sample.series(), sample.timeMillis(), sample.value(), sample.quality(), sequence)) {
        anew = true;
      }
      if (scoring.isWanted(sample.series())) {
        newest = Math.max(newest, sample.timeMillis());
      }
    }
  }

  /**
   * The verdicts at a time.
   *
   * @param evidence losses, clock and instruments
   */
  Scorecard judge(Timeline timeline, Evidence evidence, long toMillis) throws IOException {
    if (anew
        || marksChanged(timeline)
        || toMillis < scoring.committedTo()
        || !instruments.equals(evidence.instruments())) {
      instruments = evidence.instruments();
      scoring = begin(timeline, toMillis);
    }
    Scorecard scorecard = scoring.judge(timeline, evidence, toMillis);
    long upTo = Math.min(newest, toMillis) - ORDERLY_MILLIS;
    if (upTo - Math.max(scoring.committedTo(), scoring.from()) >= STEP_MILLIS) {
      scoring.commit(timeline, upTo);
      marks = timeline.marks();
    }
    return scorecard;
  }

  /** Whether what was taken over rests on other marks than there are now. */
  private boolean marksChanged(Timeline timeline) {
    return !before(timeline.marks()).equals(before(marks));
  }

  private List<Timeline.Mark> before(List<Timeline.Mark> all) {
    return all.stream().filter(m -> m.timeMillis() < scoring.committedTo()).toList();
  }

  /** The signals of all criteria over time, as judged last. */
  Map<String, List<Trace>> traces(Timeline timeline, long toMillis) {
    return scoring.traces(timeline, toMillis);
  }
}
