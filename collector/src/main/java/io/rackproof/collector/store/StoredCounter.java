package io.rackproof.collector.store;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Counts what files and log hold together. Thread safe. */
final class StoredCounter {

  /** The log is decoded in stretches of this length. */
  private static final long STRETCH_MILLIS = 5 * 60_000L;

  private final Database database;
  private final BatchLog log;
  private final SealedFiles sealed;
  private final SealedFiles.Guard guard;

  /** Reads samples as {@link SampleStore#read} does. */
  interface Reader {
    List<SeriesSamples> read(String rack, Predicate<Series> wanted, long fromMillis, long toMillis)
        throws IOException;
  }

  /**
   * @param guard reads a file, unless it is damaged: then it is lost, and counts nothing
   */
  StoredCounter(Database database, BatchLog log, SealedFiles sealed, SealedFiles.Guard guard) {
    this.database = database;
    this.log = log;
    this.sealed = sealed;
    this.guard = guard;
  }

  /** As {@link SampleStore#counts}. */
  List<SeriesCount> counts(String rack, long fromMillis, long toMillis, Reader reader)
      throws IOException {
    SeriesCounting counting = new SeriesCounting(fromMillis, toMillis);
    Map<Series, long[]> logged = new HashMap<>();
    List<SealedFile> files =
        files(
            rack,
            fromMillis,
            toMillis,
            sample -> {
              long time = sample.timeMillis();
              long[] span = logged.computeIfAbsent(sample.series(), s -> new long[] {time, time});
              span[0] = Math.min(span[0], time);
              span[1] = Math.max(span[1], time);
            });
    for (SealedFile file : files) {
      guard.read(file, () -> add(file, counting));
    }
    logged.forEach((series, span) -> counting.addUnsure(series, span[0], span[1]));
    return counting.build((wanted, from, to) -> reader.read(rack, wanted, from, to));
  }

  private void add(SealedFile file, SeriesCounting counting) throws IOException {
    SealedCounts.Counted counted = sealed.counted(file);
    List<Series> series = counted.contents().series();
    for (int i = 0; i < series.size(); i++) {
      if (counted.counts().isPresent()) {
        counting.add(series.get(i), counted.counts().get(), i);
      } else {
        counting.addUnsure(series.get(i), file.firstMillis(), file.lastMillis());
      }
    }
  }

  /** As {@link SampleStore#rows}. */
  long rows(String rack, long fromMillis, long toMillis) throws IOException {
    long[] rows = new long[1];
    for (SealedFile file : files(rack, fromMillis, toMillis, sample -> rows[0]++)) {
      if (file.firstMillis() >= fromMillis && file.lastMillis() < toMillis) {
        rows[0] += file.samples();
      } else {
        guard.read(file, () -> rows[0] += sealed.rows(file, fromMillis, toMillis));
      }
    }
    return rows[0];
  }

  /**
   * The files that hold samples in [from, to), in the order of their first samples; hands out those
   * of the log, from the same snapshot: what is being sealed now is in exactly one of the two.
   */
  private List<SealedFile> files(
      String rack, long fromMillis, long toMillis, Consumer<Sample> logged) throws IOException {
    List<SealedFile> files =
        database.read(
            connection -> {
              for (long at = fromMillis; at < toMillis; at += STRETCH_MILLIS) {
                long end = Math.min(toMillis, at + STRETCH_MILLIS);
                for (LoggedBatch batch : log.read(rack, at, end)) {
                  for (Sample sample : batch.samples()) {
                    if (sample.timeMillis() >= at && sample.timeMillis() < end) {
                      logged.accept(sample);
                    }
                  }
                }
              }
              return sealed.between(rack, fromMillis, toMillis);
            });
    List<SealedFile> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparingLong(SealedFile::firstMillis));
    return ordered;
  }
}
