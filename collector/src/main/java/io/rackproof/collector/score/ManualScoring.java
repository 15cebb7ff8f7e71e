package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Limit;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.collector.score.statistic.Rounding;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A criterion that a person decides, or measures. */
final class ManualScoring implements CriterionScoring {

  private final Criterion criterion;
  private final Method.Manual method;

  ManualScoring(Criterion criterion, Method.Manual method) {
    this.criterion = criterion;
    this.method = method;
  }

  @Override
  public void commit(Window window, List<PhaseSpan> spans, long upTo) {}

  @Override
  public CriterionResult judge(Window window, Moment moment) {
    Verdicts verdicts = new Verdicts(criterion, moment);
    List<Timeline.Entry> entries =
        moment.timeline().entries().stream()
            .filter(e -> e.criterion().equals(criterion.id()))
            .toList();
    if (entries.isEmpty()) {
      return verdicts.undecided("nobody has entered it yet: " + method.instruction());
    }
    Timeline.Entry last = entries.get(entries.size() - 1);
    if (method.measured() && last.value().isEmpty()) {
      return verdicts.undecided("a value is wanted, not a verdict: " + method.instruction());
    }
    if (!method.measured() && last.verdict().isEmpty()) {
      return verdicts.undecided("a verdict is wanted, not a value: " + method.instruction());
    }
    return verdicts.of(List.of(result(last, entries.size(), moment)));
  }

  @Override
  public ManualScoring copy() {
    return this;
  }

  private MemberResult result(Timeline.Entry entry, int entries, Moment moment) {
    Limit limit = criterion.limit();
    OptionalDouble margin = OptionalDouble.empty();
    Verdict verdict = entry.verdict().orElse(Verdict.INCONCLUSIVE);
    String fact = "inspected";
    if (entry.value().isPresent()) {
      double value = Rounding.of(entry.value().getAsDouble());
      Margin own = new Margin(limit, value, entry.uncertainty());
      margin = OptionalDouble.of(own.distance());
      verdict = verdict(own, moment);
      fact = "measured " + Texts.quantity(value, limit) + ", limit " + limit.text() + ",";
    }
    String reason =
        verdict
            + ": "
            + fact
            + " by "
            + entry.by()
            + " at "
            + Texts.time(entry.timeMillis(), true)
            + (entries > 1 ? " (entry " + entries + ")" : "")
            + (entry.note().isEmpty() ? "" : ": " + entry.note());
    return new MemberResult(
        Map.of(),
        verdict,
        entry.value(),
        margin,
        entry.uncertainty(),
        1,
        1,
        OptionalLong.of(entry.timeMillis()),
        reason);
  }

  private Verdict verdict(Margin margin, Moment moment) {
    if (!criterion.limit().contains(margin.value())) {
      return Verdict.FAIL;
    }
    boolean near = margin.isGuarded(moment.plan().decisionRule());
    boolean inBand = criterion.marginal().map(m -> m.contains(margin.value())).orElse(false);
    return near || inBand ? Verdict.MARGINAL : Verdict.PASS;
  }
}
