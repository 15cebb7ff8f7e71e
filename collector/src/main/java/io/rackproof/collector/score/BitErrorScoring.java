package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.plan.PlanUnits;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Gatherings;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.Rounding;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.measure.Unit;
import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * A criterion about a ratio of bit errors. Errors are taken to come one by one at random (Poisson):
 * after k errors in n bits the ratio is, at the confidence of the plan, at most what a chi-squared
 * distribution with 2 (k + 1) degrees of freedom says; for k = 0 at 95 % that is 3/n. It passes
 * once that bound keeps the limit, so what decides is exposure. Not thread safe.
 */
final class BitErrorScoring implements CriterionScoring {

  /** Longer than any campaign: a time beyond is none to tell. */
  private static final double FAR_MILLIS = 1e15;

  private final Plan plan;
  private final Criterion criterion;
  private final Method.BitErrors method;
  private final UnitScale toLimit;
  private final UnitScale toBits;
  private final List<Link> links = new ArrayList<>();

  /** Errors and bits of one member. */
  private record Link(Track errors, List<Track> bits) {
    Link copy() {
      return new Link(errors.copy(), Track.copies(bits));
    }
  }

  private BitErrorScoring(BitErrorScoring other) {
    plan = other.plan;
    criterion = other.criterion;
    method = other.method;
    toLimit = other.toLimit;
    toBits = other.toBits;
    other.links.forEach(link -> links.add(link.copy()));
  }

  @Override
  public BitErrorScoring copy() {
    return new BitErrorScoring(this);
  }

  BitErrorScoring(Plan plan, Criterion criterion, Method.BitErrors method, Signals signals) {
    this.plan = plan;
    this.criterion = criterion;
    this.method = method;
    this.toLimit = UnitScale.toLimit(criterion.unit(), criterion.limit());
    Unit<?> bit = PlanUnits.parse("bit");
    boolean counted = PlanUnits.compatible(method.bits().unit(), bit);
    Unit<?> exposure =
        counted ? method.bits().unit() : method.bits().unit().multiply(PlanUnits.SECOND);
    this.toBits = UnitScale.between(exposure, bit);
    List<Member> bits = signals.members(method.bits().expression());
    for (Member errors : signals.members(method.of().expression())) {
      List<Track> own =
          bits.stream()
              .filter(b -> StepScoring.agree(b.labels(), errors.labels()))
              .map(
                  b ->
                      new Track(
                          b,
                          counted
                              ? Gatherings.increase(signals.modulus(b))
                              : Gatherings.integral()))
              .toList();
      links.add(new Link(new Track(errors, Gatherings.increase(signals.modulus(errors))), own));
    }
  }

  @Override
  public void commit(Window window, List<PhaseSpan> spans, long upTo) {
    JudgedTime time = JudgedTime.of(spans, criterion.phase());
    for (Link link : links) {
      link.errors().commit(window, time, upTo);
      link.bits().forEach(track -> track.commit(window, time, upTo));
    }
  }

  @Override
  public CriterionResult judge(Window window, Moment moment) {
    Verdicts verdicts = new Verdicts(criterion, moment);
    if (links.isEmpty() || links.stream().allMatch(l -> l.bits().isEmpty())) {
      return verdicts.withoutMembers();
    }
    JudgedTime time = moment.judged(criterion.phase());
    if (time.total() == 0) {
      return verdicts.withoutTime();
    }
    String doubt = Doubt.of(plan, moment.evidence(), time, moment.dated());
    List<MemberResult> results = new ArrayList<>();
    for (Link link : links) {
      results.add(judge(link, window, time, doubt));
    }
    return verdicts.of(results);
  }

  private MemberResult judge(Link link, Window window, JudgedTime time, String doubt) {
    Track.Gathered errors = link.errors().measure(window, time);
    if (link.bits().size() != 1) {
      String why =
          link.bits().isEmpty()
              ? "no series tells its bits: " + method.bits().text()
              : link.bits().size()
                  + " series may tell its bits; narrow '"
                  + method.bits().text()
                  + "'";
      return open(link, errors, time, why, "one series that tells the bits of each");
    }
    Track.Gathered bits = link.bits().get(0).measure(window, time);
    if (errors.measured().isEmpty() || bits.measured().isEmpty()) {
      return open(link, errors, time, "no good sample in phase '" + criterion.phase() + "'", "");
    }
    double exposure = toBits.apply(bits.measured().get().value());
    if (!(exposure > 0)) {
      return open(link, errors, time, "no bits were sent", "bits to be sent");
    }
    Measured counted = errors.measured().get();
    return judge(link, errors, bits, Math.rint(counted.value()), exposure, time, doubt);
  }

