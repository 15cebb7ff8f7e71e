package io.rackproof.collector.score;

import io.rackproof.collector.plan.Plan;
import io.rackproof.document.Durations;
import java.time.Duration;

/** Whether there are as many samples as the plan's poll rate gives in the time they must cover. */
final class PollRate {

  private PollRate() {}

  /** One sentence; empty for enough. */
  static String tooFew(Plan plan, String phase, long samples, long millis) {
    if (plan.interval().isEmpty()) {
      return "";
    }
    Duration interval = plan.interval().get();
    if (samples >= Math.floor(plan.coverage() * millis / interval.toMillis())) {
      return "";
    }
    return samples
        + " good samples in "
        + Durations.format(Duration.ofMillis(millis))
        + " of phase '"
        + phase
        + "', the plan asks for one every "
        + Durations.format(interval);
  }
}
