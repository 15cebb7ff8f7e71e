package io.rackproof.collector.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * One thing that the rack must fulfil.
 *
 * @param id unique in the plan
 * @param title for people
 * @param area {@code power}, {@code cooling}, {@code ventilation}, {@code network}, {@code
 *     cabling}, {@code environment} or {@code other}
 * @param signal what is judged; each of its label sets is a member of the criterion's group
 * @param phase name of the phase in which it is judged
 * @param over length of a rolling window; empty to judge the phase as a whole
 * @param statistic of the signal
 * @param inside the interval that {@code time-outside} and {@code longest-outside} measure against
 * @param limit that the statistic must keep
 * @param marginal a value inside the limit that also satisfies this is MARGINAL
 * @param sustained only a stretch outside the limit of this length or longer fails
 * @param gate whether a failure blocks the purchase whatever the score
 * @param weight in the score, at least 0
 * @param source where the limit comes from; empty when the plan does not say
 * @param rationale why it matters; empty when the plan does not say
 */
public record Criterion(
    String id,
    String title,
    String area,
    SignalOf signal,
    String phase,
    Optional<Duration> over,
    Statistic statistic,
    Optional<Limit> inside,
    Limit limit,
    Optional<Limit> marginal,
    Optional<Duration> sustained,
    boolean gate,
    double weight,
    String source,
    String rationale) {

  /** The statistic for people: {@code mean over 10s}. */
  public String statisticText() {
    String window = over.map(w -> " over " + io.rackproof.document.Durations.format(w)).orElse("");
    String stretch =
        sustained.map(d -> ", sustained " + io.rackproof.document.Durations.format(d)).orElse("");
    String interval = inside.map(i -> " of " + i.text()).orElse("");
    return statistic.text() + interval + window + stretch;
  }
}