  private MemberResult judge(
      Link link,
      Track.Gathered errors,
      Track.Gathered bits,
      double count,
      double exposure,
      JudgedTime time,
      String doubt) {
    double confidence = method.confidence();
    double most =
        told(
            GammaDistribution.of(count + 1, 1).inverseCumulativeProbability(confidence) / exposure);
    double least =
        count == 0
            ? 0
            : told(
                GammaDistribution.of(count, 1).inverseCumulativeProbability(1 - confidence)
                    / exposure);
    Measured counted = errors.measured().orElseThrow();
    Limit limit = criterion.limit();
    double coverage = (double) errors.covered() / time.total();
    String sparse = PollRate.tooFew(plan, criterion.phase(), errors.samples(), time.total());
    // Bits that nobody counted make any ratio look worse than it is.
    boolean bitsKnown =
        (double) bits.covered() / time.total() >= plan.coverage()
            && bits.measured().orElseThrow().resets() == 0;
    String fact =
        Texts.number(count, limit)
            + (count == 1 ? " error in " : " errors in ")
            + Texts.number(significant(exposure), limit)
            + " bits: at most "
            + Texts.quantity(most, limit)
            + " at "
            + Texts.percent(confidence)
            + " confidence, limit "
            + limit.text();
    Prospect prospect =
        Prospect.covered(
                StatisticalProspect.polled(plan.interval(), errors.covered(), errors.samples()))
            .barredBy(
                counted.resets() > 0
                    ? "the counter restarted, what it counted last is lost"
                    : doubt);
    if (!limit.contains(most)) {
      prospect = exposed(prospect, count, exposure, bits.covered());
    }
    Verdict verdict = Verdict.INCONCLUSIVE;
    String reason = fact;
    if (least >= limit.high() && !limit.contains(least)) {
      verdict = bitsKnown ? Verdict.FAIL : Verdict.INCONCLUSIVE;
      reason = bitsKnown ? fact : "not all bits were counted; so far " + fact;
    } else if (coverage < plan.coverage()) {
      reason = "good samples cover " + Texts.percent(coverage) + " of the time; so far " + fact;
    } else if (counted.resets() > 0) {
      reason = "the counter restarted, what it counted last is lost; otherwise " + fact;
    } else if (!sparse.isEmpty()) {
      reason = sparse;
    } else if (!doubt.isEmpty()) {
      reason = doubt + "; otherwise " + fact;
    } else if (limit.contains(most)) {
      boolean marginal = criterion.marginal().map(m -> m.contains(most)).orElse(false);
      verdict = marginal ? Verdict.MARGINAL : Verdict.PASS;
    } else {
      double wanted = wanted(count);
      reason =
          fact
              + ": "
              + Texts.percent(Math.min(1, exposure / wanted))
              + " of the "
              + Texts.number(significant(wanted), limit)
              + " bits that would decide it";
    }
    return new MemberResult(
            link.errors().member().labels(),
            verdict,
            OptionalDouble.of(most),
            OptionalDouble.of(Rounding.of(limit.margin(most))),
            OptionalDouble.empty(),
            coverage,
            errors.samples(),
            OptionalLong.of(counted.worstTimeMillis()),
            verdict + ": " + reason)
        .with(prospect);
  }

  /** Bits after which that many errors and no more keep the limit. */
  private double wanted(double count) {
    return GammaDistribution.of(count + 1, 1).inverseCumulativeProbability(method.confidence())
        / UnitScale.fromLimit(criterion.limit(), criterion.unit()).apply(criterion.limit().high());
  }

  /** Lacking the bits that would decide it, at the rate at which they came. */
  private Prospect exposed(Prospect prospect, double count, double exposure, long covered) {
    double rest = wanted(count) - exposure;
    double millis = Math.ceil(rest / (exposure / Math.max(1, covered)));
    String bits = Texts.number(significant(Math.max(0, rest)), criterion.limit()) + " more bits";
    if (!(millis < FAR_MILLIS)) {
      return prospect.lacking(bits);
    }
    long more = Math.max(0, (long) millis);
    return prospect.lacking(more, more, bits + ", " + Forecast.text(more) + " at the present rate");
  }

  private static double significant(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(4)).doubleValue();
  }

  private double told(double ratio) {
    return Rounding.of(toLimit.apply(ratio));
  }

  private MemberResult open(
      Link link, Track.Gathered errors, JudgedTime time, String why, String lacks) {
    Prospect prospect = Prospect.covered(errors.covered());
    return new MemberResult(
            link.errors().member().labels(),
            Verdict.INCONCLUSIVE,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            (double) errors.covered() / time.total(),
            errors.samples(),
            OptionalLong.empty(),
            "INCONCLUSIVE: " + why)
        .with(lacks.isEmpty() ? prospect : prospect.lacking(lacks));
  }
}
