package io.rackproof.collector.reference;

import io.rackproof.wire.Quality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** What a signal holds in each cell of time. */
final class Grid {

  /** When the first cell begins. */
  final long from;

  /** Milliseconds of a cell. */
  final int cell;

  /** Whether something is held. */
  final boolean[] known;

  /** What is held; NaN where a comparison let nothing through. */
  final double[] value;

  /** Since when. */
  final long[] since;

  /** Times at which a counter is known to have restarted. */
  final List<Long> restarts = new ArrayList<>();

  Grid(long from, int cell, int cells) {
    this.from = from;
    this.cell = cell;
    this.known = new boolean[cells];
    this.value = new double[cells];
    this.since = new long[cells];
  }

  /** A series whose samples before the grid are not looked at. */
  static Grid of(
      SortedMap<Long, Recording.Arrival> samples, long from, long to, int cell, long gap) {
    Grid grid = new Grid(from, cell, (int) ((to - from) / cell));
    SortedMap<Long, Recording.Arrival> seen = samples.subMap(from, to);
    for (int c = 0; c < grid.known.length; c++) {
      long now = grid.time(c);
      SortedMap<Long, Recording.Arrival> until = seen.headMap(now + 1);
      if (until.isEmpty()) {
        continue;
      }
      Recording.Arrival latest = Objects.requireNonNull(until.get(until.lastKey()));
      grid.known[c] = latest.quality() == Quality.GOOD && now - latest.time() < gap;
      grid.value[c] = latest.value();
      grid.since[c] = latest.time();
    }
    seen.values().stream()
        .filter(a -> a.quality() == Quality.COUNTER_RESET)
        .forEach(a -> grid.restarts.add(a.time()));
    return grid;
  }

  long time(int c) {
    return from + (long) c * cell;
  }

  int index(long time) {
    return (int) ((time - from) / cell);
  }

  /** Whether a cell has a value. */
  boolean holds(int c) {
    return known[c] && !Double.isNaN(value[c]);
  }

  Grid map(DoubleUnaryOperator function) {
    return together(List.of(this), held -> function.applyAsDouble(held[0]));
  }

  /** Known where all are; changes whenever one does. An infinite result holds nothing. */
  static Grid together(List<Grid> parts, ToDoubleFunction<double[]> function) {
    Grid first = parts.get(0);
    Grid result = new Grid(first.from, first.cell, first.known.length);
    for (int i = 0; i < result.known.length; i++) {
      int c = i;
      double[] held = parts.stream().mapToDouble(p -> p.value[c]).toArray();
      double value = function.applyAsDouble(held);
      result.known[c] = parts.stream().allMatch(p -> p.known[c]) && !Double.isInfinite(value);
      result.value[c] = value;
      result.since[c] = parts.stream().mapToLong(p -> p.since[c]).max().orElseThrow();
    }
    parts.forEach(p -> result.restarts.addAll(p.restarts));
    return result;
  }

  /** The values that were let through. */
  static double[] through(double[] held) {
    return Arrays.stream(held).filter(v -> !Double.isNaN(v)).toArray();
  }
}
