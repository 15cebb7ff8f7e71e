package io.rackproof.collector.recorded;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.duckdb.DuckDBAppender;

/**
 * Writes samples to Parquet files as {@code docs/offline.md} describes them: a column for each
 * label, in stretches of time one after the other, so that they stream when they are read.
 */
public final class SampleExport {

  /** Rows of a file: about 20 MB in memory while they wait. */
  private static final int MOST_ROWS = 1_000_000;

  private static final String SAMPLE =
      "CREATE OR REPLACE TABLE sample (stretch BIGINT, number INTEGER, time BIGINT, value DOUBLE,"
          + " quality TINYINT)";

  private static final List<String> OWN = List.of("metric", "time", "value", "quality");

  private final Columnar columnar;
  private final Path folder;
  private final List<String> labels;
  private final Map<Series, Integer> numbers = new HashMap<>();
  private long rows;
  private long waiting;
  private int files;

  private SampleExport(Columnar columnar, Path folder, List<String> labels) {
    this.columnar = columnar;
    this.folder = folder;
    this.labels = labels;
  }

  /**
   * Writes {@code 0001.parquet} and so on.
   *
   * @param series those that are wanted
   * @param folder exists
   * @param scratch where a sort goes that outgrows its memory
   * @return how many samples
   * @throws IOException also when a label cannot be a column
   */
  public static long write(
      SampleChunks samples,
      long fromMillis,
      long toMillis,
      List<Series> series,
      Path folder,
      Path scratch)
      throws IOException {
    try (Columnar columnar = Columnar.open(scratch)) {
      SampleExport export = new SampleExport(columnar, folder, labels(series));
      export.begin(series);
      samples.forEach(fromMillis, toMillis, (from, to, chunk) -> export.add(from, chunk));
      export.flush();
      return export.rows;
    }
  }

  private static List<String> labels(List<Series> series) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    for (Series one : series) {
      for (String label : one.labels().keySet()) {
        if (OWN.contains(label)) {
          throw new IOException(
              "the series " + one + " has a label '" + label + "', which is a column of its own");
        }
        names.add(label);
      }
    }
    return new ArrayList<>(names);
  }

  private void begin(List<Series> series) throws IOException {
    StringBuilder table = new StringBuilder("CREATE TABLE series (number INTEGER, metric VARCHAR");
    labels.forEach(label -> table.append(", ").append(Columnar.name(label)).append(" VARCHAR"));
    columnar.execute(table.append(')').toString(), SAMPLE);
    try (DuckDBAppender appender = columnar.appender("series")) {
      for (Series one : new TreeSet<>(series)) {
        int number = numbers.size();
        numbers.put(one, number);
        appender.beginRow();
        appender.append(number);
        appender.append(one.metric());
        for (String label : labels) {
          appender.append(one.label(label));
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new IOException("cannot keep the series: " + e.getMessage(), e);
    }
  }

  private void add(long stretch, List<SeriesSamples> chunk) throws IOException {
    try (DuckDBAppender appender = columnar.appender("sample")) {
      for (SeriesSamples samples : chunk) {
        Integer number = numbers.get(samples.series());
        for (int i = 0; number != null && i < samples.size(); i++) {
          appender.beginRow();
          appender.append(stretch);
          appender.append(number.intValue());
          appender.append(samples.timeMillis(i));
          if (Double.isNaN(samples.value(i))) {
            appender.appendNull();
          } else {
            appender.append(samples.value(i));
          }
          appender.append((byte) samples.quality(i).code());
          appender.endRow();
          waiting++;
        }
      }
    } catch (SQLException e) {
      throw new IOException("cannot keep samples: " + e.getMessage(), e);
    }
    if (waiting >= MOST_ROWS) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (waiting == 0) {
      return;
    }
    files++;
    Path file = folder.resolve(String.format(Locale.ROOT, "%04d.parquet", files));
    StringBuilder sql = new StringBuilder("COPY (SELECT s.metric");
    labels.forEach(label -> sql.append(", s.").append(Columnar.name(label)));
    sql.append(", d.time, d.value, d.quality FROM sample d JOIN series s ON s.number = d.number")
        .append(" ORDER BY d.stretch, d.number, d.time) TO ")
        .append(Columnar.text(file.toString()))
        .append(" (FORMAT parquet, COMPRESSION zstd)");
    columnar.execute(sql.toString(), SAMPLE);
    rows += waiting;
    waiting = 0;
  }
}
