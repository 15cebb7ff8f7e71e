package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.RoundScoring;
import io.rackproof.collector.score.Scorecard;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private final RecordedEvidence recorded;

  private RoundScoring scoring;
  private long newest;

  /**
   * How far behind the newest of other batches samples came, in this step and in the one before.
   */
  private long disorder;

  private long disorderBefore;

  private boolean anew;
  private Map<Series, Instrument> instruments;
  private Timeline judgedBy;

  /** The final verdicts that were looked at last, and when first. */
  private long lookedAt = -1;

  private long lookedAtMillis;
  private boolean isKept;

  /** The series that the scoring began with. */
  private Set<Series> known = Set.of();

  /** The end of the campaign once it has one: what is later does not matter. */
  private long end = Long.MAX_VALUE;

  /** Takes over what the store holds of the campaign already. */
  RunningCampaign(Campaign campaign, String rack, Plan plan, SampleStore store) throws IOException {
    this.plan = plan;
    this.stored = new StoredScoring(store, campaign, rack, plan);
    this.recorded = new RecordedEvidence(store, campaign, rack, plan);
    this.instruments = store.instruments(rack);
    this.judgedBy = StoredEvidence.timeline(campaign, rack);
    this.scoring = begin(judgedBy, Long.MAX_VALUE);
  }

  Plan plan() {
    return plan;
  }

  private RoundScoring begin(Timeline timeline, long to) throws IOException {
    newest = stored.newest();
    judgedBy = timeline;
    anew = false;
    // Samples may be ahead of the time that is judged; they count later.
    known = stored.known(end);
    return new RoundScoring(
        stored.read(
            timeline, known, end, Math.min(newest, to) - ORDERLY_MILLIS, instruments, s -> {}));
  }

  /** Samples of a batch that is stored now. */
  void add(long sequence, List<Sample> batch) {
    long before = newest;
    for (Sample sample : batch) {
      if (sample.timeMillis() >= end) {
        continue;
      }
      if (!scoring.add(
          sample.series(), sample.timeMillis(), sample.value(), sample.quality(), sequence)) {
        anew = true;
      }
      if (scoring.isWanted(sample.series())) {
        newest = Math.max(newest, sample.timeMillis());
        disorder = Math.max(disorder, before - sample.timeMillis());
      }
    }
  }

  /** Something that is in the store was not added: it is read from there when it is judged next. */
  void beginAnew() {
    anew = true;
  }

  /** Before this time samples are not likely to come any more, by how they came lately. */
  private long likelyTo() {
    return newest - Math.min(ORDERLY_MILLIS, Math.max(disorder, disorderBefore));
  }

  /** The verdicts at a time. */
  Scorecard judge(Timeline timeline, long toMillis) throws IOException {
    Evidence evidence = recorded.at(toMillis);
    if (timeline.endMillis().orElse(Long.MAX_VALUE) < end) {
      end = timeline.endMillis().getAsLong();
      // A series that began after the end is no member.
      anew |= !stored.known(end).equals(known);
    }
    if (anew
        || marksChanged(timeline)
        || toMillis < scoring.committedTo()
        || !instruments.equals(evidence.instruments())) {
      instruments = evidence.instruments();
      scoring = begin(timeline, toMillis);
      // A file that was found damaged while it was read is a loss that counts already.
      evidence = recorded.at(toMillis);
    }
    Scorecard scorecard = scoring.judge(timeline, evidence, toMillis, likelyTo());
    long upTo = Math.min(newest, toMillis) - ORDERLY_MILLIS;
    if (upTo - Math.max(scoring.committedTo(), scoring.from()) >= STEP_MILLIS) {
      scoring.commit(timeline, upTo);
      judgedBy = timeline;
      disorderBefore = disorder;
      disorder = 0;
    }
    return scorecard;
  }

  /** Whether what was taken over rests on other marks than there are now. */
  private boolean marksChanged(Timeline timeline) {
    return !timeline
        .marksBefore(scoring.committedTo())
        .equals(judgedBy.marksBefore(scoring.committedTo()));
  }

  /** Whether final verdicts have stood for a while, and were not kept yet; asked once of each. */
  boolean isToBeKept(Judged last, long nowMillis) {
    if (last.revision() != lookedAt) {
      lookedAt = last.revision();
      lookedAtMillis = nowMillis;
      isKept = false;
    }
    boolean due = !isKept && nowMillis - lookedAtMillis >= ORDERLY_MILLIS;
    isKept |= due;
    return due;
  }

  /** The signals of all criteria over time, by what was added. */
  Map<String, List<Trace>> traces(Timeline timeline, long toMillis) {
    return scoring.traces(timeline, toMillis);
  }
}
