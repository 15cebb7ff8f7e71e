package io.rackproof.collector.score;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Phase;
import io.rackproof.collector.plan.SignalOf;
import io.rackproof.document.Durations;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The verdict of a criterion out of those of its members, and what is said when there are none. */
final class Verdicts {

  private static final Comparator<MemberResult> WORST_FIRST =
      Comparator.comparing(MemberResult::verdict)
          .thenComparingDouble(m -> m.margin().orElse(Double.NEGATIVE_INFINITY))
          .thenComparing(MemberResult::name);

  private final Criterion criterion;
  private final Moment moment;

  Verdicts(Criterion criterion, Moment moment) {
    this.criterion = criterion;
    this.moment = moment;
  }

  /** That of the worst member; fewer members than the plan asks for cannot pass. */
  CriterionResult of(List<MemberResult> members) {
    List<MemberResult> sorted = worstOfEach(members.stream().sorted(WORST_FIRST).toList());
    Verdict worst = sorted.get(0).verdict();
    int wanted = criterion.members().orElse(0);
    if (sorted.size() < wanted && worst != Verdict.FAIL) {
      return result(
          Verdict.INCONCLUSIVE,
          sorted,
          "INCONCLUSIVE: "
              + sorted.size()
              + " of at least "
              + wanted
              + " members were seen"
              + (worst == Verdict.INCONCLUSIVE ? "; " + reason(sorted) : ""),
          "samples of " + more(wanted - sorted.size()));
    }
    return result(worst, sorted, reason(sorted), "");
  }

  private static String more(int members) {
    return members + (members == 1 ? " more member" : " more members");
  }

  /** Of the members that {@code each} does not tell apart the worst stands for all. */
  private List<MemberResult> worstOfEach(List<MemberResult> worstFirst) {
    if (criterion.each().isEmpty()) {
      return worstFirst;
    }
    Map<Map<String, String>, MemberResult> groups = new LinkedHashMap<>();
    for (MemberResult member : worstFirst) {
      SortedMap<String, String> name = new TreeMap<>(member.labels());
      name.keySet().retainAll(criterion.each());
      groups.putIfAbsent(name, member.named(name));
    }
    return List.copyOf(groups.values());
  }

  CriterionResult undecided(String why) {
    return undecided(why, "");
  }

  private CriterionResult undecided(String why, String lacks) {
    return result(Verdict.INCONCLUSIVE, List.of(), "INCONCLUSIVE: " + why, lacks);
  }

  /** What no sample can decide. */
  CriterionResult never(String why) {
    return result(Verdict.INCONCLUSIVE, List.of(), "INCONCLUSIVE: " + why, Outlook.retest(why));
  }

  private CriterionResult result(
      Verdict verdict, List<MemberResult> members, String reason, String lacks) {
    return result(
        verdict, members, reason, Forecast.of(criterion, moment, verdict, members, lacks, reason));
  }

  private CriterionResult result(
      Verdict verdict, List<MemberResult> members, String reason, Outlook outlook) {
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
        !moment.complete(),
        members,
        reason,
        outlook);
  }

  /** Why there are no members. */
  CriterionResult withoutMembers() {
    Set<String> missing = new TreeSet<>();
    for (SignalOf signal : criterion.signals()) {
      missing.addAll(moment.signals().missing(signal.expression()));
    }
    if (missing.isEmpty()) {
      String text = criterion.signal().map(SignalOf::text).orElse("");
      return undecided("no series fits the signal's labels: " + text, "samples of " + text);
    }
    String names = String.join(", ", missing);
    return undecided(
        moment.complete() ? "no samples came of " + names : "waits for samples of " + names,
        "samples of " + names);
  }

  /** Why no time is judged. */
  CriterionResult withoutTime() {
    return undecided(phaseIsMissing(criterion.phase()));
  }

  private String phaseIsMissing(String phase) {
    String name = "phase '" + phase + "'";
    if (moment.spans().stream().anyMatch(s -> s.phase().equals(phase))) {
      return moment.complete() ? name + " ended while it settled" : name + " is settling";
    }
    Phase.Entry entry = moment.plan().phase(phase).map(Phase::entry).orElse(new Phase.Whole());
    if (entry instanceof Phase.When when) {
      Set<String> missing = moment.signals().missing(when.signal().expression());
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
