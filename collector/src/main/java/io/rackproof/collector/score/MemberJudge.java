package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.DecisionRule;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.collector.score.Track.Gathered;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.Rounding;
import io.rackproof.collector.score.statistic.UnitScale;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Judges one member of a criterion. */
final class MemberJudge {

  private final Plan plan;
  private final Criterion criterion;
  private final Method.Statistical method;
  private final double leastCoverage;
  private final DecisionRule rule;
  private final boolean dated;
  private final long total;
  private final UnitScale toLimit;
  private final UnitScale toMarginal;
  private final double factor;

  /**
   * @param scales of the criterion
   * @param dated whether times are told with their date
   */
  MemberJudge(
      Plan plan,
      Criterion criterion,
      Method.Statistical method,
      Scales scales,
      JudgedTime time,
      boolean dated) {
    this.criterion = criterion;
    this.method = method;
    this.leastCoverage = plan.coverage();
    this.plan = plan;
    this.rule = plan.decisionRule();
    this.dated = dated;
    this.total = time.total();
    this.toLimit = scales.toLimit();
    this.toMarginal = scales.toMarginal();
    this.factor = criterion.factor().map(Criterion.Factor::value).orElse(1.0);
  }

  /**
   * How a criterion's results are told in the units of its limit and of its marginal band: finding
   * a conversion costs more than judging a member.
   */
  record Scales(UnitScale toLimit, UnitScale toMarginal) {
    static Scales of(Criterion criterion) {
      UnitScale toLimit = UnitScale.toLimit(criterion.unit(), criterion.limit());
      return new Scales(
          toLimit,
          criterion.marginal().map(m -> UnitScale.toLimit(criterion.unit(), m)).orElse(toLimit));
    }
  }

