package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Evidence;
import io.rackproof.collector.score.RoundScoring;
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
import java.util.Set;

/**
 * One rack of one campaign, judged while its samples arrive. What is old enough is taken over and
 * forgotten; a sample that comes after its time was, a new series, or a mark set in the past begin
 * it anew from the store. What came too fast is read from there too. Not thread safe.
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

  /**
   * The newest sample that was handed over, or left away. The store may hold newer ones, which wait
   * to be added: were they read there, and time taken over by them, those between would come too
   * late and begin it anew, for ever while samples come fast.
   */
  private long newest;

  /**
   * How far behind the newest of other batches samples came, in this step and in the one before.
   */
  private long disorder;

  private long disorderBefore;

  private boolean anew;

  /** The time of the earliest sample that is in the store and was not added. */
  private long leftAwayFrom = Long.MAX_VALUE;

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
    this.newest = stored.newest();
    this.scoring = begin(judgedBy, Long.MAX_VALUE);
  }

  Plan plan() {
    return plan;
  }

  private RoundScoring begin(Timeline timeline, long to) throws IOException {
    // Until it has been read whole: a store that fails meanwhile leaves nothing half begun.
    anew = true;
    // Samples may be ahead of the time that is judged; they count later.
    known = stored.known(end);
    long settledTo = Math.min(newest, to) - ORDERLY_MILLIS;
    Scoring begun = stored.read(timeline, known, readEnd(), settledTo, instruments, s -> {});
    isRead(timeline);
    return new RoundScoring(begun);
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

  /**
   * Samples from a time on, in the store by now, were not added: they are read from there when it
   * is judged next.
   */
  void leftAway(long firstMillis) {
    leftAwayFrom = Math.min(leftAwayFrom, firstMillis);
    newest = Math.max(newest, stored.newest());
  }

  private long readEnd() {
    return Math.min(end, newest + 1);
  }

  private void isRead(Timeline timeline) {
    judgedBy = timeline;
    leftAwayFrom = Long.MAX_VALUE;
    anew = false;
  }

  /** Reads what was left away, unless that reaches into what is taken over, or has new series. */
  private boolean goesOn(Timeline timeline, long toMillis) throws IOException {
    if (leftAwayFrom < scoring.takenTo() || !stored.known(end).equals(known)) {
      return false;
    }
    disorder = ORDERLY_MILLIS;
    long settledTo = Math.min(newest, toMillis) - ORDERLY_MILLIS;
    stored.goOn(scoring.settled(), timeline, scoring.takenTo(), readEnd(), settledTo, s -> {});
    isRead(timeline);
    return true;
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
    } else if (leftAwayFrom < end) {
      if (!goesOn(timeline, toMillis)) {
        scoring = begin(timeline, toMillis);
      }
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
