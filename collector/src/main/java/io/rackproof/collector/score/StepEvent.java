package io.rackproof.collector.score;

import io.rackproof.collector.plan.Method;

/**
 * One event and how a signal answered to it. Times are those of samples: the event took place after
 * the last sample without it and up to the first sample with it. Not thread safe.
 */
final class StepEvent {

  /** The last sample before the event. */
  final long before;

  /** The first sample after it. */
  final long seen;

  /** The mean of the signal before it, in the signal's unit. */
  final double baseline;

  /** Share of the baseline's time that good samples hold. */
  final double baselineCoverage;

  private final StepBand band;
  private final long hold;

  private long lastOutside = Long.MIN_VALUE;
  private long insideSince = Long.MIN_VALUE;
  private long insideFor;
  private boolean settled;
  private double highest = Double.NEGATIVE_INFINITY;
  private double lowest = Double.POSITIVE_INFINITY;
  private long covered;
  private long samples;

  /** What is looked at ends here. */
  private long observedTo;

  StepEvent(
      long before,
      long seen,
      double baseline,
      double baselineCoverage,
      StepBand band,
      long hold,
      long observedTo) {
    this.before = before;
    this.seen = seen;
    this.baseline = baseline;
    this.baselineCoverage = baselineCoverage;
    this.band = band;
    this.hold = hold;
    this.observedTo = observedTo;
  }

  StepEvent copy() {
    StepEvent copy =
        new StepEvent(before, seen, baseline, baselineCoverage, band, hold, observedTo);
    copy.lastOutside = lastOutside;
    copy.insideSince = insideSince;
    copy.insideFor = insideFor;
    copy.settled = settled;
    copy.highest = highest;
    copy.lowest = lowest;
    copy.covered = covered;
    copy.samples = samples;
    return copy;
  }

  long observedTo() {
    return observedTo;
  }

  /** Another event, or the end of the phase, ends what is looked at. */
  void endBy(long time) {
    observedTo = Math.min(observedTo, time);
  }

  /** What the signal held from a sample on; samples before the event are left aside. */
  void add(long start, long end, double value) {
    if (start < before || start >= observedTo) {
      return;
    }
    long from = Math.max(start, seen);
    long to = Math.min(end, observedTo);
    covered += Math.max(0, to - from);
    samples++;
    highest = Math.max(highest, value);
    lowest = Math.min(lowest, value);
    if (settled) {
      return;
    }
    if (!band.contains(value, baseline)) {
      lastOutside = start;
      insideSince = Long.MIN_VALUE;
      insideFor = 0;
      return;
    }
    insideSince = insideSince == Long.MIN_VALUE ? start : insideSince;
    insideFor += to - start;
    settled = hold > 0 && insideFor >= hold;
  }

  long samples() {
    return samples;
  }

  /** Share of the time from the event to the end of what is looked at that good samples hold. */
  double coverage(long until) {
    long observed = observed(until);
    return observed > 0 ? (double) covered / observed : 0;
  }

  /** Milliseconds from the event to the end of what is looked at. */
  long observed(long until) {
    return Math.max(0, Math.min(observedTo, until) - seen);
  }

  /**
   * At least, in seconds: from when it was surely there to when the signal was last seen outside.
   */
  double soonest() {
    return lastOutside == Long.MIN_VALUE ? 0 : Math.max(0, lastOutside - seen) / 1000.0;
  }

  /**
   * At most, in seconds: from when it was surely not there yet to when the signal was first seen
   * inside to stay; infinite where it was not.
   */
  double latest() {
    boolean recovered = insideSince != Long.MIN_VALUE && (hold == 0 || settled);
    return recovered ? (insideSince - before) / 1000.0 : Double.POSITIVE_INFINITY;
  }

  /** The highest value after the event; negative infinity where there was none. */
  double highest() {
    return highest;
  }

  /** How far it went above (below) the baseline, at least 0. */
  double excursion(Method.StepValue value) {
    double far = value == Method.StepValue.OVERSHOOT ? highest - baseline : baseline - lowest;
    return Math.max(0, far);
  }
}
