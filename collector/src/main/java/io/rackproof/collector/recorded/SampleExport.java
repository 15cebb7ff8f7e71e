package io.rackproof.collector.recorded;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.duckdb.DuckDBAppender;

/**
 * Writes samples to Parquet files with the columns of a store's sealed file, which take labels of
 * any name, in stretches of time one after the other, so that they stream when they are read.
 */
public final class SampleExport {

  /** Rows of a file: about 20 MB in memory while they wait. */
  private static final int MOST_ROWS = 1_000_000;

  private static final String SAMPLE =
      "CREATE OR REPLACE TABLE sample (stretch BIGINT, number INTEGER, time BIGINT, value DOUBLE,"
          + " quality TINYINT)";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Columnar columnar;
  private final Path folder;
  private final Map<Series, Integer> numbers = new HashMap<>();
  private long rows;
  private long waiting;
  private int files;

  private SampleExport(Columnar columnar, Path folder) {
    this.columnar = columnar;
    this.folder = folder;
  }

  /**
   * Writes {@code 0001.parquet} and so on.
   *
   * @param series those that are wanted
   * @param folder exists
   * @param scratch where a sort goes that outgrows its memory
   * @return how many samples
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
      SampleExport export = new SampleExport(columnar, folder);
      export.begin(series);
      samples.forEach(fromMillis, toMillis, (from, to, chunk) -> export.add(from, chunk));
      export.flush();
      return export.rows;
    }
  }

  /**
   * Writes one file, whole or not at all.
   *
   * @param file replaced when it exists
   * @param scratch an empty folder on the same file system, left with what it took
   * @return how many samples; a file without rows is written too
   */
  public static long writeFile(
      SampleChunks samples,
      long fromMillis,
      long toMillis,
      List<Series> series,
      Path file,
      Path scratch)
      throws IOException {
    Path parts = Files.createDirectory(scratch.resolve("parts"));
    Path whole = scratch.resolve("whole.parquet");
    try (Columnar columnar = Columnar.open(scratch)) {
      SampleExport export = new SampleExport(columnar, parts);
      export.begin(series);
      samples.forEach(fromMillis, toMillis, (from, to, chunk) -> export.add(from, chunk));
      export.flush();
      if (export.files == 0) {
        export.copy(parts.resolve("0001.parquet"));
      }
      columnar.execute(
          "COPY (SELECT * FROM read_parquet("
              + Columnar.text(parts + "/*.parquet")
              + ")) TO "
              + Columnar.text(whole.toString())
              + " (FORMAT parquet, COMPRESSION zstd)");
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
      return export.rows;
    }
  }

  private void begin(List<Series> series) throws IOException {
    columnar.execute(
        "CREATE TABLE series (number INTEGER, metric VARCHAR, labels VARCHAR)", SAMPLE);
    try (DuckDBAppender appender = columnar.appender("series")) {
      for (Series one : new TreeSet<>(series)) {
        int number = numbers.size();
        numbers.put(one, number);
        appender.beginRow();
        appender.append(number);
        appender.append(one.metric());
        appender.append(JSON.writeValueAsString(one.labels()));
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
    copy(file);
    columnar.execute(SAMPLE);
    rows += waiting;
    waiting = 0;
  }

  /** Writes the samples that wait. */
  private void copy(Path file) throws IOException {
    // What a store tells of each sample besides has no meaning outside of it.
    columnar.execute(
        "COPY (SELECT s.metric, s.labels, d.time, d.value, d.quality,"
            + " CAST(0 AS INTEGER) AS time_uncertainty_micros, '' AS epoch,"
            + " CAST(0 AS BIGINT) AS sequence, d.number AS series"
            + " FROM sample d JOIN series s ON s.number = d.number"
            + " ORDER BY d.stretch, d.number, d.time) TO "
            + Columnar.text(file.toString())
            + " (FORMAT parquet, COMPRESSION zstd)");
  }
}
