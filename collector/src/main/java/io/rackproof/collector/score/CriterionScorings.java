package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.AmbiguousSignalException;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.Window;
import java.util.List;

/** How each method of a plan is judged. */
final class CriterionScorings {

  private CriterionScorings() {}

  static CriterionScoring of(Plan plan, Criterion criterion, Signals signals) {
    try {
      if (criterion.method() instanceof Method.Statistical method) {
        return new StatisticalScoring(plan, criterion, method, signals);
      }
      if (criterion.method() instanceof Method.StepResponse method) {
        return new StepScoring(plan, criterion, method, signals);
      }
      if (criterion.method() instanceof Method.BitErrors method) {
        return new BitErrorScoring(plan, criterion, method, signals);
      }
      if (criterion.method() instanceof Method.Wiring method) {
        return WiringScoring.of(plan, criterion, method, signals.members(method.of().expression()));
      }
      return new ManualScoring(criterion, (Method.Manual) criterion.method());
    } catch (AmbiguousSignalException e) {
      return new Undecided(criterion, "the signal is ambiguous: " + e.getMessage());
    }
  }

  /** A criterion that no sample can decide. */
  private record Undecided(Criterion criterion, String why) implements CriterionScoring {
    @Override
    public void commit(Window window, List<PhaseSpan> spans, long upTo) {}

    @Override
    public CriterionResult judge(Window window, Moment moment) {
      return new Verdicts(criterion, moment).never(why);
    }

    @Override
    public Undecided copy() {
      return this;
    }
  }
}
