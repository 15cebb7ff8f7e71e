package io.rackproof.collector.score;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Signals;
import java.util.List;
import java.util.Map;

/**
 * What a verdict rests on beside samples.
 *
 * @param spans of all phases, up to the time that is judged
 * @param evidence losses, clock and instruments; its series are not looked at
 * @param complete whether the campaign has ended
 * @param dated whether times are told with their date
 * @param to samples before this time are judged
 * @param sureTo up to when it is sure, whatever comes, that a phase with a condition was on; absent
 *     for up to now
 */
record Moment(
    Plan plan,
    Timeline timeline,
    Signals signals,
    List<PhaseSpan> spans,
    Evidence evidence,
    boolean complete,
    boolean dated,
    long to,
    Map<String, Long> sureTo) {

  /** Up to when it is sure, whatever comes, when a phase was on. */
  long sureTo(String phase) {
    return sureTo.getOrDefault(phase, to);
  }

  JudgedTime judged(String phase) {
    return JudgedTime.of(spans, phase);
  }
}
