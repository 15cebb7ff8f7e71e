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
import io.rackproof.collector.score.statistic.Rounding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * A criterion about how a signal answers to events. A time to recover is known as an interval: only
 * when its later end keeps the limit does it pass, only when its earlier end breaks it does it
 * fail. Not thread safe.
 */
final class StepScoring implements CriterionScoring {

  private final Plan plan;
  private final Criterion criterion;
  private final Method.StepResponse step;
  private final MemberJudge.Scales scales;
  private final List<StepTrack> tracks = new ArrayList<>();
  private final List<StepShifts> shifts = new ArrayList<>();
  private final List<Instrumentation> instruments = new ArrayList<>();

  /** For each of them how much of the time its triggers were known. */
  private final List<List<Track>> triggerTimes = new ArrayList<>();

  StepScoring(Plan plan, Criterion criterion, Method.StepResponse step, Signals signals) {
    this.plan = plan;
    this.criterion = criterion;
    this.step = step;
    this.scales = MemberJudge.Scales.of(criterion);
    DoubleUnaryOperator condition =
        WhenPhase.holds(step.trigger().signal(), step.trigger().limit());
    List<Member> triggers = signals.members(step.trigger().signal().expression());
    StepBand band = StepBand.of(step.settles(), step.of().unit());
    for (Member member : signals.members(step.of().expression())) {
      List<Member> own =
          triggers.stream()
              .filter(t -> agree(t.labels(), member.labels()))
              .map(t -> t.map(condition))
              .toList();
      if (!triggers.isEmpty()) {
        Instrumentation behind = new Instrumentation(signals, criterion, member);
        tracks.add(new StepTrack(member, own, step, band, StepTrack.Values.OWN));
        instruments.add(behind);
        shifts.add(
            new StepShifts(
                step.value(), behind, values -> new StepTrack(member, own, step, band, values)));
        triggerTimes.add(own.stream().map(t -> new Track(t, Gatherings.highest())).toList());
      }
    }
  }

  private StepScoring(StepScoring other) {
    plan = other.plan;
    criterion = other.criterion;
    step = other.step;
    scales = other.scales;
    other.tracks.forEach(track -> tracks.add(track.copy()));
    other.shifts.forEach(shift -> shifts.add(shift.copy()));
    instruments.addAll(other.instruments);
    other.triggerTimes.forEach(own -> triggerTimes.add(Track.copies(own)));
  }

  @Override
  public StepScoring copy() {
    return new StepScoring(this);
  }

  /** Whether labels that both have are the same. */
  static boolean agree(Map<String, String> a, Map<String, String> b) {
    return a.entrySet().stream()
        .allMatch(l -> b.getOrDefault(l.getKey(), l.getValue()).equals(l.getValue()));
  }

  @Override
  public void commit(Window window, List<PhaseSpan> spans, long upTo) {
    JudgedTime time = JudgedTime.of(spans, criterion.phase());
    tracks.forEach(track -> track.commit(window, time, upTo));
    shifts.forEach(shift -> shift.commit(window, time, upTo));
    triggerTimes.forEach(own -> own.forEach(track -> track.commit(window, time, upTo)));
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
    StepProspect prospect = new StepProspect(plan, step, time, moment.to());
    List<MemberResult> results = new ArrayList<>();
    long end = time.spans().get(time.spans().size() - 1).to();
    for (int i = 0; i < tracks.size(); i++) {
      List<StepEvent> events = tracks.get(i).events(window, time, end);
      List<OptionalDouble> uncertainties =
          shifts.get(i).uncertainties(events, step.value(), window, time, end);
      String doubt = doubt(i, events, time, moment);
      long known = known(i, window, time);
      MemberResult result =
          judge(
              tracks.get(i).member(),
              events,
              uncertainties,
              time,
              unknown(known, time).orElse(doubt),
              moment.dated());
      results.add(result.with(prospect.of(events, result, known, doubt)));
    }
    return verdicts.of(results);
  }

