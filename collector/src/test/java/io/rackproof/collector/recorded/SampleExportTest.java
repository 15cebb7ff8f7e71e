package io.rackproof.collector.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.wire.Series;
import io.rackproof.wire.SeriesSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleExportTest {

  private static final long T = 1_795_514_400_000L;

  @TempDir Path folder;

  @Test
  void labelsMayHaveTheNamesOfColumnsAndHoldAnything() throws Exception {
    Series series =
        Series.of(
            "device_info",
            Map.of("rack", "r1", "value", "a \"b\", ü", "time", "now", "quality", "x"));
    SeriesSamples samples =
        SeriesSamples.of(
            series, new long[] {T, T + 1}, new double[] {0.1 + 0.2, Double.NaN}, new byte[] {0, 3});
    Path out = Files.createDirectory(folder.resolve("out"));
    SampleExport.write(
        (from, to, consumer) -> consumer.chunk(T, T + 2, List.of(samples)),
        T,
        T + 2,
        List.of(series),
        out,
        Files.createDirectory(folder.resolve("scratch")));
    List<SeriesSamples> read = new ArrayList<>();
    try (Recording recording = Recording.open(List.of(out.resolve("0001.parquet")), false)) {
      recording.forEach(T, T + 2, (from, to, chunk) -> read.addAll(chunk));
    }
    assertThat(read).hasSize(1);
    assertThat(read.get(0).series()).isEqualTo(series);
    assertThat(read.get(0).value(0)).isEqualTo(0.1 + 0.2);
    assertThat(read.get(0).isGood(1)).isFalse();
  }

  @Test
  void seriesThatTheQuickHashTakesForTheSameAreToldApart() throws Exception {
    List<Series> series = new ArrayList<>();
    List<SeriesSamples> samples = new ArrayList<>();
    for (int shelf = 1; shelf <= 6; shelf++) {
      for (int unit = 1; unit <= 6; unit++) {
        Map<String, String> labels =
            Map.of(
                "device",
                "psu-" + shelf + "-" + unit,
                "rack",
                "gen2-007",
                "register",
                "PSU_MFR_Model",
                "role",
                "power-shelf",
                "shelf",
                "" + shelf,
                "value",
                "TWIN-PSU-5500");
        Series one = Series.of("device_info", labels);
        series.add(one);
        samples.add(SeriesSamples.of(one, new long[] {T}, new double[] {1}, new byte[] {0}));
      }
    }
    Path out = Files.createDirectory(folder.resolve("out"));
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    SampleExport.write(
        (from, to, consumer) -> consumer.chunk(T, T + 1, samples), T, T + 1, series, out, scratch);
    try (Recording recording = Recording.open(List.of(out.resolve("0001.parquet")), false)) {
      assertThat(recording.series()).containsExactlyInAnyOrderElementsOf(series);
    }
  }
}
