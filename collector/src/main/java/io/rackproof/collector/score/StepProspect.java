package io.rackproof.collector.score;

import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Plan;
import java.util.List;
import java.util.OptionalLong;

/** What a member of a criterion about events lacks, and what keeps it from passing for good. */
final class StepProspect {

  private final Plan plan;
  private final Method.StepResponse step;
  private final JudgedTime time;
  private final long to;

  /**
   * @param to samples before this time are judged
   */
  StepProspect(Plan plan, Method.StepResponse step, JudgedTime time, long to) {
    this.plan = plan;
    this.step = step;
    this.time = time;
    this.to = to;
  }

  /**
   * @param result what the events were judged to be
   * @param known milliseconds in which all triggers are known
   * @param doubt why nothing can pass; empty for no doubt
   */
  Prospect of(List<StepEvent> events, MemberResult result, long known, String doubt) {
    Prospect own = Prospect.covered(known).barredBy(doubt);
    int missing = step.repeats() - events.size();
    if (missing > 0) {
      return own.lacking(
          missing
              + (events.isEmpty() ? "" : " more")
              + " of "
              + step.repeats()
              + (step.repeats() == 1 ? " event: " : " events: ")
              + step.trigger().text()
              + " must begin to hold");
    }
    boolean unclear =
        result.verdict() == Verdict.INCONCLUSIVE
            && doubt.isEmpty()
            && known >= plan.coverage() * time.total();
    return unclear ? unclear(own, events, result) : own;
  }

  /** The worst event is not decided: for good once what is looked at of it has ended. */
  private Prospect unclear(Prospect own, List<StepEvent> events, MemberResult result) {
    StepEvent last = events.get(events.size() - 1);
    boolean isLast = result.worstTimeMillis().equals(OptionalLong.of(last.seen));
    return isLast && last.observedTo() > to && last.baselineCoverage >= plan.coverage()
        ? own.lacking("the answer to the last event")
        : own.barredBy(result.reason().substring(result.reason().indexOf(": ") + 2));
  }
}
