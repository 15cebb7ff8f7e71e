package io.rackproof.collector.recorded;

import io.rackproof.document.Problem;
import io.rackproof.wire.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Which series Parquet files hold, and by which number a row tells that it is of one. */
final class ParquetSeries {

  private static final int MOST_SALTS = 8;

  private final ParquetLayout layout;
  private final SeriesNumbers numbers;
  private final int salt;
  private final List<BadIdentity> bad;

  /**
   * Rows whose metric or labels cannot be used.
   *
   * @param hash that they have
   * @param message what is wrong
   */
  record BadIdentity(long hash, String message) {}

  private ParquetSeries(
      ParquetLayout layout, SeriesNumbers numbers, int salt, List<BadIdentity> bad) {
    this.layout = layout;
    this.numbers = numbers;
    this.salt = salt;
    this.bad = List.copyOf(bad);
  }

  /** Looks through files for series, which are entered in the survey. */
  static ParquetSeries find(
      ParquetLayout layout, List<Path> files, Columnar columnar, Survey survey) throws IOException {
    for (int salt = 0; salt < MOST_SALTS; salt++) {
      ParquetSeries found = tryFind(layout, files, columnar, survey, salt);
      if (found != null) {
        return found;
      }
    }
    throw new IOException("the series of " + files.get(0) + " cannot be told apart");
  }

  /** Null when two series have the same hash. */
  private static @Nullable ParquetSeries tryFind(
      ParquetLayout layout, List<Path> files, Columnar columnar, Survey survey, int salt)
      throws IOException {
    Map<Long, Series> byHash = new HashMap<>();
    SeriesNumbers numbers = new SeriesNumbers();
    List<BadIdentity> bad = new ArrayList<>();
    List<Long> twice = new ArrayList<>();
    columnar.query(
        "SELECT "
            + layout.hash(salt)
            + ", * FROM (SELECT DISTINCT "
            + String.join(", ", layout.identity())
            + " FROM "
            + Columnar.source(files, false)
            + ") AS series("
            + String.join(", ", names(layout))
            + ")",
        row -> {
          List<@Nullable String> identity = new ArrayList<>();
          for (int i = 0; i < layout.identity().size(); i++) {
            identity.add(row.getString(i + 2));
          }
          long hash = row.getLong(1);
          try {
            Series series = layout.series(identity);
            Series other = byHash.put(hash, series);
            if (other != null && !other.equals(series)) {
              twice.add(hash);
            }
            numbers.put(hash, survey.number(series));
          } catch (IllegalArgumentException e) {
            bad.add(new BadIdentity(hash, String.valueOf(e.getMessage())));
          }
        });
    return twice.isEmpty() ? new ParquetSeries(layout, numbers, salt, bad) : null;
  }

  /** The distinct columns keep the names that the layout's hash refers to. */
  private static List<String> names(ParquetLayout layout) {
    List<String> names = new ArrayList<>();
    names.add("metric");
    if (layout.equals(ParquetLayout.SEALED)) {
      names.add("labels");
    } else {
      layout.labelNames().forEach(name -> names.add(Columnar.name(name)));
    }
    return names;
  }

  /** SQL for the number of a row's series, to be given to a {@link #cursor}. */
  String hash() {
    return layout.hash(salt);
  }

  /** Finds the number of a series in the survey; -1 for one that cannot be used. */
  SeriesNumbers.Cursor cursor() {
    return numbers.new Cursor();
  }

  /** Tells the series that have a usable row whose time is in [from, to), by their numbers. */
  void in(List<Path> files, long fromMillis, long toMillis, Columnar columnar, IntConsumer consumer)
      throws IOException {
    columnar.query(
        "SELECT DISTINCT "
            + hash()
            + " FROM "
            + Columnar.source(files, false)
            + " WHERE "
            + layout.time()
            + " >= "
            + Math.max(fromMillis, TimeText.EARLIEST)
            + " AND "
            + layout.time()
            + " < "
            + Math.min(toMillis, TimeText.LATEST + 1)
            + " AND "
            + layout.quality()
            + " >= 0",
        row -> {
          int number = numbers.get(row.getLong(1));
          if (number >= 0) {
            consumer.accept(number);
          }
        });
  }

  /** Tells the rows of series that cannot be used. */
  void tellBad(Path file, Columnar columnar, Survey survey) throws IOException {
    for (BadIdentity identity : bad) {
      String where =
          " FROM "
              + Columnar.source(List.of(file), true)
              + " WHERE "
              + hash()
              + " = "
              + identity.hash();
      columnar.query(
          "SELECT count(*), min(file_row_number) + 1" + where,
          row -> {
            if (row.getLong(1) > 0) {
              survey.badRows(
                  row.getLong(1),
                  List.of(
                      new Problem(
                          file.toString(),
                          0,
                          0,
                          "row " + row.getLong(2),
                          identity.message()
                              + (row.getLong(1) > 1
                                  ? " (" + row.getLong(1) + " rows like this)"
                                  : ""))));
            }
          });
    }
  }
}
