package io.rackproof.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedRowsTest {

  private record Row(
      Series series, long time, long sequence, String epoch, int place, Sample sample) {}

  /** Each time another object, as each connection has its own. */
  private static Series series(int port) {
    return Series.of("switch_port_up", Map.of("rack", "r1", "port", "" + port));
  }

  private static List<Row> rows(SealedRows sorted) {
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < sorted.series().size(); number++) {
      for (int i = sorted.firstOf(number); i < sorted.firstOf(number + 1); i++) {
        Sample sample = sorted.sampleAt(i);
        rows.add(
            new Row(
                sorted.series().get(number),
                sample.timeMillis(),
                sorted.sequenceAt(i),
                sorted.epochs().get(sorted.epochAt(i)),
                0,
                sample));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void rowsAreInTheOrderOfTheFileHoweverTheyCame(int seed) {
    Random random = new Random(seed);
    List<Series> steady = List.of(series(1), series(2), series(3), series(10));
    List<LoggedBatch> batches = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (int b = 0; b < 60; b++) {
      List<Sample> samples = new ArrayList<>();
      String epoch = random.nextInt(5) == 0 ? "epoch-b" : "epoch-a";
      long sequence = random.nextInt(4) == 0 ? random.nextInt(60) : b;
      int size = random.nextInt(9);
      for (int i = 0; i < size; i++) {
        Series one = random.nextInt(3) == 0 ? series(random.nextInt(12)) : steady.get(i % 4);
        long time = random.nextInt(4) == 0 ? random.nextInt(60) : b;
        samples.add(Sample.good(one, time, b * 100 + i));
      }
      if (samples.isEmpty()) {
        continue;
      }
      batches.add(new LoggedBatch(b + 1, "r1", epoch, sequence, samples));
      for (int i = 0; i < samples.size(); i++) {
        Sample sample = samples.get(i);
        expected.add(
            new Row(
                sample.series(), sample.timeMillis(), sequence, epoch, expected.size(), sample));
      }
    }
    expected.sort(
        Comparator.comparing(Row::series)
            .thenComparing(Row::time)
            .thenComparing(Row::sequence)
            .thenComparing(Row::epoch)
            .thenComparing(Row::place));
    SealedRows sorted = new SealedRows(batches);
    assertThat(sorted.series())
        .containsExactlyElementsOf(new TreeSet<>(expected.stream().map(Row::series).toList()));
    assertThat(rows(sorted))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("place")
        .isEqualTo(expected);
  }

  @Test
  void seriesAreNumberedInTheirOrder() {
    SealedRows sorted =
        new SealedRows(
            List.of(
                new LoggedBatch(
                    1,
                    "r1",
                    "e",
                    1,
                    List.of(
                        Sample.good(series(3), 5, 1),
                        Sample.good(series(1), 5, 2),
                        Sample.good(series(3), 4, 3)))));
    assertThat(sorted.numbers()).isEqualTo(Map.of(series(1), 0, series(3), 1));
    assertThat(rows(sorted)).extracting(row -> row.sample().value()).containsExactly(2.0, 3.0, 1.0);
  }
}
