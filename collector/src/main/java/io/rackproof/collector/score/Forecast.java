package io.rackproof.collector.score;

import io.rackproof.collector.plan.Comparison;
import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Method;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When a criterion will be decided, and what it waits for until then. Of a phase that lasts to a
 * known time: at its end, unless so much is uncovered already that even good samples until then
 * leave too little covered. Else nobody knows the end, and only what must come before it is told.
 */
final class Forecast {

  /** Of members that lack something, as many are told. */
  private static final int MOST_TOLD = 2;

  private static final int ROUNDING_STEPS = 8;

  private final Criterion criterion;
  private final Moment moment;
  private final Verdict verdict;
  private final List<MemberResult> members;
  private final Set<String> waits = new LinkedHashSet<>();

  /** Whether time and good samples alone decide it. */
  private boolean promised = true;

  private long notBefore;

  private Forecast(
      Criterion criterion, Moment moment, Verdict verdict, List<MemberResult> members) {
    this.criterion = criterion;
    this.moment = moment;
    this.verdict = verdict;
    this.members = members;
    this.notBefore = moment.to();
  }

  /**
   * @param members of the criterion, the worst first
   * @param lacks what the criterion as a whole lacks, such as members; empty for nothing
   * @param reason of its verdict
   */
  static Outlook of(
      Criterion criterion,
      Moment moment,
      Verdict verdict,
      List<MemberResult> members,
      String lacks,
      String reason) {
    return new Forecast(criterion, moment, verdict, members).outlook(lacks, reason);
  }

  private Outlook outlook(String lacks, String reason) {
    if (criterion.method() instanceof Method.Manual manual) {
      return verdict.isDecided()
          ? Outlook.SETTLED
          : Outlook.open(
              OptionalLong.empty(),
              moment.to(),
              (manual.measured() ? "a value" : "an inspection") + " to be entered by hand");
    }
    if (members.stream().anyMatch(m -> m.prospect().failed())) {
      return Outlook.SETTLED;
    }
    List<PhaseCourse> courses = phases().stream().map(p -> PhaseCourse.of(moment, p)).toList();
    if (courses.stream().allMatch(c -> c.stage() == PhaseCourse.Stage.OVER)) {
      return verdict.isDecided() ? Outlook.SETTLED : Outlook.retest(withoutVerdict(reason));
    }
    boolean over =
        courses.stream()
            .allMatch(
                c -> c.stage() == PhaseCourse.Stage.OVER || c.stage() == PhaseCourse.Stage.BETWEEN);
    if (over && verdict.isDecided()) {
      return Outlook.STANDING;
    }
    for (MemberResult member : members) {
      if (!member.prospect().barred().isEmpty()) {
        return Outlook.retest(member.prospect().barred());
      }
    }
    long covered = lacks.isEmpty() ? leastCovered() : 0;
    PhaseCourse own = courses.get(0);
    String tooLate = uncoverable(own, covered);
    if (!tooLate.isEmpty()) {
      return Outlook.retest(tooLate);
    }
    courses.forEach(this::follow);
    cover(own, covered);
    if (!lacks.isEmpty()) {
      waits.add(lacks);
      // Of members that were seen too few nobody knows whether there are more.
      promised &= members.isEmpty();
    }
    // Whether what it is compared with is covered is looked at once there is something to compare.
    promised &= courses.size() == 1 || courses.get(1).total() == 0 || !members.isEmpty();
    refer();
    int most = waits.size() + MOST_TOLD;
    members.forEach(m -> supply(m.prospect(), courses, most));
    return Outlook.open(
        promised ? OptionalLong.of(notBefore) : OptionalLong.empty(),
        notBefore,
        String.join("; ", waits));
  }

  private static String withoutVerdict(String reason) {
    return reason.substring(reason.indexOf(": ") + 2);
  }

  /** Its own, and the one that it is compared with. */
  private List<String> phases() {
    List<String> phases = new ArrayList<>(List.of(criterion.phase()));
    if (criterion.method() instanceof Method.Statistical method
        && method.comparison().orElse(null) instanceof Comparison.WithPhase with) {
      phases.add(with.phase());
    }
    return phases;
  }

  /** Of all members; where coverage is not asked for, all of the time. */
  private long leastCovered() {
    long total = moment.judged(criterion.phase()).total();
    return members.stream()
        .mapToLong(m -> Math.min(total, m.prospect().covered().orElse(total)))
        .min()
        .orElse(0);
  }

