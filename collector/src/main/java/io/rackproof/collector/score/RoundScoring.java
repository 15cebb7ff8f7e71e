package io.rackproof.collector.score;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scoring that is judged round after round while its samples come. It takes over for good only
 * what is old enough; a copy that each round judges goes ahead of it, so that a round costs what is
 * new since the last. What comes too late for the copy, but not for the scoring, makes another
 * copy. Not thread safe.
 */
public final class RoundScoring {

  /** Two that go on by themselves share less and less: then the copy is made anew. */
  private static final long APART_MILLIS = 60_000;

  private final Scoring settled;
  private @Nullable Scoring ahead;

  /** Up to where was taken over for good when the copy was made. */
  private long copiedAt;

  /** What the copy was judged by last. */
  private @Nullable Timeline judgedBy;

  private long copies;

  /**
   * @param settled what is taken over for good; it is used by nobody else from now on
   */
  public RoundScoring(Scoring settled) {
    this.settled = settled;
  }

  /**
   * What is taken over for good, to add to it what is older than the newest; the copy that went
   * ahead is dropped.
   */
  public Scoring settled() {
    ahead = null;
    return settled;
  }

  /** As {@link Scoring#add}. */
  public boolean add(Series series, long timeMillis, double value, Quality quality, long order) {
    if (!settled.add(series, timeMillis, value, quality, order)) {
      return false;
    }
    if (ahead != null && !ahead.add(series, timeMillis, value, quality, order)) {
      ahead = null;
    }
    return true;
  }

  /** As {@link Scoring#isWanted}. */
  public boolean isWanted(Series series) {
    return settled.isWanted(series);
  }

  /** As {@link Scoring#from}. */
  public long from() {
    return settled.from();
  }

  /** As {@link Scoring#committedTo}: what rounds have gone ahead does not count. */
  public long committedTo() {
    return settled.committedTo();
  }

  /** Before this time nothing can be added; not before {@link #committedTo}. */
  public long takenTo() {
    return settled.takenTo();
  }

  /**
   * All verdicts, as {@link Scoring#judge} gives them.
   *
   * @param likelyTo before this time a sample is not likely to come any more; one that does costs
   *     time and no more
   */
  public Scorecard judge(Timeline timeline, Evidence evidence, long scoredToMillis, long likelyTo) {
    Scoring next = ahead;
    if (next == null || !holds(next, timeline, scoredToMillis)) {
      next = settled.copy();
      copiedAt = settledTo();
      copies++;
    }
    // Where a fault ends the round, what it left behind must not be judged again.
    ahead = null;
    Scorecard scorecard = next.judgeAndCommit(timeline, evidence, scoredToMillis, likelyTo);
    ahead = next;
    judgedBy = timeline;
    return scorecard;
  }

  private boolean holds(Scoring copy, Timeline timeline, long scoredToMillis) {
    return copy.takenTo() < scoredToMillis
        && settledTo() - copiedAt < APART_MILLIS
        && judgedBy != null
        && timeline
            .marksBefore(copy.committedTo())
            .equals(judgedBy.marksBefore(copy.committedTo()));
  }

  /** While nothing is taken over it stands at the beginning. */
  private long settledTo() {
    return Math.max(settled.takenTo(), settled.from());
  }

  /** As {@link Scoring#commit}: for good. */
  public void commit(Timeline timeline, long completeTo) {
    settled.commit(timeline, completeTo);
  }

  /** As {@link Scoring#traces}. */
  public Map<String, List<Trace>> traces(Timeline timeline, long scoredToMillis) {
    return settled.traces(timeline, scoredToMillis);
  }

  /** Samples that are held in memory, the copy's among them. */
  public long samplesHeld() {
    return settled.samplesHeld() + (ahead == null ? 0 : ahead.samplesHeld());
  }

  /** How often a round had to begin at what is taken over for good. */
  public long copies() {
    return copies;
  }
}
