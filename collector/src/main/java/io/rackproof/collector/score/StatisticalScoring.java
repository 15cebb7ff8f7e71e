package io.rackproof.collector.score;

import io.rackproof.collector.plan.Comparison;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.plan.StatisticKind;
import io.rackproof.collector.score.Track.Gathered;
import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Bounds;
import io.rackproof.collector.score.statistic.Gatherings;
import io.rackproof.collector.score.statistic.Measured;
import io.rackproof.collector.score.statistic.UnitScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.measure.Unit;

/** A criterion that is a statistic of each member of a signal. Not thread safe. */
final class StatisticalScoring implements CriterionScoring {

  private final Plan plan;
  private final Criterion criterion;
  private final Method.Statistical method;
  private final MemberJudge.Scales scales;
  private final List<Track> tracks = new ArrayList<>();
  private final List<Instrumentation> instruments = new ArrayList<>();

  /** The same members in the phase that they are compared with. */
  private final List<Track> others = new ArrayList<>();

  /** When each member was highest and lowest; empty where the statistic tells its own moment. */
  private final List<Sides> sides = new ArrayList<>();

  /** Towards which of them a comparison goes is known at its end. */
  record Sides(Track highest, Track lowest) {
    Sides copy() {
      return new Sides(highest.copy(), lowest.copy());
    }

    void commit(Window window, JudgedTime time, long upTo) {
      highest.commit(window, time, upTo);
      lowest.commit(window, time, upTo);
    }

    /** The first moment at which the member was highest, or lowest; empty without samples. */
    Optional<Long> moment(boolean high, Window window, JudgedTime time) {
      return (high ? highest : lowest)
          .measure(window, time)
          .measured()
          .map(Measured::worstTimeMillis);
    }
  }

  StatisticalScoring(Plan plan, Criterion criterion, Method.Statistical method, Signals signals) {
    this.plan = plan;
    this.criterion = criterion;
    this.method = method;
    this.scales = MemberJudge.Scales.of(criterion);
    List<Member> members = signals.members(method.of().expression());
    boolean group = method.comparison().orElse(null) instanceof Comparison.WithGroup;
    Set<Integer> common = group ? signals.common(members) : Set.of();
    for (Member member : members) {
      Instrumentation own = new Instrumentation(signals, criterion, member);
      instruments.add(own);
      tracks.add(track(member, own, common));
      if (otherPhase() != null) {
        others.add(track(member, own, common));
      }
      if (method.comparison().isPresent() && !tellsItsMoment(method.statistic().kind())) {
        sides.add(
            new Sides(
                new Track(member, Gatherings.highest()), new Track(member, Gatherings.lowest())));
      }
    }
  }

  private StatisticalScoring(StatisticalScoring other) {
    plan = other.plan;
    criterion = other.criterion;
    method = other.method;
    scales = other.scales;
    tracks.addAll(Track.copies(other.tracks));
    instruments.addAll(other.instruments);
    others.addAll(Track.copies(other.others));
    other.sides.forEach(side -> sides.add(side.copy()));
  }

  /** Whether a statistic knows when it came about, whatever its limit. */
  private static boolean tellsItsMoment(StatisticKind kind) {
    return switch (kind) {
      case MEAN, INTEGRAL, PERCENTILE, SLOPE -> false;
      default -> true;
    };
  }

  @Override
  public StatisticalScoring copy() {
    return new StatisticalScoring(this);
  }

  private Track track(Member member, Instrumentation own, Set<Integer> common) {
    Unit<?> signalUnit = method.of().unit();
    Bounds limit = Bounds.NONE;
    Bounds signal = Bounds.NONE;
    if (method.comparison().isEmpty()) {
      double factor = criterion.factor().map(Criterion.Factor::value).orElse(1.0);
      UnitScale scale = UnitScale.fromLimit(criterion.limit(), criterion.unit());
      limit = Bounds.of(criterion.limit(), v -> scale.apply(v) / factor);
      signal =
          method.inside().map(i -> Bounds.of(i, UnitScale.fromLimit(i, signalUnit))).orElse(limit);
    }
    Bounds ofLimit = limit;
    Bounds ofSignal = signal;
    return Track.of(
        member,
        own,
        Shifting.of(method, own, common),
        modulus -> Gatherings.of(method, ofLimit, ofSignal, plan.coverage(), modulus));
  }

  private @org.jspecify.annotations.Nullable String otherPhase() {
    return method.comparison().orElse(null) instanceof Comparison.WithPhase with
        ? with.phase()
        : null;
  }

  @Override
  public void commit(Window window, List<PhaseSpan> spans, long upTo) {
    JudgedTime time = JudgedTime.of(spans, criterion.phase());
    tracks.forEach(track -> track.commit(window, time, upTo));
    sides.forEach(side -> side.commit(window, time, upTo));
    String other = otherPhase();
    if (other != null) {
      JudgedTime otherTime = JudgedTime.of(spans, other);
      others.forEach(track -> track.commit(window, otherTime, upTo));
    }
  }

  @Override
  public CriterionResult judge(Window window, Moment moment) {
    Verdicts verdicts = new Verdicts(criterion, moment);
    if (tracks.isEmpty()) {
      return verdicts.withoutMembers();
    }
    JudgedTime time = moment.judged(criterion.phase());
    if (time.total() == 0) {
      return verdicts.withoutTime();
    }
    List<Gathered> gathered = tracks.stream().map(t -> t.measure(window, time)).toList();
    if (method.comparison().isPresent()) {
      gathered =
          new Compared(criterion, tracks, gathered, moment)
              .with(
                  method.comparison().get(),
                  phase -> {
                    JudgedTime other = moment.judged(phase);
                    return others.stream().map(t -> t.measure(window, other)).toList();
                  },
                  (i, high) ->
                      sides.isEmpty() ? Optional.empty() : sides.get(i).moment(high, window, time));
    }
    String doubt = Doubt.of(plan, moment.evidence(), time, moment.dated());
    String other = otherPhase();
    if (doubt.isEmpty() && other != null) {
      doubt = Doubt.of(plan, moment.evidence(), moment.judged(other), moment.dated());
    }
    MemberJudge judge = new MemberJudge(plan, criterion, method, scales, time, moment.dated());
    StatisticalProspect prospect = new StatisticalProspect(criterion, method, moment, time);
    List<MemberResult> results = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      Instrumentation own = instruments.get(i);
      String why = doubt.isEmpty() ? own.ended(plan.decisionRule(), time) : doubt;
      MemberResult result = judge.judge(tracks.get(i).member(), gathered.get(i), why, own.share());
      results.add(result.with(prospect.of(gathered.get(i), result, why)));
    }
    return verdicts.of(results);
  }
}
