package io.rackproof.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetWriterTest {

  private static final int SERIES = 1_000;
  private static final int BATCHES = 1_000;

  /** Less than the rows take, more than the row group that is being written. */
  private static final String MEMORY = "30MB";

  @TempDir Path directory;

  /** The store's own folders: the engine makes the last folder of a path and no other. */
  @Test
  void whatOutgrowsTheMemoryGoesToTheDiskAndNothingIsLost() throws Exception {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < SERIES; i++) {
      series.add(Series.of("psu_output_power_watts", Map.of("rack", "r1", "device", "psu-" + i)));
    }
    List<LoggedBatch> batches = new ArrayList<>();
    for (int b = 0; b < BATCHES; b++) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < SERIES; i++) {
        samples.add(Sample.good(series.get(i), b * 1000L, Math.sin(b * 31.0 + i) * 1e6));
      }
      batches.add(new LoggedBatch(b + 1, "r1", "epoch", b + 1, samples));
    }
    Path file = directory.resolve("r1.parquet");
    try (StoreDirectory folders = StoreDirectory.open(directory.resolve("store"));
        ParquetFiles parquet = ParquetFiles.open(folders.scratch())) {
      new ParquetWriter(folders.sealing(), MEMORY).write(batches, List.of(), file);
      ParquetFiles.Contents contents = parquet.contents(file);
      assertThat(contents.samples()).isEqualTo((long) SERIES * BATCHES);
      assertThat(contents.series()).hasSize(SERIES);
      // Counted, since every row is where it should be.
      assertThat(parquet.count(file, contents)).isPresent();
    }
  }
}
