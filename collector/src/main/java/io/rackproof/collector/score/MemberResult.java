package io.rackproof.collector.score;

import io.rackproof.collector.score.signal.Member;
import io.rackproof.collector.score.statistic.Rounding;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A criterion's result for one member of its group: one set of labels, such as one phase of one
 * PDU. Immutable; why it is so is put in words once somebody asks, since most members of most
 * rounds are never asked.
 */
public final class MemberResult {

  private final Map<String, String> labels;
  private final Verdict verdict;
  private final OptionalDouble value;
  private final OptionalDouble margin;
  private final OptionalDouble uncertainty;
  private final double coverage;
  private final long samples;
  private final OptionalLong worstTimeMillis;
  private final Supplier<String> words;
  private final Prospect prospect;

  /** Both are made when they are asked for, by whoever is first; each time the same. */
  private @Nullable String reason;

  private @Nullable String name;

  /** With nothing that is sure of it. */
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
        Collections.unmodifiableMap(new TreeMap<>(labels)),
        verdict,
        value,
        margin,
        uncertainty,
        coverage,
        samples,
        worstTimeMillis,
        () -> reason,
        Prospect.NONE);
  }

  private MemberResult(
      Map<String, String> labels,
      Verdict verdict,
      OptionalDouble value,
      OptionalDouble margin,
      OptionalDouble uncertainty,
      double coverage,
      long samples,
      OptionalLong worstTimeMillis,
      Supplier<String> words,
      Prospect prospect) {
    this.labels = labels;
    this.verdict = verdict;
    this.value = value;
    this.margin = margin;
    this.uncertainty = uncertainty;
    this.coverage = coverage;
    this.samples = samples;
    this.worstTimeMillis = worstTimeMillis;
    this.words = words;
    this.prospect = prospect;
  }

  /**
   * Of a member of a signal.
   *
   * @param words the reason; of what never changes, for it may be asked at any time, by any thread
   */
  static MemberResult of(
      Member member,
      Verdict verdict,
      OptionalDouble value,
      OptionalDouble margin,
      OptionalDouble uncertainty,
      double coverage,
      long samples,
      OptionalLong worstTimeMillis,
      Supplier<String> words) {
    MemberResult result =
        new MemberResult(
            member.labels(),
            verdict,
            value,
            margin,
            uncertainty,
            coverage,
            samples,
            worstTimeMillis,
            words,
            Prospect.NONE);
    result.name = member.name();
    return result;
  }

  /** The same with what is sure of it. */
  public MemberResult with(Prospect own) {
    MemberResult result = like(labels, own);
    result.name = name;
    return result;
  }

  /** The same under other labels. */
  MemberResult named(Map<String, String> names) {
    return like(Collections.unmodifiableMap(new TreeMap<>(names)), prospect);
  }

  private MemberResult like(Map<String, String> names, Prospect own) {
    return new MemberResult(
        names, verdict, value, margin, uncertainty, coverage, samples, worstTimeMillis, words, own);
  }

  /** Of the member, sorted; empty when the signal has none. */
  public Map<String, String> labels() {
    return labels;
  }

  /** Its labels as one text, by which members are ordered. */
  String name() {
    String known = name;
    if (known == null) {
      known = labels.toString();
      name = known;
    }
    return known;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** Of the statistic in the criterion's unit; empty when nothing could be computed. */
  public OptionalDouble value() {
    return value;
  }

  /** How far inside the limit the value is, in the criterion's unit; negative outside. */
  public OptionalDouble margin() {
    return margin;
  }

  /** Expanded (k = 2), in the criterion's unit; empty when no accuracy is known. */
  public OptionalDouble uncertainty() {
    return uncertainty;
  }

  /**
   * Margin divided by uncertainty: a guarded limit is passed from 1 on; empty when no accuracy is
   * known.
   */
  public OptionalDouble marginInUncertainties() {
    double expanded = uncertainty.orElse(0);
    double distance = margin.orElse(Double.NaN);
    return expanded > 0 && Double.isFinite(distance)
        ? OptionalDouble.of(Rounding.of(distance / expanded))
        : OptionalDouble.empty();
  }

  /** Share of the judged time that good samples hold, 0 to 1. */
  public double coverage() {
    return coverage;
  }

  /** Good samples in the judged time. */
  public long samples() {
    return samples;
  }

  /** When the signal was furthest towards or over the limit. */
  public OptionalLong worstTimeMillis() {
    return worstTimeMillis;
  }

  /** One sentence for people: why this verdict. */
  public String reason() {
    String known = reason;
    if (known == null) {
      known = words.get();
      reason = known;
    }
    return known;
  }

  /** What is sure of the verdict, and what it lacks. */
  public Prospect prospect() {
    return prospect;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemberResult result
        && labels.equals(result.labels)
        && verdict == result.verdict
        && value.equals(result.value)
        && margin.equals(result.margin)
        && uncertainty.equals(result.uncertainty)
        && Double.compare(coverage, result.coverage) == 0
        && samples == result.samples
        && worstTimeMillis.equals(result.worstTimeMillis)
        && reason().equals(result.reason())
        && prospect.equals(result.prospect);
  }

  @Override
  public int hashCode() {
    return Objects.hash(labels, verdict, value, coverage, samples, worstTimeMillis);
  }

  @Override
  public String toString() {
    return "MemberResult[labels="
        + labels
        + ", value="
        + value
        + ", margin="
        + margin
        + ", uncertainty="
        + uncertainty
        + ", coverage="
        + coverage
        + ", samples="
        + samples
        + ", worstTimeMillis="
        + worstTimeMillis
        + ", reason="
        + reason()
        + ", prospect="
        + prospect
        + "]";
  }
}
