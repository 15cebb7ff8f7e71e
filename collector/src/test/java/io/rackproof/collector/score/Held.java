package io.rackproof.collector.score;

import io.rackproof.collector.plan.Expression;
import io.rackproof.collector.score.signal.Signals;
import io.rackproof.collector.score.signal.StepFunction;
import io.rackproof.collector.score.signal.Window;
import io.rackproof.wire.SeriesSamples;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What signals hold over a stretch of samples. */
final class Held {

  private final Signals signals;
  private final Window window;

  /** A member with what it holds. */
  record Of(SortedMap<String, String> labels, StepFunction held) {}

  Held(Collection<SeriesSamples> series, Set<String> metrics, long from, long to, long gap) {
    Map<io.rackproof.wire.Series, SeriesSamples> known = new TreeMap<>();
    for (SeriesSamples samples : series) {
      if (metrics.contains(samples.series().metric())
          && StepFunction.isKnown(samples, from, to, gap)) {
        known.put(samples.series(), samples);
      }
    }
    this.signals = new Signals(known.keySet());
    this.window =
        new Window(
            number -> {
              SeriesSamples samples = known.get(signals.series(number));
              return samples == null
                  ? StepFunction.NOTHING
                  : StepFunction.of(samples, from, to, gap);
            });
  }

  List<Of> evaluate(Expression expression) {
    return signals.members(expression).stream()
        .map(m -> new Of(m.labels(), window.held(m)))
        .toList();
  }
}
