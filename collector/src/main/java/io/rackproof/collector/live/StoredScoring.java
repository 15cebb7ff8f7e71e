package io.rackproof.collector.live;

import io.rackproof.collector.campaign.Campaign;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Timeline;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;

/** A campaign's samples of one rack put into a scoring, from the store, stretch by stretch. */
final class StoredScoring {

  /** Read at a time. */
  private static final long CHUNK_MILLIS = 300_000;

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
    long last = Math.min(to, newest() + 1);
    Predicate<Series> wanted = scoring::isWanted;
    // While one stretch is judged the next is read.
    FutureTask<List<SeriesSamples>> next = reading(wanted, from, last);
    for (long at = from; at < last; at += CHUNK_MILLIS) {
      long end = Math.min(last, at + CHUNK_MILLIS);
      List<SeriesSamples> stretch = taken(next);
      next = reading(wanted, end, last);
      for (SeriesSamples samples : stretch) {
        scoring.add(samples, at, end);
      }
      scoring.commit(timeline, Math.min(end, settledTo));
      share.done((double) (end - from) / (last - from));
    }
    return scoring;
  }

  /** Reads one stretch on a thread of its own. */
  private FutureTask<List<SeriesSamples>> reading(Predicate<Series> wanted, long at, long last) {
    FutureTask<List<SeriesSamples>> reading =
        new FutureTask<>(() -> store.read(rack, wanted, at, Math.min(last, at + CHUNK_MILLIS)));
    if (at < last) {
      Thread thread = new Thread(reading, "reading-ahead");
      thread.setDaemon(true);
      thread.start();
    }
    return reading;
  }

  private static List<SeriesSamples> taken(FutureTask<List<SeriesSamples>> reading)
      throws IOException {
    try {
      return reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while samples were read", e);
    }
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
