package io.rackproof.collector.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rackproof.document.Problem;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvSamplesTest {

  private static final long T = 1_795_514_400_000L;

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("samples.csv"), text);
  }

  private static List<SeriesSamples> read(Path file) throws Exception {
    try (Recording recording = Recording.open(List.of(file), false)) {
      return read(recording);
    }
  }

  private static List<SeriesSamples> read(Recording recording) throws IOException {
    Gathered gathered = new Gathered();
    recording.forEach(
        Long.MIN_VALUE, Long.MAX_VALUE, (from, to, chunk) -> chunk.forEach(gathered::add));
    return gathered.build();
  }

  private List<String> mistakes(String text) throws IOException {
    Path file = file(text);
    BadRowsException refused =
        catchThrowableOfType(
            BadRowsException.class, () -> Recording.open(List.of(file), false).close());
    return refused.first().stream().map(Problem::toString).map(this::withoutFolder).toList();
  }

  private String withoutFolder(String text) {
    return text.replace(folder + "/", "");
  }

  @Test
  void columnsInAnyOrderAndLabelsByTheirNames() throws Exception {
    List<SeriesSamples> read =
        read(file("device,value,metric,rack,time\ncdu-1,30.5,a_celsius,r1," + T + "\n"));
    assertThat(read).hasSize(1);
    assertThat(read.get(0).series())
        .isEqualTo(Series.of("a_celsius", Map.of("device", "cdu-1", "rack", "r1")));
    assertThat(read.get(0).timeMillis(0)).isEqualTo(T);
    assertThat(read.get(0).value(0)).isEqualTo(30.5);
    assertThat(read.get(0).quality(0)).isEqualTo(Quality.GOOD);
  }

  @Test
  void byteOrderMarkCarriageReturnsQuotesAndOtherAlphabetsAreRead() throws Exception {
    List<SeriesSamples> read =
        read(
            file(
                "\uFEFFmetric,time,value,device\r\n\"a_watts\","
                    + T
                    + ",\"1\",\"Pumpe \"\"ä\"\", 日本\nlinks\"\r\n\r\n"
                    + "a_watts,"
                    + (T + 1)
                    + ",2,\"Pumpe \"\"ä\"\", 日本\nlinks\""));
    assertThat(read).hasSize(1);
    assertThat(read.get(0).series().label("device")).isEqualTo("Pumpe \"ä\", 日本\nlinks");
    assertThat(read.get(0).size()).isEqualTo(2);
  }

  @Test
  void compressedFilesAreRead() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(("metric,time,value\na_watts," + T + ",1\n").getBytes(StandardCharsets.UTF_8));
    }
    Path whole = Files.write(folder.resolve("s.csv.gz"), bytes.toByteArray());
    assertThat(read(whole)).hasSize(1);
    byte[] half = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 12);
    Path torn = Files.write(folder.resolve("torn.csv.gz"), half);
    assertThatThrownBy(() -> read(torn))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gzip");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T10:00:00Z, 0",
    "2026-11-24T10:00:00.250Z, 250",
    "2026-11-24 10:00:00.2509, 250",
    "2026-11-24T11:30:00+01:30, 0",
    "2026-11-24 10:00:00+00, 0",
    "2026-11-24T05:00:00.5-0500, 500",
    "2026-11-24T10:00, 0",
    "1795514400007, 7",
    "1795514400007.0, 7"
  })
  void timesAreIsoOrMilliseconds(String time, long after) {
    assertThat(TimeText.parse(time)).isEqualTo(T + after);
  }

  @Test
  void everyQualityByNameAndByCode() throws Exception {
    StringBuilder text = new StringBuilder("metric,time,value,quality\n");
    List<Quality> expected = new ArrayList<>();
    long time = T;
    for (Quality quality : Quality.values()) {
      text.append("a_watts,").append(time++).append(",1,").append(quality.label()).append('\n');
      text.append("a_watts,").append(time++).append(",1,").append(quality.code()).append('\n');
      text.append("a_watts,").append(time++).append(",1,").append(quality.name()).append('\n');
      expected.addAll(List.of(quality, quality, quality));
    }
    SeriesSamples read = read(file(text.toString())).get(0);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.quality(i)).isEqualTo(expected.get(i));
    }
    assertThat(read.size()).isEqualTo(expected.size());
  }

  @ParameterizedTest
  @CsvSource({"''", "NaN", "nan", "Inf", "-Infinity", "null", "n/a"})
  void textThatIsNoValueIsNotAvailable(String value) throws Exception {
    SeriesSamples read =
        read(file("metric,time,value,quality\na_watts," + T + "," + value + ",\n")).get(0);
    assertThat(read.quality(0)).isEqualTo(Quality.NOT_AVAILABLE);
    assertThat(read.value(0)).isNaN();
  }

  @Test
  void rowWithoutValueKeepsAQualityThatSaysWhy() throws Exception {
    SeriesSamples read = read(file("metric,time,value,quality\na_watts," + T + ",,stale\n")).get(0);
    assertThat(read.quality(0)).isEqualTo(Quality.STALE);
  }

  @Test
  void rowsInAnyOrderAndOfTwoAtOneTimeTheEarlierCounts() throws Exception {
    SeriesSamples read =
        read(file(
                "metric,time,value\na_watts,%d,3\na_watts,%d,1\na_watts,%d,4\na_watts,%d,2\n"
                    .formatted(T + 2, T, T + 2, T + 1)))
            .get(0);
    assertThat(read.size()).isEqualTo(3);
    assertThat(List.of(read.value(0), read.value(1), read.value(2))).containsExactly(1.0, 2.0, 3.0);
  }

  @Test
  void ofTwoFilesTheOneNamedFirstCounts() throws Exception {
    Path first = Files.writeString(folder.resolve("b.csv"), "metric,time,value\nx," + T + ",1\n");
    Path second =
        Files.writeString(
            folder.resolve("a.csv"),
            "metric,time,value\nx,%d,2\nx,%d,9\n".formatted(T, T - 1_000_000));
    try (Recording recording = Recording.open(List.of(first, second), false)) {
      SeriesSamples read = read(recording).get(0);
      assertThat(read.size()).isEqualTo(2);
      assertThat(read.value(0)).isEqualTo(9);
      assertThat(read.value(1)).isEqualTo(1);
    }
  }

  @Test
  void emptyLabelIsTheSameAsNone() throws Exception {
    assertThat(
            read(file("metric,time,value,port\nx,%d,1,\nx,%d,2,\n".formatted(T, T + 1)))
                .get(0)
                .series())
        .isEqualTo(Series.of("x", Map.of()));
  }

  @Test
  void everyKindOfBadRowIsToldWithItsPlace() throws Exception {
    assertThat(
            mistakes(
                """
                metric,time,value,quality,rack
                x_watts,1795514400,1,,a
                x_watts,1795514400000000,1,,a
                x_watts,1795514400000000000,1,,a
                x_watts,12,1,,a
                x_watts,1795514400000,"1,5",,a
                x_watts,1795514400000,1x,,a
                x_watts,1795514400000,1e999,,a
                x_watts,1795514400000,1,goood,a
                x_watts,1795514400000,1,6,a
                2x,1795514400000,1,,a
                ,1795514400000,1,,a
                x,,1,,a
                x,yesterday,1,,a
                x,2026-13-01T00:00:00Z,1,,a
                x,1795514400000,1
                x,1795514400000,1,,a,b
                x,1795514400000,1,,"a"b
                """))
        .containsExactly(
            "samples.csv:2:9: time 1795514400 is before the year 2000: these look like seconds"
                + " since 1970, write milliseconds (times 1000)",
            "samples.csv:3:9: time 1795514400000000 is after the year 2200: these look like"
                + " microseconds since 1970, write milliseconds",
            "samples.csv:4:9: time 1795514400000000000 is after the year 2200: write milliseconds"
                + " since 1970, not nanoseconds",
            "samples.csv:5:9: time 12 is before the year 2000: write milliseconds since 1970, or"
                + " ISO 8601",
            "samples.csv:6:23: '1,5' is no number: write a point, not a comma: 1.5",
            "samples.csv:7:23: '1x' is no number",
            "samples.csv:8:23: '1e999' is too large for a number",
            "samples.csv:9:25: 'goood' is no quality. Did you mean 'good'? Codes are 0 to 5.",
            "samples.csv:10:25: '6' is no quality. Valid are good, stale, out-of-range,"
                + " not-available, counter-reset, clock-unsure. Codes are 0 to 5.",
            "samples.csv:11:1: not a metric name: '2x'",
            "samples.csv:12:1: not a metric name: ''",
            "samples.csv:13:3: the time is missing",
            "samples.csv:14:3: 'yesterday' is no time: write ISO 8601 such as"
                + " 2026-11-24T10:15:30.250Z, or milliseconds since 1970",
            "samples.csv:15:3: '2026-13-01T00:00:00Z' is no time of the calendar",
            "samples.csv:16:1: has 3 fields, and the first line has 5",
            "samples.csv:17:1: has 6 fields, and the first line has 5",
            "samples.csv:18:1: a quote within a quoted field must be doubled");
  }

  @Test
  void textThatIsNotUtf8IsTold() throws Exception {
    Path file =
        Files.write(
            folder.resolve("latin.csv"),
            ("metric,time,value,device\nx," + T + ",1,K\u00FChlung\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    BadRowsException refused =
        catchThrowableOfType(
            BadRowsException.class, () -> Recording.open(List.of(file), false).close());
    assertThat(refused.first().get(0).toString()).contains("latin.csv:2:1: is not UTF-8 text");
  }

  @Test
  void quoteThatNeverEndsIsTold() throws Exception {
    assertThat(mistakes("metric,time,value\n\"x,1,2\nx," + T + ",1\n"))
        .containsExactly("samples.csv:2:1: a quoted field that begins here never ends");
  }

  @Test
  void headerWithSemicolonsSaysThatOnlyCommasAreRead() throws Exception {
    assertThat(mistakes("metric;time;value\nx;" + T + ";1\n"))
        .containsExactly(
            "samples.csv:1:1: columns are separated by semicolons: only commas are read; convert"
                + " the file");
  }

  @Test
  void mistakesOfTheHeaderAreAllTold() throws Exception {
    assertThat(mistakes("metric,timestamp,valu,my label,a,a\n"))
        .containsExactly(
            "samples.csv:1:23: 'my label' is no name of a label: letters, digits and '_', not"
                + " beginning with a digit",
            "samples.csv:1:34: the column 'a' is there twice",
            "samples.csv:1:1: the column 'time' is missing: the first line names the columns"
                + " metric, time, value, perhaps quality, and the labels; rename 'timestamp' if it"
                + " is meant",
            "samples.csv:1:1: the column 'value' is missing: the first line names the columns"
                + " metric, time, value, perhaps quality, and the labels; rename 'valu' if it is"
                + " meant");
    assertThat(mistakes("")).singleElement().asString().contains("samples.csv:1:1: is empty");
  }

  @Test
  void firstTwentyBadRowsAreToldAndTheRestCounted() throws Exception {
    StringBuilder text = new StringBuilder("metric,time,value\n");
    for (int i = 0; i < 50; i++) {
      text.append("x,").append(T + i).append(i % 2 == 0 ? ",1\n" : ",one\n");
    }
    Path file = file(text.toString());
    BadRowsException refused =
        catchThrowableOfType(
            BadRowsException.class, () -> Recording.open(List.of(file), false).close());
    assertThat(refused.count()).isEqualTo(25);
    assertThat(refused.first()).hasSize(20);
    try (Recording recording = Recording.open(List.of(file), true)) {
      assertThat(recording.skippedRows()).isEqualTo(25);
      assertThat(read(recording).get(0).size()).isEqualTo(25);
    }
  }
}