  /** Milliseconds in which all triggers of a member are known. */
  private long known(int i, Window window, JudgedTime time) {
    return triggerTimes.get(i).stream()
        .mapToLong(trigger -> trigger.measure(window, time).covered())
        .min()
        .orElse(0);
  }

  private Optional<String> unknown(long known, JudgedTime time) {
    double share = (double) known / time.total();
    return share < plan.coverage()
        ? Optional.of("events may be missing: the trigger is known for " + Texts.percent(share))
        : Optional.empty();
  }

  /** Why nothing may pass; empty for no doubt. */
  private String doubt(int i, List<StepEvent> events, JudgedTime time, Moment moment) {
    String doubt = Doubt.of(plan, moment.evidence(), lookedAt(time, events), moment.dated());
    return doubt.isEmpty() ? instruments.get(i).ended(plan.decisionRule(), time) : doubt;
  }

  /** The judged time with the baselines of its events. */
  private JudgedTime lookedAt(JudgedTime time, List<StepEvent> events) {
    List<JudgedTime.Span> spans = new ArrayList<>(time.spans());
    for (StepEvent event : events) {
      spans.add(new JudgedTime.Span(event.before - step.baseline().toMillis(), event.seen));
    }
    return new JudgedTime(spans);
  }

  /** One event's outcome: between two values, in the unit of the limit. */
  private record Outcome(
      StepEvent event,
      double least,
      double most,
      OptionalDouble uncertainty,
      Verdict verdict,
      String text,
      double coverage) {}

  private MemberResult judge(
      Member member,
      List<StepEvent> events,
      List<OptionalDouble> uncertainties,
      JudgedTime time,
      String doubt,
      boolean dated) {
    if (events.isEmpty()) {
      return new MemberResult(
          member.labels(),
          Verdict.INCONCLUSIVE,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          0,
          0,
          OptionalLong.empty(),
          "INCONCLUSIVE: no event was seen: " + step.trigger().text() + " did not begin to hold");
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      StepEvent event = events.get(i);
      OptionalDouble expanded = expanded(uncertainties.get(i));
      outcomes.add(outcome(event, expanded, StepTrack.endOfSpan(time, event.seen), dated));
    }
    Outcome worst = outcomes.get(0);
    for (Outcome outcome : outcomes) {
      int order = outcome.verdict().compareTo(worst.verdict());
      boolean further =
          criterion.limit().margin(outcome.most()) < criterion.limit().margin(worst.most());
      worst = order < 0 || (order == 0 && further) ? outcome : worst;
    }
    Verdict verdict = worst.verdict();
    String reason = worst.text() + ", limit " + criterion.limit().text();
    if (events.size() > 1) {
      reason += " (worst of " + events.size() + " events)";
    }
    if (verdict != Verdict.FAIL && events.size() < step.repeats()) {
      verdict = Verdict.INCONCLUSIVE;
      reason = events.size() + " of " + step.repeats() + " events were seen; " + reason;
    } else if (verdict != Verdict.FAIL && !doubt.isEmpty()) {
      verdict = Verdict.INCONCLUSIVE;
      reason = doubt + "; otherwise " + reason;
    }
    double value = Double.isFinite(worst.most()) ? worst.most() : worst.least();
    boolean known = Double.isFinite(value);
    Margin margin = new Margin(criterion.limit(), value, worst.uncertainty());
    return new MemberResult(
        member.labels(),
        verdict,
        known ? OptionalDouble.of(value) : OptionalDouble.empty(),
        known ? OptionalDouble.of(margin.distance()) : OptionalDouble.empty(),
        known ? margin.uncertainty() : OptionalDouble.empty(),
        worst.coverage(),
        worst.event().samples(),
        OptionalLong.of(worst.event().seen),
        verdict + ": " + reason);
  }

