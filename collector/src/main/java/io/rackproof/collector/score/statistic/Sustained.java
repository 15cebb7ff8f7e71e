package io.rackproof.collector.score.statistic;

import io.rackproof.document.Durations;
import java.time.Duration;

/**
 * The lowest (highest) value such that the signal was at it or beyond it for a stretch of covered
 * length; where no stretch is that long, the mildest value there was. Looks at the shortest run of
 * pieces, up to each, that is long enough: the mildest value in it is what it kept to.
 */
final class Sustained implements Gathering {

  private final boolean highest;
  private final long length;
  private final Bounds limit;
  private final Extreme extreme;
  private final Extreme mildest;
  private final MonotonicQueue queue;
  private final Pieces run;
  private long covered;
  private boolean lasted;
  private double value;

  /** Where the first run that kept to the value began. */
  private long time;

  /**
   * @param limit of the statistic, in its unit
   */
  Sustained(boolean highest, long length, Bounds limit) {
    this(
        highest,
        length,
        limit,
        new Extreme(highest),
        new Extreme(!highest),
        new MonotonicQueue(!highest),
        new Pieces());
  }

  private Sustained(
      boolean highest,
      long length,
      Bounds limit,
      Extreme extreme,
      Extreme mildest,
      MonotonicQueue queue,
      Pieces run) {
    this.highest = highest;
    this.length = length;
    this.limit = limit;
    this.extreme = extreme;
    this.mildest = mildest;
    this.queue = queue;
    this.run = run;
  }

  @Override
  public void enter(long from) {
    run.drop(run.next());
    queue.clear();
    covered = 0;
  }

  @Override
  public void add(Piece piece) {
    extreme.add(piece);
    mildest.add(piece);
    int number = run.next();
    run.add(piece.start(), piece.end(), piece.value());
    queue.add(number, run);
    covered += piece.length();
    while (covered - run.length(run.first()) >= length) {
      covered -= run.length(run.first());
      run.drop(run.first() + 1);
    }
    if (covered >= length) {
      double kept = run.value(queue.head(run.first()));
      if (!lasted || (highest ? kept > value : kept < value)) {
        lasted = true;
        value = kept;
        time = run.start(run.first());
      }
    }
  }

  @Override
  public Measured measure(long uncovered) {
    if (lasted) {
      return extreme.of(value, uncovered).withWorstTime(time);
    }
    if (!limit.isOutside(mildest.value())) {
      return extreme.of(mildest.value(), uncovered);
    }
    // Outside all the time, and yet for less than it takes to fail: nothing is shown by that.
    return Measured.anythingIf(true, mildest.value(), extreme.measure(uncovered).worstTimeMillis())
        .undecided("nothing was held for " + Durations.format(Duration.ofMillis(length)));
  }

  @Override
  public Sustained copy() {
    Sustained copy =
        new Sustained(
            highest, length, limit, extreme.copy(), mildest.copy(), queue.copy(), run.copy());
    copy.covered = covered;
    copy.lasted = lasted;
    copy.value = value;
    copy.time = time;
    return copy;
  }
}
