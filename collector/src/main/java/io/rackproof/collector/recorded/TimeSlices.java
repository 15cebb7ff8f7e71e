package io.rackproof.collector.recorded;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sorts rows that come in any order: they are put by in slices of time, and a slice is handed out,
 * sorted by series and time, once no row of it can follow. When too many rows wait, they are
 * written to scratch files, so that memory is bounded whatever the order. One thread adds rows, one
 * sorts.
 */
final class TimeSlices implements SampleSource.RowSink, AutoCloseable {

  /** Later than any time. */
  private static final long NONE = Long.MAX_VALUE;

  /** Takes slices, in time order. */
  interface Consumer {
    void slice(Slice slice) throws IOException;
  }

  /** All rows of a stretch of time, not sorted yet: another thread may do that. */
  final class Slice {
    private final long from;
    private final TimeSlice rows;

    private Slice(long from, TimeSlice rows) {
      this.from = from;
      this.rows = rows;
    }

    long fromMillis() {
      return from;
    }

    /** Exclusive. */
    long toMillis() {
      return from + sliceMillis;
    }

    /** Sorts them, and gives their room back; to be called once, always by the same thread. */
    List<SeriesSamples> samples() throws IOException {
      List<SeriesSamples> samples = rows.build(series, room);
      rows.close();
      emptied.add(rows);
      return samples;
    }
  }

  private final List<Series> series;
  private final int[] places;
  private final long sliceMillis;
  private final int mostRows;
  private final Path scratch;
  private final Consumer consumer;
  private final TreeMap<Long, TimeSlice> slices = new TreeMap<>();
  private TimeSlice current = new TimeSlice(false);
  private long currentFrom = NONE;
  private final boolean ordered;
  private final SliceColumns room;
  private final Queue<TimeSlice> emptied = new ConcurrentLinkedQueue<>();
  private int waiting;

  /**
   * @param series by number
   * @param ordered whether rows have an order other than that in which they come
   * @param mostRows to keep in memory
   * @param scratch a folder that exists
   */
  TimeSlices(
      List<Series> series,
      long sliceMillis,
      boolean ordered,
      int mostRows,
      Path scratch,
      Consumer consumer) {
    this.series = sorted(series);
    this.places = places(series, this.series);
    this.sliceMillis = sliceMillis;
    this.ordered = ordered;
    this.room = new SliceColumns(ordered);
    this.mostRows = mostRows;
    this.scratch = scratch;
    this.consumer = consumer;
  }

  private static List<Series> sorted(List<Series> series) {
    // Comparing series makes their text each time: once each is enough.
    Map<String, Series> byText = new TreeMap<>();
    series.forEach(s -> byText.put(s.metric() + "\u0000" + s, s));
    return List.copyOf(byText.values());
  }

  private static int[] places(List<Series> numbered, List<Series> sorted) {
    Map<Series, Integer> place = new java.util.HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      place.put(sorted.get(i), i);
    }
    int[] places = new int[numbered.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = place.getOrDefault(numbered.get(i), 0);
    }
    return places;
  }

  @Override
  public void row(int number, long timeMillis, double value, byte quality, long order)
      throws IOException {
    turnTo(timeMillis);
    current.add(places[number], timeMillis, value, quality, order);
    if (++waiting > mostRows) {
      spill();
    }
  }

  @Override
  public void rows(RowBlock block) throws IOException {
    int at = 0;
    while (at < block.size) {
      if (block.series[at] < 0) {
        at++;
        continue;
      }
      turnTo(block.times[at]);
      int end = block.runEnd(at, currentFrom, currentFrom + sliceMillis);
      current.add(places[block.series[at]], block, at, end);
      waiting += end - at;
      at = end;
    }
    if (waiting > mostRows) {
      spill();
    }
  }

  /** Makes the slice of a time the current one. */
  private void turnTo(long timeMillis) {
    if (timeMillis < currentFrom || timeMillis - currentFrom >= sliceMillis) {
      long slice = Math.floorDiv(timeMillis, sliceMillis);
      current = slices.computeIfAbsent(slice, s -> fresh());
      currentFrom = slice * sliceMillis;
    }
  }

  private TimeSlice fresh() {
    TimeSlice used = emptied.poll();
    return used == null ? new TimeSlice(ordered) : used;
  }

  private void spill() throws IOException {
    for (Map.Entry<Long, TimeSlice> entry : slices.entrySet()) {
      entry.getValue().spill(scratch.resolve("slice-" + entry.getKey()));
    }
    waiting = 0;
  }

  @Override
  public void horizon(long timeMillis) throws IOException {
    while (!slices.isEmpty() && (slices.firstKey() + 1) * sliceMillis <= timeMillis) {
      emit();
    }
  }

  /** Hands out all that is left. */
  void finish() throws IOException {
    while (!slices.isEmpty()) {
      emit();
    }
  }

  private void emit() throws IOException {
    Map.Entry<Long, TimeSlice> first = slices.pollFirstEntry();
    currentFrom = NONE;
    waiting -= first.getValue().rowsInMemory();
    consumer.slice(new Slice(first.getKey() * sliceMillis, first.getValue()));
  }

  @Override
  public void close() throws IOException {
    for (TimeSlice slice : slices.values()) {
      slice.close();
    }
    slices.clear();
  }
}
