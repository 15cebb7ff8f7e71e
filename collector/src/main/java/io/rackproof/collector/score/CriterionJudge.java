package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.Plan;
import io.rackproof.document.Durations;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Judges a criterion: each member of its group, and the worst of them. */
final class CriterionJudge {

  private static final long DAY_MILLIS = 86_400_000;

  private static final Comparator<MemberResult> WORST_FIRST =
      Comparator.comparing(MemberResult::verdict)
          .thenComparingDouble(m -> m.margin().orElse(Double.NEGATIVE_INFINITY))
          .thenComparing(m -> m.labels().toString());

  private final Plan plan;
  private final SignalEvaluator signals;
  private final List<PhaseSpan> spans;
  private final Evidence evidence;
  private final boolean complete;
  private final boolean dated;

  CriterionJudge(
      Plan plan,
      SignalEvaluator signals,
      List<PhaseSpan> spans,
      Evidence evidence,
      boolean complete,
      long campaignLength) {
    this.plan = plan;
    this.signals = signals;
    this.spans = spans;
    this.evidence = evidence;
    this.complete = complete;
    this.dated = campaignLength > DAY_MILLIS;
  }

  CriterionResult judge(Criterion criterion) {
    JudgedTime time = JudgedTime.of(spans, criterion.phase());
    if (!(criterion.method() instanceof Method.Statistical method)) {
      return undecided(criterion, "it is not judged yet");
    }
    List<Member> members;
    try {
      members = signals.evaluate(method.of().expression());
    } catch (AmbiguousSignalException e) {
      return undecided(criterion, "the signal is ambiguous: " + e.getMessage());
    }
    if (members.isEmpty()) {
      return undecided(criterion, withoutMembers(criterion));
    }
    if (time.total() == 0) {
      return undecided(criterion, withoutTime(criterion));
    }
    String doubt = Doubt.of(plan, evidence, time, dated);
    MemberJudge judge = new MemberJudge(plan, criterion, method, time, doubt, dated);
    List<MemberResult> results = members.stream().map(judge::judge).sorted(WORST_FIRST).toList();
    return result(criterion, results.get(0).verdict(), results, reason(results));
  }

  private CriterionResult undecided(Criterion criterion, String why) {
    return result(criterion, Verdict.INCONCLUSIVE, List.of(), "INCONCLUSIVE: " + why);
  }

  private CriterionResult result(
      Criterion criterion, Verdict verdict, List<MemberResult> members, String reason) {
    return new CriterionResult(
        criterion.id(),
        criterion.title(),
        criterion.area(),
        criterion.phase(),
        criterion.statisticText(),
        criterion.limit().text(),
        criterion.limit().unitText(),
        criterion.gate(),
        criterion.weight(),
        verdict,
        !complete,
        members,
        reason);
  }

  private String withoutMembers(Criterion criterion) {
    Set<String> missing = signals.missing(criterion.signal().orElseThrow().expression());
    if (missing.isEmpty()) {
      return "no series fits the signal's labels: " + criterion.signal().orElseThrow().text();
    }
    return (complete ? "no samples came of " : "waits for samples of ")
        + String.join(", ", missing);
  }

  private String withoutTime(Criterion criterion) {
    String name = "phase '" + criterion.phase() + "'";
    if (spans.stream().anyMatch(s -> s.phase().equals(criterion.phase()))) {
      return complete ? name + " ended while it settled" : name + " is settling";
    }
    Phase.Entry entry = plan.phase(criterion.phase()).map(Phase::entry).orElse(new Phase.Whole());
    if (entry instanceof Phase.When when) {
      Set<String> missing = signals.missing(when.signal().expression());
      String waits =
          missing.isEmpty() ? "" : "; there are no samples of " + String.join(", ", missing);
      return name
          + " has not begun: "
          + when.signal().text()
          + " "
          + when.limit().text()
          + " has not held"
          + (when.hold().isZero() ? "" : " for " + Durations.format(when.hold()))
          + waits;
    }
    return name + " has not begun" + (entry instanceof Phase.ByHand ? ": nobody entered it" : "");
  }

  private static String reason(List<MemberResult> results) {
    MemberResult worst = results.get(0);
    String labels = Texts.labels(worst.labels());
    int split = worst.reason().indexOf(": ") + 2;
    String named =
        labels.isEmpty()
            ? worst.reason()
            : worst.reason().substring(0, split) + labels + ": " + worst.reason().substring(split);
    if (results.size() == 1) {
      return named;
    }
    long alike = results.stream().filter(r -> r.verdict() == worst.verdict()).count();
    return named + " (" + alike + " of " + results.size() + " members " + worst.verdict() + ")";
  }
}
