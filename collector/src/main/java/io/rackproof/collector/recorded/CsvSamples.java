package io.rackproof.collector.recorded;

import io.rackproof.document.Problem;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A CSV file of samples, also compressed by gzip. */
final class CsvSamples implements SampleSource {

  private final Path file;

  /** Series by the bytes of a row's metric and labels. */
  private final Map<RowKey, Integer> known = new HashMap<>();

  private final RowKey probe = new RowKey();

  CsvSamples(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.toString();
  }

  /** Takes one usable row. */
  private interface Rows {
    void row(int series, long timeMillis, double value, byte quality) throws IOException;
  }

  @Override
  public void survey(Survey survey) throws IOException {
    pass(survey, (series, time, value, quality) -> survey.rows(1, time, time));
  }

  @Override
  public void read(long fromMillis, long toMillis, RowSink rows) throws IOException {
    // Its mistakes were told by the survey; this time they are passed over.
    pass(
        new Survey(),
        (series, time, value, quality) -> {
          if (time >= fromMillis && time < toMillis) {
            rows.row(series, time, value, quality, 0);
          }
        });
  }

  @Override
  public void seriesIn(long fromMillis, long toMillis, IntConsumer series) throws IOException {
    pass(
        new Survey(),
        (number, time, value, quality) -> {
          if (time >= fromMillis && time < toMillis) {
            series.accept(number);
          }
        });
  }

  private void pass(Survey survey, Rows rows) throws IOException {
    try (CsvRecords records = new CsvRecords(open())) {
      if (!records.advance()) {
        survey.unusable(new Problem(name(), 1, 1, "", "is empty; " + FORM));
        return;
      }
      SampleColumns columns = header(records, survey);
      if (columns == null) {
        return;
      }
      int width = records.fields();
      while (records.advance()) {
        row(records, columns, width, survey, rows);
      }
    } catch (ZipException | EOFException e) {
      throw new IOException(file + " is no whole gzip file: " + e.getMessage(), e);
    }
  }

  private static final String FORM =
      "a recording is CSV with the columns metric, time, value, perhaps quality, and labels";

  private InputStream open() throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return name().toLowerCase(java.util.Locale.ROOT).endsWith(".gz")
        ? new GZIPInputStream(in, 1 << 16)
        : in;
  }

  private @org.jspecify.annotations.Nullable SampleColumns header(
      CsvRecords records, Survey survey) {
    List<String> names = new ArrayList<>();
    int line = records.line();
    int[] columns = new int[records.fields()];
    try {
      for (int i = 0; i < records.fields(); i++) {
        names.add(records.text(i).strip());
        columns[i] = records.column(i);
      }
    } catch (IllegalArgumentException e) {
      survey.unusable(new Problem(name(), line, 1, "", String.valueOf(e.getMessage())));
      return null;
    }
    if (names.size() == 1 && names.get(0).matches(".*[;\t|].*")) {
      String separator = names.get(0).contains(";") ? "semicolons" : "other characters";
      survey.unusable(
          new Problem(
              name(),
              line,
              1,
              "",
              "columns are separated by "
                  + separator
                  + ": only commas are read; convert the file"));
      return null;
    }
    List<Problem> mistakes = new ArrayList<>();
    SampleColumns found =
        SampleColumns.of(
            names,
            (column, message) -> new Problem(name(), line, columns[column], "", message),
            mistakes);
    mistakes.forEach(survey::unusable);
    return mistakes.isEmpty() ? found : null;
  }

  private void row(CsvRecords records, SampleColumns columns, int width, Survey survey, Rows rows)
      throws IOException {
    int at = 0;
    try {
      if (!records.damage().isEmpty()) {
        throw new IllegalArgumentException(records.damage());
      }
      if (records.fields() != width) {
        throw new IllegalArgumentException(
            "has " + records.fields() + " fields, and the first line has " + width);
      }
      at = columns.time();
      long time = time(records, columns.time());
      at = columns.value();
      double value = NumberText.parse(records.ascii(columns.value()));
      byte quality = (byte) Quality.GOOD.code();
      if (columns.quality() >= 0 && !records.isEmpty(columns.quality())) {
        at = columns.quality();
        quality = quality(records, columns.quality());
      }
      if (Double.isNaN(value) && quality == Quality.GOOD.code()) {
        quality = (byte) Quality.NOT_AVAILABLE.code();
      }
      at = columns.metric();
      rows.row(series(records, columns, survey), time, value, quality);
    } catch (IllegalArgumentException e) {
      int column = at < records.fields() ? records.column(at) : 1;
      survey.badRow(
          new Problem(name(), records.line(), column, "", String.valueOf(e.getMessage())));
    }
  }

  /** Most recordings count milliseconds: thirteen digits are read without making a text. */
  private static long time(CsvRecords records, int field) {
    byte[] bytes = records.bytes();
    int start = records.start(field);
    int end = records.end(field);
    long time = 0;
    if (end - start != 13) {
      return TimeText.parse(records.ascii(field));
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return TimeText.parse(records.ascii(field));
      }
      time = time * 10 + bytes[i] - '0';
    }
    return time >= TimeText.EARLIEST && time <= TimeText.LATEST
        ? time
        : TimeText.parse(records.ascii(field));
  }

  private static byte quality(CsvRecords records, int field) {
    byte[] bytes = records.bytes();
    int start = records.start(field);
    if (records.end(field) - start == 1 && bytes[start] >= '0') {
      int code = bytes[start] - '0';
      if (code <= Quality.HIGHEST_CODE) {
        return (byte) code;
      }
    }
    return (byte) Qualities.parse(records.ascii(field)).code();
  }

  private int series(CsvRecords records, SampleColumns columns, Survey survey) {
    probe.set(records, columns);
    Integer number = known.get(probe);
    if (number == null) {
      Map<String, String> labels = new TreeMap<>();
      for (int i = 0; i < columns.labels().size(); i++) {
        labels.put(columns.labelNames().get(i), records.text(columns.labels().get(i)));
      }
      number = survey.number(Series.of(records.text(columns.metric()), labels));
      known.put(probe.copy(), number);
    }
    return number;
  }

  /** The bytes of a row's metric and labels, each with its length before it. */
  private static final class RowKey {
    private byte[] bytes = new byte[128];
    private int length;
    private int hash;

    void set(CsvRecords records, SampleColumns columns) {
      length = 0;
      add(records, columns.metric());
      for (int label : columns.labels()) {
        add(records, label);
      }
      hash = 1;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + bytes[i];
      }
    }

    private void add(CsvRecords records, int field) {
      int size = records.end(field) - records.start(field);
      while (length + size + 4 > bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      bytes[length++] = (byte) (size >>> 24);
      bytes[length++] = (byte) (size >>> 16);
      bytes[length++] = (byte) (size >>> 8);
      bytes[length++] = (byte) size;
      System.arraycopy(records.bytes(), records.start(field), bytes, length, size);
      length += size;
    }

    RowKey copy() {
      RowKey copy = new RowKey();
      copy.bytes = Arrays.copyOf(bytes, length);
      copy.length = length;
      copy.hash = hash;
      return copy;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RowKey key
          && key.hash == hash
          && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
