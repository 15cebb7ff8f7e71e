package io.rackproof.collector.live;

import io.rackproof.collector.plan.Criterion;
import io.rackproof.collector.plan.Expression.Selector;
import io.rackproof.collector.score.Scoring;
import io.rackproof.collector.score.Timeline;
import io.rackproof.collector.score.Trace;
import io.rackproof.collector.store.SampleStore;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stretch of time of one member of a criterion, in full: the signal as it is judged, and the
 * samples that it is made of, bad ones too.
 *
 * @param trace of the member; empty when its signal has no member with these labels there
 * @param samples by series, those of the stretch alone
 */
public record Excerpt(Optional<Trace> trace, List<SeriesSamples> samples) {

  public Excerpt {
    samples = List.copyOf(samples);
  }

  /**
   * Reads it from the store.
   *
   * @param labels of the member
   */
  public static Excerpt read(
      SampleStore store,
      Judged judged,
      Criterion criterion,
      Map<String, String> labels,
      long fromMillis,
      long toMillis)
      throws IOException {
    List<Selector> selectors =
        criterion.signals().stream().flatMap(s -> s.expression().selectors().stream()).toList();
    // A sample from before the stretch may hold into it.
    long before = fromMillis - judged.plan().maxGap().toMillis();
    List<SeriesSamples> all =
        store.read(judged.rack(), s -> isSelected(selectors, s), before, toMillis);
    Scoring scoring =
        new Scoring(
            judged.plan(), fromMillis, all.stream().map(SeriesSamples::series).toList(), Map.of());
    List<SeriesSamples> own = new ArrayList<>();
    for (SeriesSamples samples : all) {
      scoring.add(samples, before, toMillis);
      if (isOf(labels, samples.series())) {
        within(samples, fromMillis).ifPresent(own::add);
      }
    }
    Timeline timeline =
        new Timeline(judged.rack(), fromMillis, OptionalLong.of(toMillis), List.of(), List.of());
    Optional<Trace> trace =
        scoring.traces(timeline, toMillis).getOrDefault(criterion.id(), List.of()).stream()
            .filter(t -> t.labels().equals(labels))
            .findFirst();
    return new Excerpt(trace, own);
  }

  private static boolean isSelected(List<Selector> selectors, Series series) {
    return selectors.stream()
        .anyMatch(s -> s.metric().equals(series.metric()) && s.matches(series.labels()));
  }

  /** Whether a series may be part of a member: no label of it says something else. */
  private static boolean isOf(Map<String, String> labels, Series series) {
    return labels.entrySet().stream()
        .allMatch(l -> series.labels().getOrDefault(l.getKey(), l.getValue()).equals(l.getValue()));
  }

  private static Optional<SeriesSamples> within(SeriesSamples samples, long fromMillis) {
    int first = samples.indexAtOrBefore(fromMillis - 1) + 1;
    if (first >= samples.size()) {
      return Optional.empty();
    }
    int size = samples.size() - first;
    long[] times = new long[size];
    double[] values = new double[size];
    byte[] qualities = new byte[size];
    samples.copy(first, samples.size(), times, values, qualities, 0);
    return Optional.of(SeriesSamples.of(samples.series(), times, values, qualities));
  }
}
