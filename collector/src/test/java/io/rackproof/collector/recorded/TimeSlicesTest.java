package io.rackproof.collector.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.wire.Quality;
import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any order of rows, spilled or not, gives the same samples as a plain builder does. */
class TimeSlicesTest {

  private static final long T = 1_795_514_400_000L;

  private static final List<Series> SERIES =
      List.of(
          Series.of("b", Map.of("port", "2")), Series.of("a", Map.of()), Series.of("b", Map.of()));

  @TempDir Path scratch;

  private record Row(int series, long time, double value, byte quality, long order) {}

  private static List<Row> rows(long seed, boolean ordered) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      rows.add(
          new Row(
              random.nextInt(SERIES.size()),
              T + random.nextInt(2_000) * 1_000L,
              random.nextDouble(),
              (byte) random.nextInt(Quality.HIGHEST_CODE + 1),
              ordered ? random.nextInt(1_000_000) : 0));
    }
    return rows;
  }

  private static List<String> expected(List<Row> rows) {
    Map<Series, SeriesSamples.Builder> builders = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      builders
          .computeIfAbsent(SERIES.get(row.series()), SeriesSamples::builder)
          .add(row.time(), row.value(), Quality.ofCode(row.quality()), row.order());
    }
    List<String> texts = new ArrayList<>();
    builders.values().forEach(b -> texts.add(text(b.build())));
    return texts;
  }

  private static String text(SeriesSamples samples) {
    StringBuilder text = new StringBuilder(samples.series().toString());
    for (int i = 0; i < samples.size(); i++) {
      text.append(' ').append(samples.timeMillis(i)).append('=').append(samples.value(i));
      text.append('/').append(samples.quality(i));
    }
    return text.toString();
  }

  private List<String> sliced(List<Row> rows, boolean ordered, int mostRows) throws IOException {
    Gathered gathered = new Gathered();
    List<Long> starts = new ArrayList<>();
    try (TimeSlices slices =
        new TimeSlices(
            SERIES,
            60_000,
            ordered,
            mostRows,
            scratch,
            slice -> {
              starts.add(slice.fromMillis());
              slice.samples().forEach(gathered::add);
            })) {
      for (Row row : rows) {
        slices.row(row.series(), row.time(), row.value(), row.quality(), row.order());
      }
      slices.finish();
    }
    assertThat(starts).isSorted().doesNotHaveDuplicates();
    return gathered.build().stream().map(TimeSlicesTest::text).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 500, 1_000_000})
  void anyOrderOfRowsIsSortedWhateverFitsTheMemory(int mostRows) throws IOException {
    for (long seed = 1; seed <= 5; seed++) {
      for (boolean ordered : new boolean[] {false, true}) {
        List<Row> rows = rows(seed, ordered);
        assertThat(sliced(rows, ordered, mostRows)).isEqualTo(expected(rows));
      }
    }
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void orderDecidesWhateverTheOrderOfArrival() throws IOException {
    List<Row> rows = rows(9, true);
    List<String> expected = expected(rows);
    Collections.shuffle(rows, new Random(3));
    assertThat(sliced(rows, true, 100)).isEqualTo(expected);
  }

  @Test
  void sliceIsHandedOutOnceNothingOfItCanFollow() throws IOException {
    List<Long> out = new ArrayList<>();
    try (TimeSlices slices =
        new TimeSlices(SERIES, 60_000, false, 100, scratch, slice -> out.add(slice.fromMillis()))) {
      slices.row(0, T, 1, (byte) 0, 0);
      slices.row(0, T + 60_000, 1, (byte) 0, 0);
      slices.horizon(T + 59_999);
      assertThat(out).isEmpty();
      slices.horizon(T + 60_000);
      assertThat(out).containsExactly(T);
      slices.finish();
      assertThat(out).containsExactly(T, T + 60_000);
    }
  }
}
