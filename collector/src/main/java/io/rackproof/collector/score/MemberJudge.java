package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.measure.Unit;

/** Judges one member of a criterion. */
final class MemberJudge {

  private final Criterion criterion;
  private final Method.Statistical method;
  private final JudgedTime time;
  private final double leastCoverage;
  private final String doubt;
  private final boolean dated;
  private final UnitScale toLimit;
  private final Bounds limit;
  private final Bounds signal;

  /**
   * @param doubt why nothing can pass in this time, such as a loss; empty for no doubt
   * @param dated whether times are told with their date
   */
  MemberJudge(
      Plan plan,
      Criterion criterion,
      Method.Statistical method,
      JudgedTime time,
      String doubt,
      boolean dated) {
    this.criterion = criterion;
    this.method = method;
    this.time = time;
    this.leastCoverage = plan.coverage();
    this.doubt = doubt;
    this.dated = dated;
    Unit<?> signalUnit = method.of().unit();
    Unit<?> measured = method.statistic().kind().unit(signalUnit);
    this.toLimit = UnitScale.toLimit(measured, criterion.limit());
    this.limit = Bounds.of(criterion.limit(), UnitScale.fromLimit(criterion.limit(), measured));
    this.signal =
        method.inside().map(i -> Bounds.of(i, UnitScale.fromLimit(i, signalUnit))).orElse(limit);
  }

  MemberResult judge(Member member) {
    HeldValues held = new HeldValues(member.held(), time);
    long total = time.total();
    double coverage = (double) held.covered() / total;
    if (held.size() == 0) {
      return new MemberResult(
          member.labels(),
          Verdict.INCONCLUSIVE,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          0,
          0,
          OptionalLong.empty(),
          "INCONCLUSIVE: no good sample in phase '" + criterion.phase() + "'");
    }
    Measured measured = measure(held, total);
    double value = Rounding.of(toLimit.apply(measured.value()));
    Verdict verdict = verdict(measured, value, coverage);
    String reason = reason(measured, value, verdict, coverage, held);
    boolean hasValue = !Double.isNaN(value);
    return new MemberResult(
        member.labels(),
        verdict,
        hasValue ? OptionalDouble.of(value) : OptionalDouble.empty(),
        hasValue
            ? OptionalDouble.of(Rounding.of(criterion.limit().margin(value)))
            : OptionalDouble.empty(),
        OptionalDouble.empty(),
        coverage,
        held.size(),
        hasValue ? OptionalLong.of(measured.worstTimeMillis()) : OptionalLong.empty(),
        verdict + ": " + reason);
  }

  private Measured measure(HeldValues held, long total) {
    if (method.over().isPresent()) {
      return new RollingStatistics(
              held, method.statistic(), limit, signal, method.over().get(), leastCoverage)
          .measure();
    }
    PhaseStatistics statistics = new PhaseStatistics(held, method.statistic(), signal, total);
    return method
        .sustained()
        .map(d -> statistics.sustained(d.toMillis()))
        .orElseGet(statistics::measure);
  }

  private Verdict verdict(Measured measured, double value, double coverage) {
    Limit wanted = criterion.limit();
    if (isProvenOutside(measured)) {
      return Verdict.FAIL;
    }
    if (coverage < leastCoverage || !measured.undecided().isEmpty()) {
      return Verdict.INCONCLUSIVE;
    }
    if (!wanted.contains(value)) {
      // Growth that a reset hid may yet have been enough for a lower bound.
      boolean hidden = measured.resets() > 0 && value < wanted.low();
      return hidden ? Verdict.INCONCLUSIVE : Verdict.FAIL;
    }
    if (!doubt.isEmpty() || (measured.resets() > 0 && wanted.isZero())) {
      return Verdict.INCONCLUSIVE;
    }
    boolean marginal =
        criterion.marginal().map(m -> m.contains(inUnitOf(m, measured))).orElse(false);
    return marginal ? Verdict.MARGINAL : Verdict.PASS;
  }

  /** Whether nothing that the uncovered time may hold brings the statistic inside. */
  private boolean isProvenOutside(Measured measured) {
    Limit wanted = criterion.limit();
    double least = Rounding.of(toLimit.apply(measured.least()));
    double most = Rounding.of(toLimit.apply(measured.most()));
    boolean above = !wanted.contains(least) && least >= wanted.high();
    boolean below = !wanted.contains(most) && most <= wanted.low();
    return above || below;
  }

  private double inUnitOf(Limit band, Measured measured) {
    Unit<?> unit = method.statistic().kind().unit(method.of().unit());
    return Rounding.of(UnitScale.toLimit(unit, band).apply(measured.value()));
  }

  private String reason(
      Measured measured, double value, Verdict verdict, double coverage, HeldValues held) {
    if (!measured.undecided().isEmpty()) {
      return measured.undecided();
    }
    String fact = fact(measured, value, verdict) + ", limit " + criterion.limit().text();
    if (verdict == Verdict.MARGINAL) {
      return fact + ", marginal " + criterion.marginal().map(Limit::text).orElse("");
    }
    if (verdict != Verdict.INCONCLUSIVE) {
      return fact;
    }
    if (coverage < leastCoverage) {
      String gap =
          held.longestGap()
              .map(
                  g ->
                      "; none for "
                          + Durations.format(Duration.ofMillis(g.length()))
                          + " from "
                          + Texts.time(g.from(), dated))
              .orElse("");
      return "good samples cover "
          + Texts.percent(coverage)
          + " of phase '"
          + criterion.phase()
          + "', the plan asks for "
          + Texts.percent(leastCoverage)
          + gap;
    }
    if (!doubt.isEmpty()) {
      return doubt + "; otherwise " + fact;
    }
    return "the counter restarted before "
        + Texts.time(measured.firstReset(), dated)
        + ", what it counted last is lost; otherwise "
        + fact;
  }

  private String fact(Measured measured, double value, Verdict verdict) {
    String number = Texts.quantity(value, criterion.limit());
    StatisticKind kind = method.statistic().kind();
    String at = " at " + Texts.time(measured.worstTimeMillis(), dated);
    String resets =
        measured.resets() > 0
            ? ", counter restarted before " + Texts.time(measured.firstReset(), dated)
            : "";
    if (method.over().isPresent()) {
      return "worst "
          + criterion.statisticText()
          + " is "
          + number
          + ", up to "
          + Texts.time(measured.worstTimeMillis(), dated)
          + resets;
    }
    String inside = method.inside().map(Limit::text).orElse("");
    String worst = verdict == Verdict.PASS ? "" : ", worst" + at;
    String lasted =
        method.sustained().map(d -> " for " + Durations.format(d) + " or longer").orElse("");
    return switch (kind) {
      case MIN -> "lowest" + lasted + " " + number + at;
      case MAX -> "highest" + lasted + " " + number + at;
      case LAST -> "last " + number + at;
      case STDDEV -> "standard deviation " + number + worst;
      case MEAN, PERCENTILE, RATE, INTEGRAL, INCREASE, SLOPE, CHANGES ->
          method.statistic().text() + " " + number + worst + resets;
      case TIME_OUTSIDE -> "outside " + inside + " for " + number + from(value, measured);
      case LONGEST_OUTSIDE -> "longest outside " + inside + " is " + number + from(value, measured);
    };
  }

  private String from(double value, Measured measured) {
    return value > 0 ? " from " + Texts.time(measured.worstTimeMillis(), dated) : "";
  }
}
