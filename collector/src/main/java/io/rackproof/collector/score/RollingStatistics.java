package io.rackproof.collector.score;

import io.rackproof.collector.plan.Statistic;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.document.Durations;
import java.time.Duration;

/**
 * The worst of a rolling window: the statistic over (t - w, t] for each t that is the time of a
 * sample, or w after one, with the window inside a span of the judged time. A window covered less
 * than the plan asks is undecided, unless what it holds is over the limit already. Windows move
 * forward only; each value costs a few steps, whatever the window holds.
 */
final class RollingStatistics {

  private final HeldValues held;
  private final Statistic statistic;
  private final Bounds limit;
  private final long window;
  private final double leastCoverage;
  private final WindowValue value;

  private long windows;
  private long decided;
  private boolean found;
  private double worst;
  private long worstEnd;

  /** The statistic of a window. */
  interface WindowValue {
    /**
     * Over (to - w, to], whose pieces are first to last; the last may begin at {@code to}. Called
     * with growing windows only.
     *
     * @param covered milliseconds
     */
    double at(long to, int first, int last, long covered);
  }

  /**
   * @param limit of the statistic, in its unit
   * @param signal what {@code inside} says, in the signal's unit, or the limit
   */
  RollingStatistics(
      HeldValues held,
      Statistic statistic,
      Bounds limit,
      Bounds signal,
      Duration window,
      double leastCoverage) {
    this.held = held;
    this.statistic = statistic;
    this.limit = limit;
    this.window = window.toMillis();
    this.leastCoverage = leastCoverage;
    this.value = WindowValues.of(held, statistic, signal, this.window);
  }

  Measured measure() {
    for (int s = 0; s < held.spanCount(); s++) {
      roll(s);
    }
    if (!found) {
      String text = Durations.format(Duration.ofMillis(window));
      String why =
          windows == 0
              ? "no window of " + text + " fits in the judged time"
              : "no window of " + text + " is covered well enough";
      return Measured.of(
              Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, held.start(0))
          .undecided(why);
    }
    boolean all = decided == windows;
    Measured measured =
        Measured.of(
            worst,
            all || isProven(worst) ? worst : Double.NEGATIVE_INFINITY,
            all || isProven(worst) ? worst : Double.POSITIVE_INFINITY,
            worstEnd);
    if (!isProven(worst) && decided < leastCoverage * windows) {
      measured =
          measured.undecided(
              "only " + decided + " of " + windows + " windows are covered well enough");
    }
    if (statistic.kind() != StatisticKind.INCREASE && statistic.kind() != StatisticKind.RATE) {
      return measured;
    }
    Increments increments = Increments.of(held);
    return measured.withResets(increments.resets(), increments.firstReset());
  }

  /** Ends of windows: times of samples and the same a window later, merged. */
  private void roll(int s) {
    int begin = held.firstOf(s) + (held.isCarriedInto(s) ? 1 : 0);
    int end = held.firstOf(s + 1);
    Cursor cursor = new Cursor(s);
    int now = begin;
    int later = begin;
    while (later < end) {
      long atSample = now < end ? held.start(now) : Long.MAX_VALUE;
      long afterSample = held.start(later) + window;
      long to = Math.min(atSample, afterSample);
      now += atSample == to ? 1 : 0;
      later += afterSample == to ? 1 : 0;
      if (to > held.span(s).to()) {
        return;
      }
      if (to - window >= held.span(s).from()) {
        windows++;
        cursor.moveTo(to);
        judge(cursor);
      }
    }
  }

  private void judge(Cursor cursor) {
    long covered = cursor.covered();
    if (cursor.first > cursor.last || covered == 0) {
      return;
    }
    double result = value.at(cursor.to, cursor.first, cursor.last, covered);
    boolean counts = covered >= leastCoverage * window;
    decided += counts ? 1 : 0;
    if (!counts && !isProven(result)) {
      return;
    }
    if (!found || limit.margin(result) < limit.margin(worst)) {
      found = true;
      worst = result;
      worstEnd = cursor.to;
    }
  }

  /** Whether a value of a window breaks the limit whatever the window's uncovered time holds. */
  private boolean isProven(double result) {
    return switch (statistic.kind()) {
      case MAX, INCREASE, TIME_OUTSIDE, LONGEST_OUTSIDE -> limit.isAbove(result);
      case MIN -> limit.isBelow(result);
      default -> false;
    };
  }

  /** The pieces of a window and how much of it they cover. */
  private final class Cursor {
    private final int end;
    private int first;
    private int last;
    private long whole;
    private long to;

    private Cursor(int s) {
      first = held.firstOf(s);
      last = first - 1;
      end = held.firstOf(s + 1);
    }

    private void moveTo(long newTo) {
      to = newTo;
      while (last + 1 < end && held.start(last + 1) <= to) {
        last++;
        whole += held.length(last);
      }
      while (first <= last && held.end(first) <= to - window) {
        whole -= held.length(first);
        first++;
      }
    }

    private long covered() {
      if (first > last) {
        return 0;
      }
      long before = Math.max(0, to - window - held.start(first));
      long after = Math.max(0, held.end(last) - to);
      return whole - before - after;
    }
  }
}
