package io.rackproof.collector.score;

import java.util.List;

/**
 * What was measured against one criterion.
 *
 * @param id of the criterion in the plan
 * @param title for people
 * @param area {@code power}, {@code cooling}, {@code ventilation}, {@code network}, {@code
 *     cabling}, {@code environment} or {@code other}
 * @param phase in which it is judged
 * @param statistic as the plan writes it, for people: {@code mean over 10s}
 * @param limit as the plan writes it, {@code <= 80 %}
 * @param unit of value, margin and uncertainty, as the limit writes it; empty for none
 * @param gate true when it blocks the purchase whatever the score
 * @param weight in the score
 * @param verdict that of the worst member; INCONCLUSIVE without members
 * @param provisional true while more data may still change it
 * @param members worst first, then by labels
 * @param reason one sentence for people
 * @param outlook when it can be decided, and what it waits for
 */
public record CriterionResult(
    String id,
    String title,
    String area,
    String phase,
    String statistic,
    String limit,
    String unit,
    boolean gate,
    double weight,
    Verdict verdict,
    boolean provisional,
    List<MemberResult> members,
    String reason,
    Outlook outlook) {

  public CriterionResult {
    members = List.copyOf(members);
  }

  /** The unit of a difference of two values in a unit: K for °C, the same for others. */
  public static String differenceUnit(String unit) {
    return unit.equals("°C") || unit.equals("degC") ? "K" : unit;
  }

  /** A verdict that nothing changes any more. */
  public CriterionResult(
      String id,
      String title,
      String area,
      String phase,
      String statistic,
      String limit,
      String unit,
      boolean gate,
      double weight,
      Verdict verdict,
      boolean provisional,
      List<MemberResult> members,
      String reason) {
    this(
        id,
        title,
        area,
        phase,
        statistic,
        limit,
        unit,
        gate,
        weight,
        verdict,
        provisional,
        members,
        reason,
        Outlook.SETTLED);
  }
}
