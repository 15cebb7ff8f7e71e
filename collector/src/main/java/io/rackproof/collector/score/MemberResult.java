package io.rackproof.collector.score;

import io.rackproof.collector.score.statistic.Rounding;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A criterion's result for one member of its group: one set of labels, such as one phase of one
 * PDU.
 *
 * @param labels of the member, sorted; empty when the signal has none
 * @param value of the statistic in the criterion's unit; empty when nothing could be computed
 * @param margin how far inside the limit the value is, in the criterion's unit; negative outside
 * @param uncertainty expanded (k = 2), in the criterion's unit; empty when no accuracy is known
 * @param marginInUncertainties margin divided by uncertainty: a guarded limit is passed from 1 on;
 *     empty when no accuracy is known
 * @param coverage share of the judged time that good samples hold, 0 to 1
 * @param samples good samples in the judged time
 * @param worstTimeMillis when the signal was furthest towards or over the limit
 * @param reason one sentence for people: why this verdict
 * @param prospect what is sure of the verdict, and what it lacks
 */
public record MemberResult(
    Map<String, String> labels,
    Verdict verdict,
    OptionalDouble value,
    OptionalDouble margin,
    OptionalDouble uncertainty,
    OptionalDouble marginInUncertainties,
    double coverage,
    long samples,
    OptionalLong worstTimeMillis,
    String reason,
    Prospect prospect) {

  public MemberResult {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** With the margin told in uncertainties where there are any. */
  public MemberResult(
      Map<String, String> labels,
      Verdict verdict,
      OptionalDouble value,
      OptionalDouble margin,
      OptionalDouble uncertainty,
      double coverage,
      long samples,
      OptionalLong worstTimeMillis,
      String reason) {
    this(
        labels,
        verdict,
        value,
        margin,
        uncertainty,
        inUncertainties(margin, uncertainty),
        coverage,
        samples,
        worstTimeMillis,
        reason,
        Prospect.NONE);
  }

  MemberResult with(Prospect own) {
    return new MemberResult(
        labels,
        verdict,
        value,
        margin,
        uncertainty,
        marginInUncertainties,
        coverage,
        samples,
        worstTimeMillis,
        reason,
        own);
  }

  private static OptionalDouble inUncertainties(OptionalDouble margin, OptionalDouble uncertainty) {
    double expanded = uncertainty.orElse(0);
    double distance = margin.orElse(Double.NaN);
    return expanded > 0 && Double.isFinite(distance)
        ? OptionalDouble.of(Rounding.of(distance / expanded))
        : OptionalDouble.empty();
  }

  /** The same under other labels. */
  MemberResult named(Map<String, String> names) {
    return new MemberResult(
        names,
        verdict,
        value,
        margin,
        uncertainty,
        marginInUncertainties,
        coverage,
        samples,
        worstTimeMillis,
        reason,
        prospect);
  }
}
