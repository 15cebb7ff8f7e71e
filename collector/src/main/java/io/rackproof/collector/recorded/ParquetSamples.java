package io.rackproof.collector.recorded;

import io.rackproof.document.Problem;
import io.rackproof.wire.Quality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.duckdb.DuckDBDataChunkReader;
import org.jspecify.annotations.Nullable;

/** One Parquet file of samples. */
final class ParquetSamples implements SampleSource {

  private final Path file;
  private final Columnar columnar;
  private final RowBlock block = new RowBlock();
  private @Nullable ParquetLayout layout;
  private @Nullable ParquetSeries series;

  ParquetSamples(Path file, Columnar columnar) {
    this.file = file;
    this.columnar = columnar;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void survey(Survey survey) throws IOException {
    List<Problem> problems = new ArrayList<>();
    ParquetLayout found = ParquetLayout.of(file, columnar, problems);
    problems.forEach(survey::unusable);
    layout = found;
    if (found == null) {
      return;
    }
    ParquetSeries inside = ParquetSeries.find(found, List.of(file), columnar, survey);
    series = inside;
    inside.tellBad(file, columnar, survey);
    String bad =
        "NOT coalesce("
            + found.time()
            + " BETWEEN "
            + TimeText.EARLIEST
            + " AND "
            + TimeText.LATEST
            + ", false) OR "
            + found.quality()
            + " < 0";
    long[] extent = extent("true");
    if (extent[0] < TimeText.EARLIEST
        || extent[1] > TimeText.LATEST
        || extent[3] != extent[2]
        || extent[4] < 0) {
      tellBadRows(found, bad, survey);
      extent = extent("NOT (" + bad + ")");
    }
    survey.rows(extent[2], extent[0], extent[1]);
  }

  /** Least and largest time, rows, rows with a time, least quality; from statistics if it may. */
  private long[] extent(String where) throws IOException {
    ParquetLayout known = known(layout);
    long[] extent = new long[5];
    columnar.query(
        "SELECT coalesce(min(t), 0), coalesce(max(t), 0), count(*), count(t), coalesce(min(q), 0)"
            + " FROM (SELECT "
            + known.time()
            + " AS t, "
            + known.quality()
            + " AS q FROM "
            + Columnar.source(List.of(file), false)
            + " WHERE "
            + where
            + ")",
        row -> {
          for (int i = 0; i < extent.length; i++) {
            extent[i] = row.getLong(i + 1);
          }
        });
    if (extent[2] == 0) {
      extent[0] = TimeText.EARLIEST;
    }
    return extent;
  }

  private void tellBadRows(ParquetLayout found, String bad, Survey survey) throws IOException {
    String from = " FROM " + Columnar.source(List.of(file), true) + " WHERE " + bad;
    List<Problem> first = new ArrayList<>();
    columnar.query(
        "SELECT file_row_number + 1, "
            + found.time()
            + ", CAST(time AS VARCHAR)"
            + (found.quality().contains("quality") ? ", CAST(quality AS VARCHAR)" : ", ''")
            + from
            + " ORDER BY file_row_number LIMIT "
            + Survey.MOST_TOLD,
        row -> {
          long time = row.getLong(2);
          String message =
              row.wasNull() ? "the time is missing" : TimeText.complaint(time, row.getString(3));
          if (message.isEmpty()) {
            message = "'" + row.getString(4) + "' is no quality";
          }
          first.add(new Problem(file.toString(), 0, 0, "row " + row.getLong(1), message));
        });
    columnar.query("SELECT count(*)" + from, row -> survey.badRows(row.getLong(1), first));
  }

  @Override
  public void seriesIn(long fromMillis, long toMillis, IntConsumer consumer) throws IOException {
    ParquetSeries inside = series;
    if (inside != null) {
      inside.in(List.of(file), fromMillis, toMillis, columnar, consumer);
    }
  }

  @Override
  public void read(long fromMillis, long toMillis, RowSink rows) throws IOException {
    ParquetLayout found = layout;
    ParquetSeries inside = series;
    if (found == null || inside == null) {
      return; // the survey told that it is of no use
    }
    NavigableMap<Long, Long> horizons = horizons(found);
    SeriesNumbers.Cursor cursor = inside.cursor();
    columnar.stream(
        "SELECT "
            + inside.hash()
            + ", "
            + found.time()
            + ", "
            + found.value()
            + ", "
            + found.quality()
            + ", file_row_number FROM "
            + Columnar.source(List.of(file), true)
            + " WHERE "
            + found.time()
            + " >= "
            + Math.max(fromMillis, TimeText.EARLIEST)
            + " AND "
            + found.time()
            + " < "
            + Math.min(toMillis, TimeText.LATEST + 1),
        chunk -> {
          hand(chunk, cursor, rows);
          if (chunk.rowCount() > 0) {
            long row = chunk.vector(4).getLong(chunk.rowCount() - 1);
            while (!horizons.isEmpty() && horizons.firstKey() <= row) {
              rows.horizon(horizons.pollFirstEntry().getValue());
            }
          }
        });
  }

  /** By the row with which a row group ends: the least time of any row group after it. */
  private NavigableMap<Long, Long> horizons(ParquetLayout found) throws IOException {
    NavigableMap<Long, Long> horizons = new TreeMap<>();
    if (!found.time().equals("time")) {
      return horizons;
    }
    List<long[]> groups = new ArrayList<>();
    columnar.query(
        "SELECT row_group_num_rows, TRY_CAST(coalesce(stats_min_value, stats_min) AS BIGINT) FROM"
            + " parquet_metadata("
            + Columnar.text(file.toString())
            + ") WHERE path_in_schema = 'time' ORDER BY row_group_id",
        row -> {
          long rows = row.getLong(1);
          long least = row.getLong(2);
          groups.add(new long[] {rows, row.wasNull() ? Long.MIN_VALUE : least});
        });
    long ends = groups.stream().mapToLong(g -> g[0]).sum();
    long least = Long.MAX_VALUE;
    for (int i = groups.size() - 1; i > 0; i--) {
      ends -= groups.get(i)[0];
      least = Math.min(least, groups.get(i)[1]);
      horizons.put(ends - 1, least);
    }
    return horizons;
  }

  private void hand(DuckDBDataChunkReader chunk, SeriesNumbers.Cursor cursor, RowSink rows)
      throws IOException {
    Vectors.fill(chunk, cursor, block);
    block.withoutOrder();
    rows.rows(block);
  }

  /** A good sample has a value that is a number: what has none is not available. */
  static void hand(RowSink rows, int number, long time, double value, byte quality, long order)
      throws IOException {
    if (Double.isFinite(value)) {
      rows.row(number, time, value, quality, order);
    } else {
      byte told = quality == 0 ? (byte) Quality.NOT_AVAILABLE.code() : quality;
      rows.row(number, time, Double.NaN, told, order);
    }
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a file is surveyed before it is read");
    }
    return value;
  }
}
