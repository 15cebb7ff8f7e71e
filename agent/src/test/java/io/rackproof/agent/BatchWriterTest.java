package io.rackproof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rackproof.agent.spool.SpoolConfig;
import io.rackproof.agent.spool.SqliteSpool;
import io.rackproof.wire.Quality;
import io.rackproof.wire.Sample;
import io.rackproof.wire.Series;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchWriterTest {

  private static final Series SERIES = Series.of("pdu_power_watts", Map.of("device", "pdu-a"));

  @TempDir private Path folder;

  private static List<Sample> samples(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> new Sample(SERIES, 1_000 + i, i, Quality.GOOD, 0))
        .toList();
  }

  @Test
  void fewSamplesAreWrittenByThemselvesAndALotAtOnce() throws Exception {
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC());
        BatchWriter writer = new BatchWriter(spool)) {
      Semaphore changes = new Semaphore(0);
      spool.onChange(changes::release);
      writer.add(samples(0, 3), Map.of());
      assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.status().batches()).isEqualTo(1);
      writer.add(samples(3, BatchWriter.ENOUGH), Map.of());
      assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(spool.status().batches()).isEqualTo(2);
    }
  }

  @Test
  void whatIsLeftAtTheEndIsWrittenBeforeItCloses() throws Exception {
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC())) {
      try (BatchWriter writer = new BatchWriter(spool)) {
        writer.add(samples(0, 3), Map.of());
      }
      assertThat(spool.status().batches()).isEqualTo(1);
    }
  }

  @Test
  void batchesAreFewerAndLargerWhileTheCollectorTakesNone() {
    assertThat(BatchWriter.patience(0)).isEqualTo(BatchWriter.SOON);
    assertThat(BatchWriter.patience(BatchWriter.UNDER_WAY)).isEqualTo(BatchWriter.SOON);
    assertThat(BatchWriter.patience(BatchWriter.UNDER_WAY + 1)).isEqualTo(BatchWriter.LATER);
  }

  @Test
  void pollWithoutSamplesMakesNoBatch() throws Exception {
    try (SqliteSpool spool = SqliteSpool.open(SpoolConfig.in(folder), Clock.systemUTC())) {
      try (BatchWriter writer = new BatchWriter(spool)) {
        writer.add(List.of(), Map.of());
      }
      assertThat(spool.status().batches()).isZero();
    }
  }
}
