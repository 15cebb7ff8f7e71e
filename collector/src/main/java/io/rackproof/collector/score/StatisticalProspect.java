package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.collector.score.Track.Gathered;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is sure of a member of a statistical criterion, and what it lacks. */
final class StatisticalProspect {

  private final Criterion criterion;
  private final Method.Statistical method;
  private final Moment moment;
  private final JudgedTime time;

  StatisticalProspect(
      Criterion criterion, Method.Statistical method, Moment moment, JudgedTime time) {
    this.criterion = criterion;
    this.method = method;
    this.moment = moment;
    this.time = time;
  }

  /**
   * @param doubt why nothing can pass; empty for no doubt
   */
  Prospect of(Gathered gathered, MemberResult result, String doubt) {
    Prospect plain =
        Prospect.covered(polled(moment.plan().interval(), gathered.covered(), gathered.samples()))
            .barredBy(doubt);
    if (gathered.measured().isEmpty()) {
      return method.over().isPresent() ? windows(plain, 0, 0) : plain;
    }
    Measured measured = gathered.measured().get();
    Prospect own =
        plain.failedIf(failsSurely(result)).barredBy(doubt.isEmpty() ? reset(measured) : doubt);
    if (method.over().isPresent()) {
      return gathered.covered() == time.total() && measured.undecided().isEmpty()
          ? own
          : windows(own, measured.windows(), measured.decided());
    }
    if (!measured.undecided().isEmpty()) {
      return lacking(own, measured.undecided());
    }
    return mayHideGrowth(measured, result)
        ? own.lacking("growth up to the limit, since the counter restarted")
        : own;
  }

  /**
   * Covered time, but no more than as many samples as there are tell at the plan's rate, and one
   * that may just be due.
   */
  static long polled(Optional<Duration> interval, long covered, long samples) {
    return interval.map(i -> Math.min(covered, (samples + 1) * i.toMillis())).orElse(covered);
  }

  /** Whether a restart leaves open if a lower bound is kept, now or later. */
  private boolean mayHideGrowth(Measured measured, MemberResult result) {
    boolean grows =
        method.statistic().kind() == StatisticKind.INCREASE && method.comparison().isEmpty();
    Limit limit = criterion.limit();
    double value = result.value().orElse(Double.NaN);
    boolean reached = value > limit.low() || limit.contains(value);
    return measured.resets() > 0 && Double.isFinite(limit.low()) && !(grows && reached);
  }

  private String reset(Measured measured) {
    return measured.resets() > 0 && criterion.limit().high() == 0
        ? "the counter restarted before "
            + Texts.time(measured.firstReset(), moment.dated())
            + ", what it counted last is lost"
        : "";
  }

  /** What only grows is over the limit, or what only falls is under it, and stays so. */
  private boolean failsSurely(MemberResult result) {
    if (result.verdict() != Verdict.FAIL || method.comparison().isPresent()) {
      return false;
    }
    Limit limit = criterion.limit();
    double value = result.value().orElse(Double.NaN);
    boolean above = value >= limit.high();
    boolean below = value <= limit.low();
    boolean oneSided = Double.isInfinite(limit.low()) || Double.isInfinite(limit.high());
    StatisticKind kind = method.statistic().kind();
    boolean stays =
        switch (kind) {
          case MAX, INCREASE, CHANGES, TIME_OUTSIDE, LONGEST_OUTSIDE -> above;
          case MIN -> below;
          default -> false;
        };
    return stays && (oneSided || method.over().isEmpty()) && inSureTime(kind, result);
  }

  /** Not in time that may turn out not to be of the phase. */
  private boolean inSureTime(StatisticKind kind, MemberResult result) {
    long sure = moment.sureTo(criterion.phase());
    boolean momentary =
        (kind == StatisticKind.MAX || kind == StatisticKind.MIN)
            && method.over().isEmpty()
            && method.sustained().isEmpty();
    return sure >= moment.to()
        || (momentary && result.worstTimeMillis().orElse(Long.MAX_VALUE) < sure);
  }

  /**
   * Windows that end soon after a gap are covered badly too, so that after it a window's length
   * passes before all are good. They are taken to come as densely as they did.
   */
  private Prospect windows(Prospect own, long windows, long decided) {
    long length = method.over().orElseThrow().toMillis();
    String window = "of " + Durations.format(Duration.ofMillis(length));
    double least = moment.plan().coverage();
    if (windows == 0) {
      List<JudgedTime.Span> spans = time.spans();
      JudgedTime.Span last = spans.get(spans.size() - 1);
      long first = Math.max(0, length - last.length());
      long enough = first + moment.plan().maxGap().toMillis();
      boolean gaps = own.covered().orElse(0) < time.total();
      double made = gaps ? (length - least * first) / (1 - least) : 0;
      return Double.isInfinite(made)
          ? own.lacking("a window " + window)
          : own.lacking(first, Math.max(enough, (long) made + 1), "a window " + window);
    }
    long passed = time.spans().stream().mapToLong(s -> Math.max(0, s.length() - length)).sum();
    double density = (double) windows / Math.max(moment.plan().maxGap().toMillis(), passed);
    double more = (least * windows - decided + density * length) / (density * (1 - least));
    if (more <= 0) {
      return own;
    }
    String lacks =
        "windows " + window + " that are covered: " + decided + " of " + windows + " so far";
    return Double.isInfinite(more) ? own.lacking(lacks) : own.lacking(0, (long) more + 1, lacks);
  }

  private Prospect lacking(Prospect own, String undecided) {
    if (method.sustained().isPresent()) {
      Duration stretch = method.sustained().get();
      return own.lacking(
          0,
          stretch.toMillis() + moment.plan().maxGap().toMillis(),
          "a stretch of " + Durations.format(stretch));
    }
    if (method.statistic().kind() == StatisticKind.SLOPE && method.comparison().isEmpty()) {
      return own.lacking(0, moment.plan().maxGap().toMillis(), "another sample");
    }
    return own.lacking("a value, since " + undecided);
  }
}
