package io.rackproof.collector.compare;

import io.rackproof.collector.report.Condition;
import io.rackproof.collector.score.Verdict;
import io.rackproof.wire.RackIdentity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The verdicts of one rack in one campaign.
 *
 * @param campaign its id
 * @param startMillis when the campaign began
 * @param plan name and version, for people
 * @param planHash SHA-256 of the plan's text
 * @param outcome how the run ended: {@code COMPLETED}, {@code RUNNING}, {@code ABORTED}, {@code
 *     ERROR}
 * @param recommendation of the plan's policy
 * @param score 0 to 100; empty when nothing is decided
 * @param measures in the plan's order
 * @param conditions what surrounded the rack; empty when not told
 */
public record Candidate(
    String campaign,
    RackIdentity rack,
    long startMillis,
    String plan,
    String planHash,
    String outcome,
    Verdict verdict,
    String recommendation,
    OptionalDouble score,
    List<Measure> measures,
    List<Condition> conditions) {

  public Candidate {
    measures = List.copyOf(measures);
    conditions = List.copyOf(conditions);
  }

  /** {@code 20261124-gen2-007-1/gen2-007}. */
  public String name() {
    return campaign + "/" + rack.id();
  }

  public Optional<Measure> measure(String id) {
    return measures.stream().filter(m -> m.id().equals(id)).findFirst();
  }

  /**
   * What was measured against one criterion, with what defines it.
   *
   * @param signal in full; empty for what a person enters, or when not told
   * @param value of its worst member, in the limit's unit
   */
  public record Measure(
      String id,
      String title,
      String phase,
      String signal,
      String statistic,
      String limit,
      String unit,
      Verdict verdict,
      OptionalDouble value) {}
}
