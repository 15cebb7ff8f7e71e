package io.rackproof.collector.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.measure.Unit;

/**
 * One thing that the rack must fulfil.
 *
 * @param id unique in the plan
 * @param title for people
 * @param area {@code power}, {@code cooling}, {@code ventilation}, {@code network}, {@code
 *     cabling}, {@code environment} or {@code other}
 * @param phase name of the phase in which it is judged; empty for what a person enters
 * @param method how it comes to its value; each label set of its signal is a member of the group
 * @param each labels that tell members apart; empty for all that the signal has
 * @param members least number of members there must be; empty when not asked for
 * @param limit that the value must keep
 * @param marginal a value inside the limit that also satisfies this is MARGINAL
 * @param accuracy of the signal, in the place of what the devices' profiles say
 * @param factor what the statistic is multiplied with before it meets the limit, such as the plan's
 *     emission factor
 * @param gate whether a failure blocks the purchase whatever the score
 * @param weight in the score, at least 0
 * @param source where the limit comes from; empty when the plan does not say
 * @param rationale why it matters; empty when the plan does not say
 */
public record Criterion(
    String id,
    String title,
    String area,
    String phase,
    Method method,
    List<String> each,
    OptionalInt members,
    Limit limit,
    Optional<Limit> marginal,
    Optional<Accuracy> accuracy,
    Optional<Factor> factor,
    boolean gate,
    double weight,
    String source,
    String rationale) {

  public Criterion {
    each = List.copyOf(each);
  }

  /**
   * A number with a unit.
   *
   * @param text as the plan writes it
   * @param value in the unit
   */
  public record Factor(String text, double value, Unit<?> unit) {}

  /** The statistic for people: {@code mean over 10s}. */
  public String statisticText() {
    return method.text();
  }

  /** What is judged and drawn; empty for what a person enters. */
  public Optional<SignalOf> signal() {
    return method.signal();
  }

  /** All signals that it reads, what is judged first. */
  public List<SignalOf> signals() {
    if (method instanceof Method.StepResponse step) {
      return List.of(step.of(), step.trigger().signal());
    }
    if (method instanceof Method.BitErrors errors) {
      return List.of(errors.of(), errors.bits());
    }
    return signal().map(List::of).orElse(List.of());
  }

  /** The unit of its value before it is told in that of the limit. */
  public Unit<?> unit() {
    Unit<?> unit = plainUnit();
    return factor.isPresent() ? unit.multiply(factor.get().unit()) : unit;
  }

  private Unit<?> plainUnit() {
    if (method instanceof Method.Statistical statistical) {
      Unit<?> own = statistical.statistic().kind().unit(statistical.of().unit());
      if (statistical.comparison().isEmpty()) {
        return own;
      }
      return statistical.comparison().get().form() == Comparison.Form.RATIO
          ? PlanUnits.ONE
          : PlanUnits.ofDifference(own);
    }
    if (method instanceof Method.StepResponse step) {
      return step.value() == Method.StepValue.RECOVERY
          ? PlanUnits.SECOND
          : PlanUnits.ofDifference(step.of().unit());
    }
    return method instanceof Method.Manual ? limit.unit() : PlanUnits.ONE;
  }

  /** In which unit the signal is shown, and its limit where there is one; empty for a number. */
  public String signalUnit() {
    return signalLimit()
        .map(Limit::unitText)
        .filter(text -> !text.isEmpty())
        .or(() -> signal().map(of -> PlanUnits.symbol(of.unit())))
        .orElse("");
  }

  /**
   * The limit of the signal itself, where there is one: that of the statistic when the statistic is
   * a value that the signal takes, or what {@code inside} says.
   */
  public Optional<Limit> signalLimit() {
    if (method instanceof Method.Statistical statistical) {
      if (statistical.inside().isPresent()) {
        return statistical.inside();
      }
      boolean same =
          switch (statistical.statistic().kind()) {
            case MIN, MAX, MEAN, PERCENTILE, LAST -> true;
            default -> false;
          };
      boolean fits =
          PlanUnits.compatible(statistical.of().unit(), limit.unit())
              || (limit.isZero() && limit.unitText().isEmpty());
      return same && fits && statistical.comparison().isEmpty() && factor.isEmpty()
          ? Optional.of(limit)
          : Optional.empty();
    }
    if (method instanceof Method.StepResponse step
        && step.settles() instanceof Method.Band.Fixed fixed
        && !fixed.limit().isNone()) {
      return Optional.of(fixed.limit());
    }
    return Optional.empty();
  }
}
