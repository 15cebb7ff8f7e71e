package io.rackproof.collector.score.statistic;

import io.rackproof.collector.plan.Statistic;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.document.Durations;
import java.time.Duration;

/**
 * The worst of a rolling window: the statistic over (t - w, t] for each t that is the time of a
 * sample, or w after one, with the window inside a span of the judged time. A window covered less
 * than the plan asks is undecided, unless what it holds is over the limit already. Each value costs
 * a few steps, whatever the window holds.
 */
final class Rolling implements Gathering {

  private final Statistic statistic;
  private final Bounds limit;
  private final long window;
  private final double leastCoverage;
  private final WindowValue value;
  private final Pieces pieces;
  private final Increments increments;

  private long spanStart;
  private long firstTime = Long.MIN_VALUE;

  /** The next piece that ends a window w after its start. */
  private int later;

  private int first;
  private long whole;

  private long windows;
  private long decided;
  private boolean found;
  private double worst;
  private long worstEnd;

  /**
   * @param limit of the statistic, in its unit
   * @param signal what {@code inside} says, in the signal's unit, or the limit
   * @param modulus of a counter, in the signal's unit; 0 when not known
   */
  Rolling(
      Statistic statistic,
      Bounds limit,
      Bounds signal,
      Duration window,
      double leastCoverage,
      double modulus) {
    this(
        statistic,
        limit,
        window.toMillis(),
        leastCoverage,
        WindowValues.of(statistic, signal, window.toMillis(), modulus),
        new Pieces(),
        new Increments(modulus));
  }

  private Rolling(
      Statistic statistic,
      Bounds limit,
      long window,
      double leastCoverage,
      WindowValue value,
      Pieces pieces,
      Increments increments) {
    this.statistic = statistic;
    this.limit = limit;
    this.window = window;
    this.leastCoverage = leastCoverage;
    this.value = value;
    this.pieces = pieces;
    this.increments = increments;
  }

  @Override
  public void enter(long from) {
    spanStart = from;
    first = pieces.next();
    later = first;
    pieces.drop(first);
    whole = 0;
    increments.enter();
    value.enter();
  }

  @Override
  public void add(Piece piece) {
    if (firstTime == Long.MIN_VALUE) {
      firstTime = piece.start();
    }
    windowsThatEndBefore(piece.start());
    int number = pieces.next();
    pieces.add(piece.start(), piece.end(), piece.value());
    value.added(number, pieces, piece);
    increments.add(piece);
    whole += piece.length();
    if (piece.carried()) {
      // What began before the span is no sample of it: no window ends by it.
      later = number + 1;
      return;
    }
    if (later < number && pieces.start(later) + window == piece.start()) {
      later++;
    }
    windowTo(piece.start());
  }

  @Override
  public void leave(long to) {
    windowsThatEndBefore(to + 1);
  }

  private void windowsThatEndBefore(long time) {
    while (later < pieces.next() && pieces.start(later) + window < time) {
      long to = pieces.start(later) + window;
      later++;
      windowTo(to);
    }
  }

  private void windowTo(long to) {
    if (to - window < spanStart) {
      return;
    }
    windows++;
    int last = pieces.next() - 1;
    while (first <= last && pieces.end(first) <= to - window) {
      whole -= pieces.length(first);
      value.left(first, pieces);
      first++;
    }
    if (first > last) {
      dropUnused();
      return;
    }
    long before = Math.max(0, to - window - pieces.start(first));
    long after = Math.max(0, pieces.end(last) - to);
    judge(to, last, whole - before - after);
    dropUnused();
  }

  private void dropUnused() {
    pieces.drop(Math.min(first, later));
  }

  private void judge(long to, int last, long covered) {
    if (covered == 0) {
      return;
    }
    double result = value.at(pieces, to, first, last, covered);
    if (Double.isNaN(result)) {
      return;
    }
    boolean counts = covered >= leastCoverage * window;
    decided += counts ? 1 : 0;
    if (!counts && !isProven(result)) {
      return;
    }
    if (!found || limit.margin(result) < limit.margin(worst)) {
      found = true;
      worst = result;
      worstEnd = to;
    }
  }

  /** Whether a value of a window breaks the limit whatever the window's uncovered time holds. */
  private boolean isProven(double result) {
    return switch (statistic.kind()) {
      case MAX, INCREASE, TIME_OUTSIDE, LONGEST_OUTSIDE, CHANGES -> limit.isAbove(result);
      case MIN -> limit.isBelow(result);
      default -> false;
    };
  }

  @Override
  public void restarted(long time) {
    increments.restarted(time);
  }

  @Override
  public Measured measure(long uncovered) {
    if (!found) {
      String text = Durations.format(Duration.ofMillis(window));
      return Measured.anythingIf(true, Double.NaN, firstTime)
          .undecided(
              windows == 0
                  ? "no window of " + text + " fits in the judged time"
                  : "no window of " + text + " is covered well enough")
          .withWindows(windows, decided);
    }
    boolean open = decided < windows && !isProven(worst);
    Measured measured = Measured.anythingIf(open, worst, worstEnd).withWindows(windows, decided);
    if (!isProven(worst) && decided < leastCoverage * windows) {
      measured =
          measured.undecided(
              "only " + decided + " of " + windows + " windows are covered well enough");
    }
    boolean counter =
        statistic.kind() == StatisticKind.INCREASE || statistic.kind() == StatisticKind.RATE;
    return counter ? increments.tell(measured) : measured;
  }

  @Override
  public Rolling copy() {
    return with(pieces.copy());
  }

  @Override
  public Rolling glance() {
    return with(pieces.glance());
  }

  private Rolling with(Pieces own) {
    Rolling copy =
        new Rolling(statistic, limit, window, leastCoverage, value.copy(), own, increments.copy());
    copy.spanStart = spanStart;
    copy.firstTime = firstTime;
    copy.later = later;
    copy.first = first;
    copy.whole = whole;
    copy.windows = windows;
    copy.decided = decided;
    copy.found = found;
    copy.worst = worst;
    copy.worstEnd = worstEnd;
    return copy;
  }
}
