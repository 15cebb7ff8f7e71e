package io.rackproof.collector.report;

import io.rackproof.wire.SeriesSamples;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The means of what surrounded a rack. Sums are exact and rounded once, so that the order in which
 * samples come, and how they are cut into pieces, changes no bit. Not thread safe.
 */
public final class ConditionMeans {

  private static final class Sum {
    BigDecimal sum = BigDecimal.ZERO;
    long count;
  }

  private final Map<String, Sum> sums = new TreeMap<>();

  /** Takes the good samples in [from, to) of a series, if it tells of the surroundings. */
  public void add(SeriesSamples samples, long fromMillis, long toMillis) {
    String metric = samples.series().metric();
    if (!Condition.isOne(metric)) {
      return;
    }
    int first = samples.indexAtOrBefore(fromMillis - 1) + 1;
    int end = samples.indexAtOrBefore(toMillis - 1) + 1;
    for (int i = first; i < end; i++) {
      if (samples.isGood(i) && Double.isFinite(samples.value(i))) {
        Sum sum = sums.computeIfAbsent(metric, m -> new Sum());
        sum.sum = sum.sum.add(new BigDecimal(samples.value(i)));
        sum.count++;
      }
    }
  }

  /** By metric; empty when nothing was measured of them. */
  public List<Condition> build() {
    return sums.entrySet().stream()
        .map(
            e ->
                Condition.of(
                    e.getKey(),
                    e.getValue()
                        .sum
                        .divide(new BigDecimal(e.getValue().count), MathContext.DECIMAL128)
                        .doubleValue()))
        .toList();
  }
}
