package io.rackproof.collector.recorded;

import io.rackproof.document.Problem;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What recorded files hold: series by number, times, and rows that cannot be used. */
final class Survey {

  /** Of bad rows this many are told one by one. */
  static final int MOST_TOLD = 20;

  private final Map<Series, Integer> numbers = new HashMap<>();
  private final List<Series> series = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private long badRows;
  private long rows;
  private boolean unusable;
  private long firstMillis = Long.MAX_VALUE;
  private long firstOfSource = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  /** The number of a series, a new one when it is seen for the first time. */
  int number(Series found) {
    return numbers.computeIfAbsent(
        found,
        s -> {
          series.add(s);
          return series.size() - 1;
        });
  }

  /** By number. */
  List<Series> series() {
    return series;
  }

  void badRow(Problem problem) {
    badRows(1, List.of(problem));
  }

  /** Tells that a file cannot be used at all, such as for its columns. */
  void unusable(Problem problem) {
    badRow(problem);
    unusable = true;
  }

  /** Whether leaving out bad rows leaves something to use. */
  boolean isUsable() {
    return !unusable;
  }

  /** Another source begins. */
  void begin() {
    firstOfSource = Long.MAX_VALUE;
  }

  /** The earliest time since {@link #begin}. */
  long firstMillisOfSource() {
    return firstOfSource;
  }

  /** Tells several bad rows, with what is wrong with the first of them. */
  void badRows(long count, List<Problem> first) {
    badRows += count;
    for (Problem problem : first) {
      if (problems.size() < MOST_TOLD) {
        problems.add(problem);
      }
    }
  }

  /** Tells good rows of a file or of a part of it. */
  void rows(long count, long first, long last) {
    if (count > 0) {
      rows += count;
      firstMillis = Math.min(firstMillis, first);
      firstOfSource = Math.min(firstOfSource, first);
      lastMillis = Math.max(lastMillis, last);
    }
  }

  List<Problem> problems() {
    return problems;
  }

  long badRowCount() {
    return badRows;
  }

  long rowCount() {
    return rows;
  }

  /** The earliest time; {@link Long#MAX_VALUE} without rows. */
  long firstMillis() {
    return firstMillis;
  }

  long lastMillis() {
    return lastMillis;
  }
}
