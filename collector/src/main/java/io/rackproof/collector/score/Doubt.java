package io.rackproof.collector.score;

import io.rackproof.collector.plan.Plan;
import java.util.Comparator;
import java.util.Optional;

/** What keeps anything in a stretch of time from passing: lost samples and a clock that was off. */
final class Doubt {

  private Doubt() {}

  /** One sentence; empty for no doubt. */
  static String of(Plan plan, Evidence evidence, JudgedTime time, boolean dated) {
    return lost(plan, evidence, time, dated)
        .or(() -> clock(plan, evidence, time, dated))
        .orElse("");
  }

  /** A lost sample would have held for as long as the plan lets it, into the judged time too. */
  private static Optional<String> lost(
      Plan plan, Evidence evidence, JudgedTime time, boolean dated) {
    long gap = plan.maxGap().toMillis();
    return evidence.losses().stream()
        .filter(
            l -> l.firstMillis() == 0 || time.touches(l.firstMillis(), l.lastMillis() + gap - 1))
        .min(
            Comparator.comparingLong(Evidence.Lost::firstMillis)
                .thenComparingLong(Evidence.Lost::lastMillis)
                .thenComparing(Evidence.Lost::reason))
        .map(
            l ->
                (l.samples() > 0 ? l.samples() + " samples" : "samples")
                    + (l.firstMillis() == 0
                        ? " of unknown time were lost"
                        : " were lost from "
                            + Texts.time(l.firstMillis(), dated)
                            + " to "
                            + Texts.time(l.lastMillis(), dated))
                    + (l.reason().isEmpty() ? "" : " (" + l.reason() + ")"));
  }

  /** An offset counts from its measurement to the next. */
  private static Optional<String> clock(
      Plan plan, Evidence evidence, JudgedTime time, boolean dated) {
    long bound = plan.clockSkew().toMillis();
    var offsets = evidence.clockOffsets();
    for (int i = 0; i < offsets.size(); i++) {
      Evidence.ClockOffset offset = offsets.get(i);
      long until = i + 1 < offsets.size() ? offsets.get(i + 1).atMillis() - 1 : Long.MAX_VALUE;
      if (Math.abs(offset.offsetMillis()) > bound && time.touches(offset.atMillis(), until)) {
        return Optional.of(
            "the agent's clock was off by "
                + offset.offsetMillis()
                + " ms at "
                + Texts.time(offset.atMillis(), dated)
                + ", the plan allows "
                + bound
                + " ms");
      }
    }
    return Optional.empty();
  }
}
