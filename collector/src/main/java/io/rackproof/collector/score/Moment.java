package io.rackproof.collector.score;

import io.rackproof.collector.plan.Plan;
import io.rackproof.collector.score.signal.Signals;
import java.util.List;

/**
 * What a verdict rests on beside samples.
 *
 * @param spans of all phases, up to the time that is judged
 * @param evidence losses, clock and instruments; its series are not looked at
 * @param complete whether the campaign has ended
 * @param dated whether times are told with their date
 */
record Moment(
    Plan plan,
    Timeline timeline,
    Signals signals,
    List<PhaseSpan> spans,
    Evidence evidence,
    boolean complete,
    boolean dated) {

  JudgedTime judged(String phase) {
    return JudgedTime.of(spans, phase);
  }
}
