package io.rackproof.collector.store;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Counts the samples of each series of a rack in [from, to), each time once, without reading most
 * of them: what sealed files are known to hold is added up. Where two files, or a file and the log,
 * have samples of one series in the same stretch of time, and where a file reaches beyond [from,
 * to), the samples of that stretch are read. Not thread safe.
 */
final class SeriesCounting {

  /** Read at a time. */
  private static final long STRETCH_MILLIS = 10 * 60_000L;

  /** Hands out samples, each time once. */
  interface Reader {
    List<SeriesSamples> read(Predicate<Series> wanted, long fromMillis, long toMillis)
        throws IOException;
  }

  /** What is to be read of a series: both times inside. */
  private record Unsure(Series series, long firstMillis, long lastMillis) {}

  /** A series while files pass in the order of their first samples. */
  private static final class Passing {

    /** The sum of what no other file has a part in. */
    long samples;

    long notGood;
    long firstGood = Long.MAX_VALUE;
    long lastGood = Long.MIN_VALUE;

    /** No sample after it is in the sum. */
    long summedTo = Long.MIN_VALUE;

    /** The stretch that came last, which a later file may have a part in. */
    long first = Long.MAX_VALUE;

    long last = Long.MIN_VALUE;

    /** What it has; meaningless once it is unsure. */
    long ownSamples;

    long ownNotGood;
    long ownFirstGood;
    long ownLastGood;
    boolean unsure;

    boolean reaches(long time) {
      return time <= last;
    }
  }

  private final long from;
  private final long to;
  private final Map<Series, Passing> passing = new HashMap<>();
  private final List<Unsure> unsure = new ArrayList<>();

  SeriesCounting(long fromMillis, long toMillis) {
    this.from = fromMillis;
    this.to = toMillis;
  }

  /** Takes what a file holds of a series; files come in the order of their first samples. */
  void add(Series series, FileCounts counts, int number) {
    long first = counts.firstMillis(number);
    long last = counts.lastMillis(number);
    if (first >= to || last < from) {
      return;
    }
    boolean whole = first >= from && last < to;
    Passing state = begin(series, Math.max(first, from), Math.min(last, to - 1), whole);
    if (!state.unsure) {
      state.ownSamples = counts.samples(number);
      state.ownNotGood = counts.notGood(number);
      state.ownFirstGood = counts.firstGoodMillis(number);
      state.ownLastGood = counts.lastGoodMillis(number);
    }
  }

  /** Takes a stretch in which samples of a series are, which have to be read. */
  void addUnsure(Series series, long firstMillis, long lastMillis) {
    if (firstMillis < to && lastMillis >= from) {
      begin(series, Math.max(firstMillis, from), Math.min(lastMillis, to - 1), false);
    }
  }

  private Passing begin(Series series, long first, long last, boolean sure) {
    Passing state = passing.computeIfAbsent(series, s -> new Passing());
    if (first <= state.summedTo) {
      // What is in the sum already is among it: all of the series is read.
      state.samples = 0;
      state.notGood = 0;
      state.firstGood = Long.MAX_VALUE;
      state.lastGood = Long.MIN_VALUE;
      state.summedTo = Long.MIN_VALUE;
      unsure.removeIf(u -> u.series().equals(series));
      state.first = from;
      state.last = Math.max(state.last, last);
      state.unsure = true;
    } else if (state.reaches(first)) {
      state.first = Math.min(state.first, first);
      state.last = Math.max(state.last, last);
      state.unsure = true;
    } else {
      close(series, state);
      state.first = first;
      state.last = last;
      state.unsure = !sure;
    }
    return state;
  }

  private void close(Series series, Passing state) {
    if (state.last == Long.MIN_VALUE) {
      return;
    }
    if (state.unsure) {
      unsure.add(new Unsure(series, state.first, state.last));
    } else {
      state.samples += state.ownSamples;
      state.notGood += state.ownNotGood;
      state.firstGood = Math.min(state.firstGood, state.ownFirstGood);
      state.lastGood = Math.max(state.lastGood, state.ownLastGood);
    }
    state.summedTo = state.last;
  }

  /** The counts, by series; only those that have a sample. */
  List<SeriesCount> build(Reader reader) throws IOException {
    Map<Series, SeriesCount> counts = new TreeMap<>();
    passing.forEach(this::close);
    passing.forEach(
        (series, state) -> {
          if (state.samples > 0) {
            counts.put(
                series,
                new SeriesCount(
                    series, state.samples, state.notGood, state.firstGood, state.lastGood));
          }
        });
    unsure.sort(Comparator.comparingLong(Unsure::firstMillis));
    List<Unsure> together = new ArrayList<>();
    long end = Long.MIN_VALUE;
    for (Unsure one : unsure) {
      if (one.firstMillis() > end && !together.isEmpty()) {
        read(together, end, reader, counts);
        together.clear();
      }
      together.add(one);
      end = Math.max(end, one.lastMillis());
    }
    if (!together.isEmpty()) {
      read(together, end, reader, counts);
    }
    return List.copyOf(counts.values());
  }

  private static void read(
      List<Unsure> together, long last, Reader reader, Map<Series, SeriesCount> counts)
      throws IOException {
    Map<Series, List<Unsure>> bySeries = new HashMap<>();
    together.forEach(u -> bySeries.computeIfAbsent(u.series(), s -> new ArrayList<>()).add(u));
    for (long at = together.get(0).firstMillis(); at <= last; at += STRETCH_MILLIS) {
      long stretchEnd = Math.min(last + 1, at + STRETCH_MILLIS);
      for (SeriesSamples samples : reader.read(bySeries::containsKey, at, stretchEnd)) {
        for (Unsure one : bySeries.getOrDefault(samples.series(), List.of())) {
          count(samples, one)
              .ifPresent(found -> counts.merge(samples.series(), found, SeriesCount::plus));
        }
      }
    }
  }

  private static Optional<SeriesCount> count(SeriesSamples samples, Unsure one) {
    int first = samples.indexAtOrBefore(one.firstMillis() - 1) + 1;
    int end = samples.indexAtOrBefore(one.lastMillis()) + 1;
    long notGood = 0;
    long firstGood = Long.MAX_VALUE;
    long lastGood = Long.MIN_VALUE;
    for (int i = first; i < end; i++) {
      if (samples.isGood(i)) {
        firstGood = Math.min(firstGood, samples.timeMillis(i));
        lastGood = samples.timeMillis(i);
      } else {
        notGood++;
      }
    }
    return first >= end
        ? Optional.empty()
        : Optional.of(new SeriesCount(samples.series(), end - first, notGood, firstGood, lastGood));
  }
}
