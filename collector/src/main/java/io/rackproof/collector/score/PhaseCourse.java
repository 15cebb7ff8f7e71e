package io.rackproof.collector.score;

import io.rackproof.collector.plan.Phase;
import io.rackproof.document.Durations;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * How a phase goes on from a moment.
 *
 * @param judgedFrom when judging begins, or began in the span that is on; empty when not known
 * @param ends when the phase ends by itself; empty when not known, or over
 * @param again whether it may be entered again
 * @param total milliseconds judged up to the moment
 * @param waitsFor what ends it, or begins it, for people
 */
record PhaseCourse(
    Stage stage,
    OptionalLong judgedFrom,
    OptionalLong ends,
    boolean again,
    long total,
    String waitsFor) {

  /** Where in its course a phase is. */
  enum Stage {
    /** It has not begun. */
    AHEAD,
    ON,
    /** It was on and may be entered again. */
    BETWEEN,
    /** It is over for good. */
    OVER
  }

  static PhaseCourse of(Moment moment, String name) {
    Phase phase = moment.plan().phase(name).orElseThrow();
    List<PhaseSpan> spans = moment.spans().stream().filter(s -> s.phase().equals(name)).toList();
    boolean again = phase.entry() instanceof Phase.ByHand || phase.entry() instanceof Phase.When;
    long total = moment.judged(name).total();
    OptionalLong none = OptionalLong.empty();
    if (moment.complete()) {
      return new PhaseCourse(Stage.OVER, none, none, false, total, "");
    }
    if (spans.isEmpty()) {
      return ahead(moment, phase, again);
    }
    PhaseSpan last = spans.get(spans.size() - 1);
    if (last.finished()) {
      return again
          ? new PhaseCourse(Stage.BETWEEN, none, none, true, total, entry(phase) + " again")
          : new PhaseCourse(Stage.OVER, none, none, false, total, "");
    }
    OptionalLong ends = end(phase, last.startMillis());
    return new PhaseCourse(
        Stage.ON,
        OptionalLong.of(last.startMillis() + phase.settle().toMillis()),
        ends,
        again,
        total,
        ending(phase, ends, moment.dated()));
  }

  private static PhaseCourse ahead(Moment moment, Phase phase, boolean again) {
    OptionalLong none = OptionalLong.empty();
    if (again) {
      String then = phase.duration().map(d -> ", then up to " + Durations.format(d)).orElse("");
      return new PhaseCourse(Stage.AHEAD, none, none, true, 0, entry(phase) + then);
    }
    long begins = begin(moment, phase);
    OptionalLong ends = end(phase, begins);
    return new PhaseCourse(
        Stage.AHEAD,
        OptionalLong.of(begins + phase.settle().toMillis()),
        ends,
        false,
        0,
        "phase '"
            + phase.name()
            + "', which begins at "
            + Texts.time(begins, moment.dated())
            + (ends.isPresent()
                ? " and ends at " + Texts.time(ends.getAsLong(), moment.dated())
                : " and ends with the campaign"));
  }

  /** When a timed phase begins: after those before it. */
  private static long begin(Moment moment, Phase phase) {
    long begins = moment.timeline().startMillis();
    if (phase.entry() instanceof Phase.Timed) {
      for (Phase before :
          moment.plan().phases().subList(0, moment.plan().phases().indexOf(phase))) {
        boolean timed = before.entry() instanceof Phase.Timed;
        begins += timed ? before.duration().orElseThrow().toMillis() : 0;
      }
    }
    return begins;
  }

  private static OptionalLong end(Phase phase, long start) {
    return phase
        .duration()
        .map(d -> OptionalLong.of(start + d.toMillis()))
        .orElse(OptionalLong.empty());
  }

  private static String entry(Phase phase) {
    String name = "phase '" + phase.name() + "'";
    if (phase.entry() instanceof Phase.When when) {
      return name + " to begin: " + when.signal().text() + " " + when.limit().text() + held(when);
    }
    return name + " to be entered by hand";
  }

  private static String held(Phase.When when) {
    Duration hold = when.hold();
    return hold.isZero() ? "" : " for " + Durations.format(hold);
  }

  private static String ending(Phase phase, OptionalLong ends, boolean dated) {
    String name = "phase '" + phase.name() + "'";
    if (ends.isPresent()) {
      return "the end of " + name + " at " + Texts.time(ends.getAsLong(), dated);
    }
    if (phase.entry() instanceof Phase.ByHand) {
      return name + " to be left by hand, or the end of the campaign";
    }
    if (phase.entry() instanceof Phase.When when) {
      String leaves =
          when.until()
              .map(u -> u.text() + held(when))
              .orElse(when.signal().text() + " no longer " + when.limit().text() + held(when));
      return "the end of " + name + ": " + leaves + ", or the end of the campaign";
    }
    return "the end of the campaign";
  }

  /** Milliseconds that will have been judged at its known end; empty when not known. */
  OptionalLong whole(long now) {
    return ends.isPresent() ? OptionalLong.of(total + left(now)) : OptionalLong.empty();
  }

  /** Milliseconds to be judged until its known end, else 0. */
  long left(long now) {
    long from = Math.max(now, judgedFrom.orElse(now));
    return ends.isPresent() ? Math.max(0, ends.getAsLong() - from) : 0;
  }
}