  /** Expanded, in the unit of the limit; a difference, as overshoot and undershoot are. */
  private OptionalDouble expanded(OptionalDouble uncertainty) {
    return uncertainty.isEmpty()
        ? uncertainty
        : OptionalDouble.of(told(Margin.COVERAGE_FACTOR * uncertainty.getAsDouble()));
  }

  private Outcome outcome(
      StepEvent event, OptionalDouble uncertainty, long spanEnd, boolean dated) {
    double coverage = event.coverage(spanEnd);
    String at = " after the event at " + Texts.time(event.seen, dated);
    if (event.baselineCoverage < plan.coverage()) {
      String why =
          "the baseline before the event at "
              + Texts.time(event.seen, dated)
              + " is covered to "
              + Texts.percent(event.baselineCoverage);
      return new Outcome(
          event,
          Double.NaN,
          Double.NaN,
          OptionalDouble.empty(),
          Verdict.INCONCLUSIVE,
          why,
          coverage);
    }
    boolean recovery = step.value() == Method.StepValue.RECOVERY;
    double latest = recovery ? event.latest() : event.excursion(step.value());
    double least = recovery ? told(event.soonest()) : told(latest);
    double most = told(latest);
    Limit limit = criterion.limit();
    Margin margin = new Margin(limit, most, uncertainty);
    boolean guarded = margin.isGuarded(plan.decisionRule());
    String text = recovery ? recovery(least, most, at) : excursion(event, least, at);
    if (uncertainty.orElse(0) > 0) {
      boolean near = margin.isNear() && (guarded || !limit.contains(most));
      text += near ? "; " + margin.text() : ", " + margin.told();
    }
    if (isOutside(least, most)) {
      return new Outcome(event, least, most, uncertainty, Verdict.FAIL, text, coverage);
    }
    if (event.samples() == 0 || coverage < plan.coverage()) {
      String why = text + ", but good samples cover " + Texts.percent(coverage) + " of the time";
      return new Outcome(event, least, most, uncertainty, Verdict.INCONCLUSIVE, why + at, coverage);
    }
    String sparse =
        PollRate.tooFew(plan, criterion.phase(), event.samples(), event.observed(spanEnd));
    if (!sparse.isEmpty()) {
      return new Outcome(
          event, least, most, uncertainty, Verdict.INCONCLUSIVE, sparse + at, coverage);
    }
    if (!limit.contains(least) || !limit.contains(most)) {
      return new Outcome(event, least, most, uncertainty, Verdict.INCONCLUSIVE, text, coverage);
    }
    double inMarginal = Rounding.of(scales.toMarginal().apply(latest));
    boolean marginal = criterion.marginal().map(m -> m.contains(inMarginal)).orElse(false);
    Verdict verdict = marginal || guarded ? Verdict.MARGINAL : Verdict.PASS;
    return new Outcome(event, least, most, uncertainty, verdict, text, coverage);
  }

  /** Whether every value between the two is outside. */
  private boolean isOutside(double least, double most) {
    Limit limit = criterion.limit();
    boolean above = !limit.contains(least) && least >= limit.high();
    boolean below = !limit.contains(most) && most <= limit.low();
    return above || below;
  }

  private double told(double value) {
    return Rounding.of(scales.toLimit().apply(value));
  }

  private String recovery(double least, double most, String at) {
    Limit limit = criterion.limit();
    if (Double.isInfinite(most)) {
      return "not back " + step.settles().text() + " yet " + Texts.quantity(least, limit) + at;
    }
    String from = least == most ? "" : Texts.number(least, limit) + " to ";
    return "back " + step.settles().text() + " " + from + Texts.quantity(most, limit) + at;
  }

  private String excursion(StepEvent event, double value, String at) {
    String baseline =
        Texts.number(Rounding.of(event.baseline), criterion.limit())
            + " "
            + PlanUnits.symbol(step.of().unit());
    return step.value().text()
        + " "
        + Texts.quantity(value, criterion.limit())
        + " from "
        + baseline.strip()
        + at;
  }
}