  /**
   * The verdict on what was gathered.
   *
   * @param gathered its statistic told as the criterion wants it, relative to another or not
   * @param doubt why nothing can pass, such as a loss; empty for no doubt
   * @param share which part of the series the uncertainty comes from; empty for all
   */
  MemberResult judge(Member member, Gathered gathered, String doubt, String share) {
    double coverage = (double) gathered.covered() / total;
    if (gathered.measured().isEmpty()) {
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
    Measured measured = gathered.measured().get();
    double value = told(measured.value());
    Margin margin = new Margin(criterion.limit(), value, uncertainty(gathered, measured));
    Verdict found = verdict(measured, margin, coverage, doubt);
    String sparse = PollRate.tooFew(plan, criterion.phase(), gathered.samples(), total);
    boolean tooFew = !sparse.isEmpty() && found != Verdict.FAIL;
    Verdict verdict = tooFew ? Verdict.INCONCLUSIVE : found;
    boolean hasValue = !Double.isNaN(value);
    return MemberResult.of(
        member,
        verdict,
        hasValue ? OptionalDouble.of(value) : OptionalDouble.empty(),
        hasValue ? OptionalDouble.of(margin.distance()) : OptionalDouble.empty(),
        margin.uncertainty(),
        coverage,
        gathered.samples(),
        hasValue ? OptionalLong.of(measured.worstTimeMillis()) : OptionalLong.empty(),
        () ->
            verdict
                + ": "
                + (tooFew
                    ? sparse
                    : reason(measured, margin, verdict, coverage, gathered, doubt, share)));
  }

  /** A result in the unit of the limit. */
  private double told(double result) {
    return Rounding.of(toLimit.apply(result * factor));
  }

  /** Expanded, in the unit of the limit. */
  private OptionalDouble uncertainty(Gathered gathered, Measured measured) {
    if (gathered.shifted().isEmpty()) {
      return OptionalDouble.empty();
    }
    double expanded =
        Margin.COVERAGE_FACTOR * gathered.shifted().get().uncertainty(measured.value());
    // A difference: where zero lies in the two units does not count.
    double inLimit = Math.abs(toLimit.apply(expanded * factor) - toLimit.apply(0));
    return OptionalDouble.of(Rounding.of(inLimit));
  }

  private Verdict verdict(Measured measured, Margin margin, double coverage, String doubt) {
    Limit wanted = criterion.limit();
    double value = margin.value();
    if (isProvenOutside(measured)) {
      return Verdict.FAIL;
    }
    if (coverage < leastCoverage || !measured.undecided().isEmpty()) {
      return Verdict.INCONCLUSIVE;
    }
    if (!wanted.contains(value)) {
      // Growth that a reset hid may yet have been enough for a lower bound.
      boolean hidden = measured.resets() > 0 && value <= wanted.low();
      return hidden ? Verdict.INCONCLUSIVE : Verdict.FAIL;
    }
    if (!doubt.isEmpty() || (measured.resets() > 0 && wanted.high() == 0)) {
      return Verdict.INCONCLUSIVE;
    }
    boolean marginal =
        criterion.marginal().map(m -> m.contains(inMarginal(measured))).orElse(false);
    return marginal || margin.isGuarded(rule) ? Verdict.MARGINAL : Verdict.PASS;
  }

  /** Whether nothing that the uncovered time may hold brings the statistic inside. */
  private boolean isProvenOutside(Measured measured) {
    Limit wanted = criterion.limit();
    double least = told(measured.least());
    double most = told(measured.most());
    boolean above = !wanted.contains(least) && least >= wanted.high();
    boolean below = !wanted.contains(most) && most <= wanted.low();
    return above || below;
  }

  private double inMarginal(Measured measured) {
    return Rounding.of(toMarginal.apply(measured.value() * factor));
  }

  private String reason(
      Measured measured,
      Margin margin,
      Verdict verdict,
      double coverage,
      Gathered gathered,
      String doubt,
      String share) {
    if (!measured.undecided().isEmpty()) {
      return measured.undecided();
    }
    String fact =
        fact(measured, margin.value(), verdict)
            + ", limit "
            + criterion.limit().text()
            + band(measured, verdict)
            + uncertain(margin, verdict, share);
    if (verdict != Verdict.INCONCLUSIVE) {
      return fact;
    }
    if (coverage < leastCoverage) {
      String gap =
          gathered
              .longestGap()
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

  /** The band that makes it marginal. */
  private String band(Measured measured, Verdict verdict) {
    return criterion
        .marginal()
        .filter(m -> verdict == Verdict.MARGINAL && m.contains(inMarginal(measured)))
        .map(m -> ", marginal " + m.text())
        .orElse("");
  }

  private String uncertain(Margin margin, Verdict verdict, String share) {
    if (margin.uncertainty().orElse(0) == 0) {
      return "";
    }
    boolean told = verdict == Verdict.FAIL || margin.isGuarded(rule);
    return (told && margin.isNear() ? "; " + margin.text() : ", " + margin.told())
        + (share.isEmpty() ? "" : " (" + share + ")");
  }

  private String fact(Measured measured, double value, Verdict verdict) {
    String number = Texts.quantity(value, criterion.limit());
    StatisticKind kind = method.statistic().kind();
    String at = " at " + Texts.time(measured.worstTimeMillis(), dated);
    String resets =
        measured.resets() > 0
            ? ", counter restarted before " + Texts.time(measured.firstReset(), dated)
            : "";
    String falls = resets + wraps(measured.wraps());
    if (method.over().isPresent()) {
      return "worst "
          + criterion.statisticText()
          + " is "
          + number
          + ", up to "
          + Texts.time(measured.worstTimeMillis(), dated)
          + falls;
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
      case MEAN, PERCENTILE, RATE, INTEGRAL, INCREASE, SLOPE ->
          method.statistic().text() + " " + number + worst + falls;
      case CHANGES -> number + (value == 1 ? " change" : " changes") + (value > 0 ? worst : "");
      case TIME_OUTSIDE -> "outside " + inside + " for " + number + from(value, measured);
      case LONGEST_OUTSIDE -> "longest outside " + inside + " is " + number + from(value, measured);
    };
  }

  private static String wraps(int count) {
    return switch (count) {
      case 0 -> "";
      case 1 -> ", counter wrapped once";
      default -> ", counter wrapped " + count + " times";
    };
  }

  private String from(double value, Measured measured) {
    return value > 0 ? " from " + Texts.time(measured.worstTimeMillis(), dated) : "";
  }
}
