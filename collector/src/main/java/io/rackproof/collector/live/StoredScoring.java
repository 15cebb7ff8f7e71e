package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.store.ReadAside;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Instrument;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A campaign's samples of one rack put into a scoring, from the store, stretch by stretch. */
final class StoredScoring {

  /** Read at a time, of a rack that has few samples in it. */
  private static final long CHUNK_MILLIS = 300_000;

  /** The first that is read, when nobody knows yet how many there are. */
  private static final long FIRST_MILLIS = 20_000;

  /** Samples that are read at a time, about: 25 bytes each, in three places at most. */
  private static final long AT_ONCE = 1_000_000;

  private final SampleStore store;
  private final String rack;
  private final Plan plan;
  private final long start;
  private final long from;

  StoredScoring(SampleStore store, Campaign campaign, String rack, Plan plan) {
    this.store = store;
    this.rack = rack;
    this.plan = plan;
    this.start = campaign.startMillis();
    this.from = StoredEvidence.from(campaign, plan);
  }

  /**
   * All that is stored before a time.
   *
   * @param known the series that have a sample in the time that matters
   * @param settledTo what is older is taken over
   * @param instruments what is known of those behind the series
   * @param share is told from 0 to 1 how much was read
   */
  Scoring read(
      Timeline timeline,
      Set<Series> known,
      long to,
      long settledTo,
      Map<Series, Instrument> instruments,
      Rejudging.Share share)
      throws IOException {
    Scoring scoring = new Scoring(plan, start, known, instruments);
    goOn(scoring, timeline, from, to, settledTo, share);
    return scoring;
  }

  /**
   * All that is stored in [since, to), put into a scoring that took over what is older.
   *
   * @param settledTo what is older is taken over
   * @param share is told from 0 to 1 how much was read
   */
  void goOn(
      Scoring scoring,
      Timeline timeline,
      long since,
      long to,
      long settledTo,
      Rejudging.Share share)
      throws IOException {
    long first = Math.max(from, since);
    long last = Math.min(to, newest() + 1);
    Predicate<Series> wanted = scoring::isWanted;
    // While one stretch is judged the next is read.
    long end = Math.min(last, first + FIRST_MILLIS);
    ReadAside<List<SeriesSamples>> next = reading(wanted, first, end);
    for (long at = first; at < last; ) {
      List<SeriesSamples> stretch = next.taken();
      long samplesRead = stretch.stream().mapToLong(SeriesSamples::size).sum();
      long nextEnd = Math.min(last, end + nextMillis(samplesRead, end - at));
      next = reading(wanted, end, nextEnd);
      for (SeriesSamples samples : stretch) {
        scoring.add(samples, at, end);
      }
      scoring.commit(timeline, Math.min(end, settledTo));
      share.done((double) (end - first) / (last - first));
      at = end;
      end = nextEnd;
    }
  }

  /** How much to read next after a stretch with so many samples: four times as much at most. */
  static long nextMillis(long samples, long millis) {
    long fitting = samples == 0 ? CHUNK_MILLIS : millis * AT_ONCE / samples;
    return Math.max(1000, Math.min(Math.min(CHUNK_MILLIS, 4 * millis), fitting));
  }

  /** One stretch; nothing after the last. */
  private ReadAside<List<SeriesSamples>> reading(Predicate<Series> wanted, long at, long end) {
    return ReadAside.begin(
        "reading-ahead", () -> at < end ? store.read(rack, wanted, at, end) : List.of());
  }

  /** The time of the newest sample that the plan reads. */
  long newest() {
    long newest = Long.MIN_VALUE;
    for (Sample latest : store.latest(rack)) {
      if (isWanted(latest.series())) {
        newest = Math.max(newest, latest.timeMillis());
      }
    }
    return newest;
  }

  private boolean isWanted(Series series) {
    return plan.metrics().contains(series.metric());
  }

  /**
   * The series that have a sample in the time that matters, before a time. Those that went on after
   * it are looked for from the beginning on, where most turn up at once.
   */
  Set<Series> known(long to) throws IOException {
    Set<Series> known = new TreeSet<>();
    Set<Series> unsure = new TreeSet<>();
    for (Sample latest : store.latest(rack)) {
      if (isWanted(latest.series()) && latest.timeMillis() >= from) {
        (latest.timeMillis() < to ? known : unsure).add(latest.series());
      }
    }
    for (long at = from; at < to && !unsure.isEmpty(); at += CHUNK_MILLIS) {
      long end = Math.min(to, at + CHUNK_MILLIS);
      for (SeriesSamples samples : store.read(rack, unsure::contains, at, end)) {
        if (samples.size() > 0) {
          known.add(samples.series());
        }
      }
      unsure.removeAll(known);
    }
    return known;
  }
}
