package io.rackproof.collector.recorded;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one stretch of time, as they came, in columns; those that were spilled are in a file,
 * which is deleted by {@link #close}. Rows of one series that came one after the other are a run:
 * in files that are sorted by series runs are long, in those sorted by time they are single rows.
 */
final class TimeSlice implements AutoCloseable {

  /** Columns longer than this are given back when a slice was spilled. */
  private static final int MOST_KEPT = 1 << 16;

  /** Runs shorter than this are copied row by row. */
  private static final int SHORT = 16;

  private final boolean ordered;
  private SliceColumns rows;

  /** The place of each run's series, and the row with which it begins. */
  private int[] runSeries = new int[0];

  private int[] runStarts = new int[0];
  private int runs;
  private int spilled;
  private @Nullable Path file;

  TimeSlice(boolean ordered) {
    this.ordered = ordered;
    this.rows = new SliceColumns(ordered);
  }

  void add(int place, long time, double value, byte quality, long order) {
    run(place);
    rows.add(time, value, quality, order);
  }

  /** Adds the rows [from, to) of a block, which are of one series. */
  void add(int place, RowBlock block, int from, int to) {
    run(place);
    rows.add(block, from, to);
  }

  private void run(int place) {
    if (runs > 0 && runSeries[runs - 1] == place) {
      return;
    }
    if (runs == runSeries.length) {
      int capacity = Math.max(1024, runs + (runs >> 1));
      runSeries = Arrays.copyOf(runSeries, capacity);
      runStarts = Arrays.copyOf(runStarts, capacity);
    }
    runSeries[runs] = place;
    runStarts[runs] = rows.size();
    runs++;
  }

  int rowsInMemory() {
    return rows.size();
  }

  /** Appends what is in memory to a file, and forgets it. */
  void spill(Path path) throws IOException {
    if (rows.size() == 0) {
      return;
    }
    file = path;
    SliceFile.append(path, rows, runSeries, runStarts, runs);
    spilled += rows.size();
    rows.clear();
    runs = 0;
    if (rows.capacity() > MOST_KEPT) {
      release();
    }
  }

  private void release() {
    rows = new SliceColumns(ordered);
    runSeries = new int[0];
    runStarts = new int[0];
    runs = 0;
  }

  /** What was spilled comes back, before what came later. */
  private void unspill(Path path) throws IOException {
    SliceColumns laterRows = rows;
    int[] laterSeries = runSeries;
    int[] laterStarts = runStarts;
    int laterRuns = runs;
    release();
    rows.ensure(spilled + laterRows.size());
    SliceFile.read(
        path,
        rows,
        (series, starts, count) -> {
          // The columns of the block were appended: its runs begin where they do.
          int base = rows.size();
          ensureRuns(count);
          System.arraycopy(series, 0, runSeries, runs, count);
          for (int r = 0; r < count; r++) {
            runStarts[runs + r] = base + starts[r];
          }
          runs += count;
        });
    int base = rows.size();
    ensureRuns(laterRuns);
    System.arraycopy(laterSeries, 0, runSeries, runs, laterRuns);
    for (int r = 0; r < laterRuns; r++) {
      runStarts[runs + r] = base + laterStarts[r];
    }
    runs += laterRuns;
    rows.add(laterRows);
    spilled = 0;
  }

  private void ensureRuns(int more) {
    if (runs + more > runSeries.length) {
      int capacity = Math.max(runs + more, runs + (runs >> 1));
      runSeries = Arrays.copyOf(runSeries, capacity);
      runStarts = Arrays.copyOf(runStarts, capacity);
    }
  }

  /**
   * Everything by series, in time order, each time once.
   *
   * @param named series by place
   * @param room that nobody else uses meanwhile
   */
  List<SeriesSamples> build(List<Series> named, SliceColumns room) throws IOException {
    Path path = file;
    if (spilled > 0 && path != null) {
      unspill(path);
    }
    int[] firsts = new int[named.size() + 1];
    for (int r = 0; r < runs; r++) {
      firsts[runSeries[r] + 1] += runEnd(r) - runStarts[r];
    }
    for (int s = 0; s < named.size(); s++) {
      firsts[s + 1] += firsts[s];
    }
    room.clear();
    room.ensure(rows.size());
    int[] next = Arrays.copyOf(firsts, named.size());
    for (int r = 0; r < runs; r++) {
      int length = runEnd(r) - runStarts[r];
      room.put(next[runSeries[r]], rows, runStarts[r], length, length < SHORT);
      next[runSeries[r]] += length;
    }
    List<SeriesSamples> built = new ArrayList<>();
    for (int s = 0; s < named.size(); s++) {
      if (firsts[s] < firsts[s + 1]) {
        built.add(room.sorted(named.get(s), firsts[s], firsts[s + 1]));
      }
    }
    return built;
  }

  private int runEnd(int run) {
    return run + 1 < runs ? runStarts[run + 1] : rows.size();
  }

  /** Forgets everything, but keeps its room. */
  @Override
  public void close() throws IOException {
    Path path = file;
    if (path != null) {
      Files.deleteIfExists(path);
    }
    file = null;
    rows.clear();
    runs = 0;
    spilled = 0;
  }
}