  /** Why the rest of the phase cannot make up for what is uncovered; empty while it can. */
  private String uncoverable(PhaseCourse own, long covered) {
    double least = moment.plan().coverage();
    boolean never = own.total() > covered && least >= 1;
    if (own.again() || own.ends().isEmpty()) {
      return never ? "the plan asks for all of the phase to be covered" : "";
    }
    long whole = own.whole(moment.to()).orElseThrow();
    double best = (double) (covered + whole - own.total()) / Math.max(1, whole);
    return best >= least
        ? ""
        : "good samples can cover "
            + Texts.percent(best)
            + " of phase '"
            + criterion.phase()
            + "' at most, the plan asks for "
            + Texts.percent(least);
  }

  /** Waits for the phase's end. */
  private void follow(PhaseCourse course) {
    if (course.stage() == PhaseCourse.Stage.OVER) {
      return;
    }
    if (!course.waitsFor().isEmpty()) {
      waits.add(course.waitsFor());
    }
    promised &= course.ends().isPresent();
    notBefore = Math.max(notBefore, course.ends().orElse(course.judgedFrom().orElse(moment.to())));
  }

  /** Waits for coverage. */
  private void cover(PhaseCourse own, long covered) {
    if (own.ends().isPresent() && !own.again()) {
      long whole = own.whole(moment.to()).orElseThrow();
      long sure = (long) Math.ceil(moment.plan().coverage() * whole) - covered;
      if (sure > 0 && own.stage() == PhaseCourse.Stage.ON) {
        waits.add(text(sure) + " more of good samples until its coverage is sure");
      }
      return;
    }
    long needed = needed(own.total(), covered);
    if (needed == 0) {
      return;
    }
    if (own.ends().isPresent() && needed <= own.left(moment.to())) {
      waits.add(text(needed) + " more of good samples");
      return;
    }
    boolean tooShort = own.ends().isPresent();
    promised = false;
    notBefore =
        Math.max(notBefore, Math.max(moment.to(), own.judgedFrom().orElse(moment.to())) + needed);
    waits.add(
        text(needed)
            + " more of good samples"
            + (tooShort ? ", for which the phase must be entered again" : ""));
  }

  /** The shortest good time that makes a coverage enough, of which not all can be uncovered. */
  private long needed(long total, long covered) {
    double least = moment.plan().coverage();
    if (total == 0 || (double) covered / total >= least) {
      return 0;
    }
    long needed = (long) Math.floor((least * total - covered) / (1 - least));
    for (int i = 0;
        i < ROUNDING_STEPS && (double) (covered + needed) / (total + needed) < least;
        i++) {
      needed++;
    }
    return needed;
  }

  /** Waits for other racks that it is compared with. */
  private void refer() {
    if (criterion.method() instanceof Method.Statistical method
        && method.comparison().orElse(null) instanceof Comparison.WithRacks with
        && moment.evidence().references().stream().noneMatch(r -> isOf(with, r))) {
      promised = false;
      waits.add("something to compare with: " + with.text());
    }
  }

  private boolean isOf(Comparison.WithRacks with, Reference reference) {
    return reference.criterion().equals(criterion.id())
        && (with.rack().isEmpty()
            ? reference.generation().equals(with.generation())
            : reference.rack().equals(with.rack()));
  }

  /** Waits for what a member lacks besides coverage. */
  private void supply(Prospect prospect, List<PhaseCourse> courses, int most) {
    if (prospect.lacks().isEmpty()) {
      return;
    }
    boolean otherIsAhead = courses.size() > 1 && courses.get(1).total() == 0;
    if (prospect.more().isEmpty() && otherIsAhead) {
      // What it is compared with is to come yet; its phase is waited for already.
      return;
    }
    PhaseCourse own = courses.get(0);
    String lacks = prospect.lacks();
    long from = Math.max(moment.to(), own.judgedFrom().orElse(moment.to()));
    if (prospect.more().isEmpty()) {
      promised = false;
    } else {
      long more = prospect.more().getAsLong();
      boolean fits = own.ends().isPresent() && more <= own.left(moment.to());
      promised &= fits;
      notBefore = Math.max(notBefore, from + prospect.least());
      lacks += own.ends().isPresent() && !fits ? ", more than the phase has left" : "";
    }
    if (waits.size() < most) {
      waits.add(lacks);
    }
  }

  /** Rounded up to seconds where it is longer than some. */
  static String text(long millis) {
    long whole = millis < 10_000 ? millis : (millis + 999) / 1000 * 1000;
    return Durations.format(Duration.ofMillis(whole));
  }
}
