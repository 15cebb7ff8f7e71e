package io.rackproof.collector.recorded;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples that came in stretches of time, put together by series again. Not thread safe. */
public final class Gathered {

  private final Map<Series, List<SeriesSamples>> parts = new TreeMap<>();

  /** Adds samples that are later than all that were added of their series. */
  public void add(SeriesSamples samples) {
    parts.computeIfAbsent(samples.series(), s -> new ArrayList<>()).add(samples);
  }

  /** Everything, by series. */
  public List<SeriesSamples> build() {
    return parts.entrySet().stream().map(e -> join(e.getKey(), e.getValue())).toList();
  }

  private static SeriesSamples join(Series series, List<SeriesSamples> parts) {
    int size = parts.stream().mapToInt(SeriesSamples::size).sum();
    long[] times = new long[size];
    double[] values = new double[size];
    byte[] qualities = new byte[size];
    int at = 0;
    for (SeriesSamples part : parts) {
      for (int i = 0; i < part.size(); i++) {
        times[at] = part.timeMillis(i);
        values[at] = part.value(i);
        qualities[at] = (byte) part.quality(i).code();
        at++;
      }
    }
    return SeriesSamples.of(series, times, values, qualities);
  }
}
